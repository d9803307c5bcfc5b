"""Anki: an .apkg of one note a question (a text with a gap as Anki's own kind), the marked pages inside. A note keeps
its GUID, so importing a later export updates it.
"""

from __future__ import annotations

import hashlib
import html
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge import Library
from learning.exchange.export.marked import marked_page
from learning.exchange.export.parts import plain, tell_place, without_emphasis
from learning.kinds import form_of
from learning.kinds.gap import BLANK
from learning.models import Question, mark

MOST_PAGES = 300  # pictures of one package
MODEL_ID = 1_726_053_114  # chosen once: Anki knows a note type by this number
FIELDS = ("문제", "보기", "정답", "풀이", "근거")
FRONT = '<div class="stem">{{문제}}</div>{{#보기}}<div class="options">{{보기}}</div>{{/보기}}'
BACK = '{{FrontSide}}<hr id="answer"><div class="right">{{정답}}</div><div>{{풀이}}</div><div class="source">{{근거}}</div>'
GAP_MODEL_ID = 1_726_053_115
GAP_FIELDS = ("글", "정답", "풀이", "근거")
GAP_FRONT = '<div class="stem">{{cloze:글}}</div>'
GAP_BACK = f'{GAP_FRONT}<hr id="answer"><div class="right">{{{{정답}}}}</div><div>{{{{풀이}}}}</div>\
<div class="source">{{{{근거}}}}</div>'
CARD_STYLE = """.card { font-family: "Noto Sans KR", "Apple SD Gothic Neo", "Malgun Gothic", sans-serif; font-size: \
18px; line-height: 1.6; text-align: left; word-break: keep-all; max-width: 40em; margin: 0 auto; }
.options { margin-top: 1em; }
.right { font-weight: bold; }
img { max-width: 100%; margin-top: 0.5em; }
.source { margin-top: 1em; font-size: 14px; opacity: 0.75; }
"""


def write_with_pages(questions: Sequence[Question], title: str, library: Library) -> bytes:
    """The package with the marked page of every question whose book has paper; the first MOST_PAGES of them."""
    found: dict[str, bytes] = {}
    for one in questions:
        if len(found) < MOST_PAGES and (picture := marked_page(library, one.citation)):
            found[one.id] = picture[0]
    return write(questions, title, found)


def write(questions: Sequence[Question], title: str, pages: Mapping[str, bytes] | None = None) -> bytes:
    """The package as bytes; the deck is ``현무::title``, found again by its title.
    ``pages``: PNG by the question's id.
    """
    import genanki

    model = genanki.Model(
        MODEL_ID,
        "현무 문제",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "문제 → 정답", "qfmt": FRONT, "afmt": BACK}],
        css=CARD_STYLE,
    )
    gaps = genanki.Model(
        GAP_MODEL_ID,
        "현무 빈칸",
        fields=[{"name": name} for name in GAP_FIELDS],
        templates=[{"name": "빈칸", "qfmt": GAP_FRONT, "afmt": GAP_BACK}],
        css=CARD_STYLE,
        model_type=genanki.Model.CLOZE,
    )
    deck = deck_of(genanki, title)
    pages = pages or {}
    for number, question in enumerate(questions):
        chosen = gaps if has_gap(question) else model
        deck.add_note(_note(genanki, chosen, question, number, _picture(question) if question.id in pages else ""))
    package = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / _picture(one) for one in questions if one.id in pages]
        for path, one in zip(files, (one for one in questions if one.id in pages)):
            path.write_bytes(pages[one.id])
        genanki.Package(deck, media_files=[str(path) for path in files]).write_to_file(package)
    return package.getvalue()


def _picture(question: Question) -> str:
    """The name of a page's picture among all of a collection's: the same for the same question."""
    return f"hyunmoo-{hashlib.sha256(question.id.encode()).hexdigest()[:24]}.png"


def escape_for_card(text: str) -> str:
    """The text as HTML that shows it letter by letter: no tags, no sounds, no LaTeX, no MathJax."""
    safe = html.escape(plain(text).strip())
    # MathJax reads the page after entities are resolved, so an empty element has to part its two-letter signs.
    safe = safe.replace("\\", "&#92;<i></i>").replace("[", "&#91;").replace("$", "&#36;<i></i>")
    return safe.replace("{", "&#123;").replace("}", "&#125;").replace("\n", "<br>")


def has_gap(question: Question) -> bool:
    """Whether the question is a text with a word left out, which Anki has notes of its own for."""
    return form_of(question) == "text" and BLANK in question.stem


def _note(genanki: Any, model: Any, question: Question, number: int, picture: str) -> Any:
    cited = (question.citation, *question.citations)
    source = "\n".join(f"{tell_place(one)}\n“{one.quote}”" for one in cited)
    also = f"\n인정 답: {', '.join(question.answer[1:])}" if form_of(question) == "text" and question.answer[1:] else ""
    shown = escape_for_card(source) + (f'<br><img src="{picture}">' if picture else "")
    said = (question.shown_answer() + also, question.explanation)
    return genanki.Note(
        model=model,
        fields=[*_asked(question), *map(escape_for_card, said), shown],
        guid=genanki.guid_for("hyunmoo", question.id),
        tags=["현무", question.kind, *filter(None, ["_".join(plain(question.concept).split())])],
        due=number,
    )


def deck_of(genanki: Any, title: str) -> Any:
    """The deck that bears a title, found again by it."""
    name = f"현무::{' '.join(plain(title).replace('::', ':').split()) or '문제'}"
    return genanki.Deck(_number(name), name)


def _asked(question: Question) -> list[str]:
    """The fields of what is asked: the text with its gap, or the stem and the options."""
    if has_gap(question):
        gap = f"{{{{c1::{escape_for_card(question.answer[0].replace('::', ': :'))}}}}}"
        return [escape_for_card(question.stem).replace(BLANK, gap)]
    options = "\n".join(f"{mark(option.id)} {option.text}" for option in question.options)
    return [without_emphasis(escape_for_card(question.stem), ("<u>", "</u>")), escape_for_card(options)]


def _number(name: str) -> int:
    """A number of 31 bits for a deck's name, the same every time."""
    return (1 << 30) | int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 2

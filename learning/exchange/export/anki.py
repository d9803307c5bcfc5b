"""Anki: an .apkg of one note a question, the marked pages inside. A note keeps its GUID, so
importing a later export updates it.
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
from learning.exchange.export.parts import plain, where, without_emphasis
from learning.models import Question, mark

MOST_PAGES = 300  # pictures of one package
MODEL_ID = 1_726_053_114  # chosen once: Anki knows a note type by this number
FIELDS = ("문제", "보기", "정답", "풀이", "근거")
FRONT = '<div class="stem">{{문제}}</div>{{#보기}}<div class="options">{{보기}}</div>{{/보기}}'
BACK = '{{FrontSide}}<hr id="answer"><div class="right">{{정답}}</div><div>{{풀이}}</div><div class="source">{{근거}}</div>'
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
    deck = deck_of(genanki, title)
    pages = pages or {}
    for number, question in enumerate(questions):
        deck.add_note(_note(genanki, model, question, number, _picture(question) if question.id in pages else ""))
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


def _note(genanki: Any, model: Any, question: Question, number: int, picture: str) -> Any:
    source = f"{where(question)}\n“{question.citation.quote}”"
    options = "\n".join(f"{mark(option.id)} {option.text}" for option in question.options)
    *fields, cited = map(escape_for_card, (options, question.shown_answer(), question.explanation, source))
    cited += f'<br><img src="{picture}">' if picture else ""
    return genanki.Note(
        model=model,
        fields=[without_emphasis(escape_for_card(question.stem), ("<u>", "</u>")), *fields, cited],
        guid=genanki.guid_for("hyunmoo", question.id),
        tags=["현무", question.kind, *filter(None, ["_".join(plain(question.concept).split())])],
        due=number,
    )


def deck_of(genanki: Any, title: str) -> Any:
    """The deck that bears a title, found again by it."""
    name = f"현무::{' '.join(plain(title).replace('::', ':').split()) or '문제'}"
    return genanki.Deck(_number(name), name)


def _number(name: str) -> int:
    """A number of 31 bits for a deck's name, the same every time."""
    return (1 << 30) | int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") >> 2

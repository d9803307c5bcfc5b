"""The blocks of a Markdown source: headings, paragraphs, items with their depth, rows, formulas, code, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html import escape
from typing import TYPE_CHECKING

from knowledge.loaders.base import LoadedPicture, LoadError, Outcome
from knowledge.loaders.blocks import TextBlock
from knowledge.loaders.pictures.embedded_pictures import name_embedded
from knowledge.loaders.raised import lower_text, raise_text
from knowledge.loaders.text.html import blocks as html_blocks
from knowledge.loaders.text.html import parse_text
from knowledge.loaders.text.markdown_source import NOTE_MARK, Protected
from knowledge.models import BlockKind
from korean import lexicon

if TYPE_CHECKING:
    from markdown_it.token import Token

PICTURE_NAME = "#hyunmoo-figure:"  # between a picture's link and the name by which the text refers to it
_BLANKS = re.compile(r"\n\s*\n")
_RAISED = re.compile(r"(?<=[\w)\]])\^([0-9A-Za-z+\-]{1,8})\^")
_LOWERED = re.compile(r"(?<=[A-Za-z)\]])~([0-9A-Za-z+\-]{1,6})~(?!~)")
_MARKED = re.compile(r"==(?=\S)([^=\n]+?)(?<=\S)==")
_TASK = re.compile(r"^\[([ xX])\] ")
_MADE_ALTERNATIVE = lexicon.pattern("block_forms", "made_alternative", re.S)
_TEXTUAL = {"text", "code_inline", "image", "text_special"}
_NOTE = re.compile("^\ue002(\\d+)\ue003:\\s*")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_OPENS = re.compile(r"<(div|section|details|p|span|aside|figure|center|table)\b([^<>]*)>", re.I)
_UNSEEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|\shidden(?=[\s=>/]|$)", re.I)
_DEEPEST_ITEM = 6
_TAG = re.compile(r"</?([A-Za-z][\w.-]*)")
_NAMES = frozenset(
    """
    a abbr acronym address article aside audio b bdi bdo big blockquote body br button canvas caption center cite code
    col data dd del details dfn dialog div dl dt em embed figcaption figure font footer
    form h1 h2 h3 h4 h5 h6 head header hr
    html i iframe img input ins kbd label legend li link main map mark math menu meta meter nav nobr noscript object ol
    option p picture pre progress q rb rp rt rtc ruby s samp script section select small source span strike strong style
    sub summary sup svg table tbody td template textarea tfoot th thead time title tr tt u ul var video wbr
    """.split()
)


@dataclass
class _Reading:
    """Where the walk through the tokens stands."""

    protected: Protected
    outcome: Outcome
    lists: list[tuple[str, int]] = field(default_factory=list)  # marker and number of each open list
    item: TextBlock | None = None  # depth and marker of the item whose first paragraph comes
    level: int = 0
    row: list[str] | None = None
    in_head: bool = False
    pictures: list[TextBlock] = field(default_factory=list)  # of the line that is being read
    unseen: str = ""  # the tag of an open HTML element that hides what follows
    notes: dict[str, list[TextBlock]] = field(default_factory=dict)
    named: dict[int, list[str]] = field(default_factory=dict)  # block number -> the notes that it points to


def read_blocks(source: str, outcome: Outcome) -> list[TextBlock]:
    """Blocks of text in order, notes behind the first block that points to them; what nobody sees is told."""
    from markdown_it import MarkdownIt

    protected = Protected(source)
    reading = _Reading(protected, outcome)
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    found: list[TextBlock] = []
    tokens = _join_html(parser.parse(protected.source))
    for token in tokens:
        said = list(_read(token, reading))
        pictures, reading.pictures = reading.pictures, []
        for block in [*pictures, *said]:
            found.append(replace(block, text=_BLANKS.sub("\n", block.text)))
            names = [protected.name(match) for match in NOTE_MARK.finditer(block.text)]
            if names:
                reading.named[len(found) - 1] = names
    return _place_notes(found, reading)


def _join_html(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens, with pieces of HTML that only an empty line parts as one."""
    waiting: Token | None = None
    for token in tokens:
        if token.type == "html_block" and waiting is not None:
            waiting.content += token.content
        elif token.type == "html_block":
            waiting = token
        else:
            if waiting is not None:
                yield waiting
                waiting = None
            yield token
    if waiting is not None:
        yield waiting


def _place_notes(found: list[TextBlock], reading: _Reading) -> list[TextBlock]:
    """The blocks without marks, each with the notes that it points to behind it; notes of no mark at the end."""
    placed: list[TextBlock] = []
    for number, block in enumerate(found):
        names = reading.named.get(number, ())
        text = NOTE_MARK.sub("", block.text) if names else block.text
        if text.strip() or block.picture:
            placed.append(replace(block, text=text))
        for name in names:
            reading.outcome.leave_out("note_mark", f"[{name}]")
            placed += reading.notes.pop(name, ())
    return placed + [block for blocks in reading.notes.values() for block in blocks]


def _read(token: Token, reading: _Reading) -> Iterator[TextBlock]:
    """The blocks that end with a token."""
    kind = token.type
    if kind == "html_block":
        yield from _read_html(token.content, reading)
    elif reading.unseen:
        reading.outcome.leave_out("hidden", reading.protected.restore(token.content))
    elif kind == "heading_open":
        reading.level = int(token.tag[1])
    elif kind in ("bullet_list_open", "ordered_list_open"):
        ordered = kind == "ordered_list_open"
        start = token.attrGet("start")
        reading.lists.append((token.markup if ordered else "•", int(1 if start is None else start) if ordered else -1))
    elif kind in ("bullet_list_close", "ordered_list_close"):
        reading.lists.pop()
        reading.item = None
    elif kind == "list_item_open":
        mark, number = reading.lists[-1]
        marker = f"{number}{token.markup or '.'}" if number >= 0 else token.markup or mark
        reading.lists[-1] = (mark, number + 1 if number >= 0 else number)
        depth = min(len(reading.lists), _DEEPEST_ITEM)
        reading.item = TextBlock("", kind=BlockKind.LIST_ITEM, depth=depth, marker=marker)
    elif kind in ("thead_open", "thead_close"):
        reading.in_head = kind == "thead_open"
    elif kind == "tr_open":
        reading.row = []
    elif kind == "tr_close":
        row, reading.row = " | ".join(reading.row or ()), None
        yield TextBlock(row, row=True, depth=int(reading.in_head))
    elif kind == "inline":
        yield from _read_inline(token.children or [], reading)
    elif kind in ("fence", "code_block"):
        lines = reading.protected.restore(token.content.rstrip()).split("\n")
        if code := "\n".join(line for line in lines if line.strip()):
            yield TextBlock(code, kind=BlockKind.CODE)


def _read_inline(children: Sequence[Token], reading: _Reading) -> Iterator[TextBlock]:
    raw = _write_inline(children, reading)
    text = reading.protected.show(raw)
    if reading.row is not None:
        reading.row.append(" ".join(text.split()))
        return
    lines = [" ".join(line.split()) for line in text.split("\x00")]
    if reading.level:
        line = " ".join(" ".join(lines).split())
        if line:
            yield TextBlock(line, level=reading.level)
        reading.level = 0
        return
    said = "\n".join(line for line in lines if line)
    note = _NOTE.match(said)
    if note:
        name = reading.protected.name(note)
        reading.notes.setdefault(name, []).append(TextBlock(said[note.end() :], kind=BlockKind.FOOTNOTE, marker=name))
    elif said:
        shape, reading.item = reading.item or TextBlock(""), None
        task = _TASK.match(said) if shape.kind is BlockKind.LIST_ITEM else None
        formula = reading.protected.is_formula(raw) and shape.kind is BlockKind.PARAGRAPH
        yield replace(
            shape, text=said[task.end() :] if task else said, kind=BlockKind.FORMULA if formula else shape.kind
        )


def _write_inline(children: Sequence[Token], reading: _Reading) -> str:
    """The words of a line; a hard break is ``"\\x00"``, a soft one a space; struck out words are told and left out."""
    if any(child.type == "html_inline" for child in children):
        return _write_html_inline(children, reading)
    parts: list[str] = []
    struck: list[str] | None = None
    for child in children:
        if child.type == "s_open":
            struck = []
        elif child.type == "s_close":
            reading.outcome.leave_out("deleted", "".join(struck or ()))
            struck = None
        else:
            (parts if struck is None else struck).append(_write_token(child, reading))
    return "".join([*parts, *(struck or ())])


def _write_token(token: Token, reading: _Reading) -> str:
    if token.type == "code_inline":
        return reading.protected.restore(token.content)
    if token.type == "image":
        link, _, name = str(token.attrGet("src") or "").partition(PICTURE_NAME)
        picture = LoadedPicture(name_embedded(link), " ".join(reading.protected.show(token.content).split()), name)
        reading.pictures.append(TextBlock("", picture=picture))
    if token.type == "image" and _MADE_ALTERNATIVE.search(token.content):
        reading.outcome.leave_out("alternative", token.content)
        return ""
    if token.type in _TEXTUAL:
        text = _RAISED.sub(lambda match: raise_text(match[1]), token.content)
        text = _LOWERED.sub(lambda match: lower_text(match[1]), text)
        return _MARKED.sub(r"\1", text)
    return {"softbreak": " ", "hardbreak": "\x00"}.get(token.type, "")


def _write_html_inline(children: Sequence[Token], reading: _Reading) -> str:
    """A line with HTML in it, read as a web page's."""
    parts = []
    for child in children:
        if child.type == "html_inline":
            parts.append(_write_tag(_COMMENT.sub("", child.content)))
        elif child.type in ("s_open", "s_close"):
            parts.append("<del>" if child.type == "s_open" else "</del>")
        else:
            parts.append(escape(_write_token(child, reading)).replace("\x00", "<br>"))
    try:
        found = html_blocks(parse_text(f"<body>{''.join(parts)}</body>"), reading.outcome, book=True)
    except LoadError:
        return ""
    reading.pictures += [block for block in found if block.picture]
    return "\x00".join(line for block in found for line in block.text.split("\n"))


def _write_tag(text: str) -> str:
    """A tag of HTML as it is; a component (<Note>) is none of the text, another name is a word in brackets: <eos>."""
    name = _TAG.match(text)
    if name is None or name[1].lower() in _NAMES:
        return text
    return "" if name[1][0].isupper() or "-" in name[1] else escape(text)


def _read_html(content: str, reading: _Reading) -> Iterator[TextBlock]:
    """A piece of HTML between Markdown; one that opens a hidden element hides what follows up to its end."""
    if reading.unseen:
        end = re.search(f"</{reading.unseen}\\s*>", content, re.I)
        reading.outcome.leave_out("hidden", re.sub("<[^<>]*>", " ", content[: end.start()] if end else content))
        if not end:
            return
        reading.unseen, content = "", content[end.end() :]
    for comment in _COMMENT.findall(content):
        reading.outcome.leave_out("hidden", comment.strip("<!->"))
    content = _COMMENT.sub("", content)
    for tag, attributes in _OPENS.findall(content):
        closed = re.search(f"</{tag}\\s*>", content, re.I)
        if _UNSEEN.search(f" {attributes}") and not closed:
            reading.unseen = tag.lower()
    if not content.strip():
        return
    restored = reading.protected.restore(content)
    try:
        found = html_blocks(parse_text(f"<body>{restored}</body>"), reading.outcome, book=True)
    except LoadError:
        return
    yield from found

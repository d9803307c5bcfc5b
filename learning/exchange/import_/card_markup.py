"""The words of a card written in HTML: tags taken off, powers and indices as text, pictures and sounds named."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple

from knowledge.loaders.raised import write_run
from learning.exchange.export.parts import plain

LONGEST_FIELD = 50_000  # characters; what a field holds behind them is not read
_BREAKS = frozenset("br p div li ul ol tr table h1 h2 h3 h4 h5 h6 blockquote hr pre dt dd".split())
_UNSEEN = frozenset("script style template".split())
_RAISED = {"sup": True, "sub": False}
_MEDIA_TAGS = frozenset("img audio video source object embed".split())
_SOUND = re.compile(r"\[sound:([^\]\n]{1,300})\]")
_LATEX = re.compile(r"\[(?:latex|\$\$?)\](.{0,4000}?)\[/(?:latex|\$\$?)\]", re.S)
_MATHJAX = re.compile(r"\\([(\[])(.{0,4000}?)\\[)\]]", re.S)
_BLANK_LINES = re.compile(r"\n\s*\n+")


class CardText(NamedTuple):
    """What a field says, and the names of its pictures and sounds, which are left out."""

    text: str
    media: tuple[str, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.media: list[str] = []
        self.unseen = 0
        self.runs: list[tuple[bool, list[str]]] = []  # raised or lowered runs that are open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag in _BREAKS:
            self.write("\n")
        elif tag in _RAISED:
            self.runs.append((_RAISED[tag], []))
        elif tag in _MEDIA_TAGS:
            self.media += [value.strip() for key, value in attrs if key in ("src", "data") and value and value.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif tag in _BREAKS:
            self.write("\n")
        elif tag in _RAISED and self.runs:
            self.close_run()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.write(data)

    def write(self, text: str) -> None:
        (self.runs[-1][1] if self.runs else self.parts).append(text)

    def close_run(self) -> None:
        raised, said = self.runs.pop()
        before = "".join((self.runs[-1][1] if self.runs else self.parts)[-3:])
        self.write(write_run(before, "".join(said), raised))

    def finish(self) -> str:
        self.close()
        while self.runs:
            self.close_run()
        return "".join(self.parts)


def read_card_html(field: str) -> CardText:
    """A field of HTML as a person reads it."""
    reader = _Reader()
    reader.feed(field[:LONGEST_FIELD])
    said = read_card_text(reader.finish())
    return CardText(said.text, (*dict.fromkeys(reader.media), *said.media))


def read_card_text(field: str) -> CardText:
    """A field without markup of its own: sounds are named, LaTeX stands between dollar signs."""
    text = field[:LONGEST_FIELD]
    media = tuple(dict.fromkeys(name.strip() for name in _SOUND.findall(text)))
    text = _LATEX.sub(lambda found: f"${found[1].strip()}$", _SOUND.sub("", text))
    text = _MATHJAX.sub(lambda found: f"${found[2].strip()}$", text)
    lines = [" ".join(line.split()) for line in plain(text).replace("\xa0", " ").split("\n")]
    return CardText(_BLANK_LINES.sub("\n", "\n".join(lines)).strip(), media)

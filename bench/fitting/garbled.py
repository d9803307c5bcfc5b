"""knowledge/loaders/pdf/garbled_text: glyphs' numbers as ASCII, or text?

Text: pieces of the textbooks' Markdown, prose, tables, formulas and code alike. Glyphs' numbers: Korean pieces of the
same books written as fonts without a Unicode map give them, by four ways of numbering the glyphs.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from bench.fitting.recipe import Example, Fitted, Held, Recipe, area_under_curve, train
from knowledge.loaders.pdf.garbled_text import LEAST_TEXT, garbled_features

GARBLED_BOOKS = (
    "textbook-cs-notes",
    "textbook-d2l-ko",
    "textbook-owasp-llm-ko",
    "textbook-react-ko",
    "textbook-rust-ko",
)
GARBLED_NAMES = ("words", "mixed", "kinds of sign pairs", "ascii", "entropy", "unmatched", "signs")
SIZES = (80, 200, 600)  # characters of a piece
PIECES = 12  # of a file and a size, at most
TAKEN_FOR_NONE = 0.0005  # of pieces of text
_FIRST, _LAST = 0x21, 0x7E  # ASCII that shows
_CODE = re.compile(r"```.*?```", re.S)
_MARKUP = re.compile(r"[`*#>|\[\]()_-]+|https?://\S+")


def number_in_order(text: str, start: int = _FIRST) -> str:
    """The first glyph is the first sign, the second the second, as in fonts cut to a document's letters."""
    seen: dict[str, str] = {}
    room = _LAST - start + 1
    return "".join(c if c.isspace() else seen.setdefault(c, chr(start + len(seen) % room)) for c in text)


def number_from_plus(text: str) -> str:
    return number_in_order(text, 0x2B)


def number_at_random(text: str) -> str:
    rng = random.Random(len(text))
    seen: dict[str, str] = {}
    return "".join(c if c.isspace() else seen.setdefault(c, chr(rng.randint(_FIRST, _LAST))) for c in text)


def number_in_two(text: str) -> str:
    """Two signs a glyph, as of fonts with two bytes a code."""
    return "".join(c if c.isspace() else chr(_FIRST + ord(c) % 94) + chr(_FIRST + ord(c) // 94 % 94) for c in text)


GLYPH_NUMBERS: tuple[Callable[[str], str], ...] = (number_in_order, number_from_plus, number_at_random, number_in_two)


def read_pieces(data: Path) -> Iterator[Example]:
    """Pieces of every book, as they are and as glyphs' numbers."""
    for path in sorted(path for book in GARBLED_BOOKS for path in (data / book).rglob("*.md")):
        source = path.relative_to(data).as_posix()
        text = path.read_text(encoding="utf-8")
        code = "\n".join(block.strip("`") for block in _CODE.findall(text))
        prose = _MARKUP.sub(" ", _CODE.sub(" ", text))
        for size in SIZES:
            for kind, whole in (("text", text), ("code", code)):
                for piece in cut_pieces(whole, size, source):
                    yield Example(source, garbled_features(piece), False, group=kind)
            for piece in cut_pieces(prose, size // 2, source):
                if len(re.findall("[가-힣]", piece)) > len(piece) / 3:
                    for way in GLYPH_NUMBERS:
                        yield Example(source, garbled_features(way(piece)), True, group=way.__name__)


def cut_pieces(text: str, size: int, source: str) -> list[str]:
    """Pieces of a size, PIECES at most, drawn by a hash."""
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    pieces = [piece for piece in pieces if len("".join(piece.split())) >= LEAST_TEXT // 2]
    return sorted(pieces, key=lambda piece: hashlib.sha256((source + piece).encode("utf-8")).hexdigest())[:PIECES]


def fit(data: Path) -> Fitted:
    trained = train(list(read_pieces(data)), GARBLED_NAMES)
    text = np.sort(trained.opened.scores[~trained.opened.labels])
    threshold = float(text[min(len(text) - 1, int((1 - TAKEN_FOR_NONE) * len(text)))])

    def figures(held: Held) -> dict[str, float]:
        above = held.scores > threshold
        return {
            "recognised": float(above[held.labels].mean()),
            "text taken for none": float(above[~held.labels].mean()),
            "AUC": area_under_curve(held.scores, held.labels),
            "rows": float(len(held.scores)),
        }

    found = figures(trained.opened), figures(trained.unopened)
    return Fitted(trained.weights, trained.model.bias, {"garbled": threshold}, *found)


RECIPE = Recipe("garbled", "knowledge/loaders/pdf/garbled_text.py", GARBLED_BOOKS, fit)

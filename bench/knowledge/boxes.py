"""Do the marked boxes cover exactly their sentence? Random sentences of real PDFs, their text
read back from under the boxes.

    python3 run.py bench boxes FOLDER... [-n 200] [--seed 1]

Each PDF goes into a library as an upload does. For a sentence, the boxes that a citation of it would mark are asked
for; then PDFium's characters of the page, straight from the file, whose middle lies in a box are read, box by box and
from left to right. Exact: the same characters, spaces and hyphens aside (a hyphen at a line's end is none of the
word's; known font faults are mended on both sides). Sentences are drawn evenly over the files, so a long one does not
stand for all. Pages that were recognised have no characters to compare and are left out.
"""

from __future__ import annotations

import argparse
import ctypes
import random
import re
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as raw

from bench.report import publish
from errors import HyunmooError
from knowledge import Box, Library, Sentence
from knowledge.loaders.pdf.legibility import repair_syllables, replace_bullets
from settings import Settings

Placed = tuple[str, float, float]  # a character and its middle, in points from the top left of the shown page
_SCALE = 1 << 20


@dataclass(frozen=True)
class Case:
    """One sentence with the boxes that mark it and what stands under them."""

    file: str
    sentence: Sentence
    under: str

    @property
    def exact(self) -> bool:
        return bare(self.sentence.text) == bare(self.under)

    @property
    def same_letters(self) -> bool:
        """Whether at least the same characters stand there, in whatever order."""
        return Counter(bare(self.sentence.text)) == Counter(bare(self.under))


_ADDED = re.compile(r"[\^_]\(([^()]*)\)")  # what is raised or lowered on the page has signs of ours around it


def bare(text: str) -> str:
    """Without white space, hyphens and signs that are not printed; compatible forms as one."""
    folded = unicodedata.normalize("NFKC", _ADDED.sub(r"\1", text))
    return "".join(
        char for char in folded if not char.isspace() and char != "-" and unicodedata.category(char)[0] != "C"
    )


def characters(page: pypdfium2.PdfPage) -> list[Placed]:
    """Every printed character of a page as PDFium gives it, with its middle."""
    text_page = page.get_textpage()
    width, height = page.get_size()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_int(), ctypes.c_int()
    found: list[Placed] = []
    for i in range(raw.FPDFText_CountChars(text_page)):
        code = raw.FPDFText_GetUnicode(text_page, i)
        if 0xDC00 <= code < 0xE000:
            continue
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the first 65,536
            low = raw.FPDFText_GetUnicode(text_page, i + 1)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00 & 0x3FF)
        if raw.FPDFText_GetCharBox(text_page, i, left, right, bottom, top):
            middle = (left.value + right.value) / 2, (bottom.value + top.value) / 2
            raw.FPDF_PageToDevice(page, 0, 0, _SCALE, _SCALE, 0, *middle, x, y)
            found.append((chr(code), x.value / _SCALE * width, y.value / _SCALE * height))
        else:
            found.append((" ", -1.0, -1.0))
    text_page.close()
    mended = repair_syllables(replace_bullets("".join(char for char, _, _ in found)))
    return [(char, x, y) for char, (_, x, y) in zip(mended, found, strict=True) if not char.isspace()]


def under(boxes: Sequence[Box], pages: dict[int, list[Placed]]) -> str:
    """The characters under some boxes, each once, box by box, from left to right."""
    said: list[str] = []
    taken: set[tuple[int, int]] = set()
    for box in boxes:
        inside = [
            (x, i, char)
            for i, (char, x, y) in enumerate(pages[box.page])
            if box.left - 0.05 <= x <= box.right + 0.05 and box.top - 0.05 <= y <= box.bottom + 0.05
        ]
        for _, i, char in sorted(inside):
            if (box.page, i) not in taken:
                taken.add((box.page, i))
                said.append(char)
    return "".join(said)


def cases(library: Library, file: Path, count: int, rng: random.Random) -> list[Case]:
    """Random sentences of a file; none where it cannot be read."""
    try:
        source = library.add(file)
    except HyunmooError:
        return []
    sentences = library.sentences(source.id)
    chosen = rng.sample(sentences, min(count, len(sentences)))
    found: list[Case] = []
    document = pypdfium2.PdfDocument(file)
    for sentence in chosen:
        boxes = library.boxes(source.id, sentence.start, sentence.end)
        pages = {number: characters(document[number - 1]) for number in {sentence.page, *(box.page for box in boxes)}}
        if any(pages.values()):
            found.append(Case(file.name, sentence, under(boxes, pages)))
    document.close()
    return found


def spread(by_file: list[list[Case]], count: int) -> list[Case]:
    """As many cases as wanted, taken from the files in turn."""
    rounds = max((len(some) for some in by_file), default=0)
    return [some[i] for i in range(rounds) for some in by_file if i < len(some)][:count]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("paths", type=Path, nargs="+")
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    files = [f for p in arguments.paths for f in (sorted(p.rglob("*.pdf")) if p.is_dir() else [p])]
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(folder, settings=Settings(library=Path(folder), ocr_seconds=0))
        by_file = [cases(library, file, arguments.n, rng) for file in files]
        library.close()
    chosen = spread(by_file, arguments.n)
    exact = sum(case.exact for case in chosen)
    same = sum(case.same_letters for case in chosen)
    failures = [case for case in chosen if not case.exact]
    rows = [(case.file, case.sentence.page, case.sentence.text[:160], case.under[:160]) for case in failures]
    notes = (
        f"exact {exact}/{len(chosen)}, same characters in any order {same}/{len(chosen)}, from "
        f"{len({c.file for c in chosen})} files, seed {arguments.seed}"
    )
    publish("boxes", ("file", "page", "sentence", "under its boxes"), rows, notes)


if __name__ == "__main__":
    main()

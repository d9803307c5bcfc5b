"""Are figures of shared documents found, with their captions, and joined to what is said of them? By labels made by
reading.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.fitting.split import is_unopened
from bench.report import publish
from errors import IngestError
from knowledge import Library
from knowledge.figures.figure import BookFigure
from korean.figure_numbers import match_caption
from settings import ROOT, Settings

FIGURE_LABELS = ROOT / "bench" / "data" / "figure_labels.jsonl"
SAME = 0.5  # overlap of two boxes (intersection over union) from which they are one


def main() -> None:
    """``bench figure_labels FOLDER``: FOLDER is the shared data."""
    folder = Path(sys.argv[1])
    labels = [json.loads(line) for line in FIGURE_LABELS.read_text(encoding="utf-8").splitlines()]
    files = list(dict.fromkeys(label["file"] for label in labels))
    counts: dict[str, Counter[str]] = {}
    for file in files:
        own = [label for label in labels if label["file"] == file and label["order"]]
        part = "unopened" if is_unopened(file) else "opened"
        counts.setdefault(part, Counter()).update(_measure(folder / file, own))
    rows = []
    for part, found in counts.items():
        for name in ("figures", "captions", "boxes", "references", "asked"):
            hits, wanted, given = (found[f"{name} {side}"] for side in ("hits", "wanted", "given"))
            recall, precision = hits / max(wanted, 1), hits / max(given, 1)
            rows.append((part, name, wanted, given, hits, recall, precision))
    publish("figures", ("part", "what", "labelled", "found", "right", "recall", "precision"), rows)


def _measure(path: Path, labels: list[dict[str, Any]]) -> Counter[str]:
    """Hits, wanted and given of everything that is labelled in one file."""
    counts: Counter[str] = Counter()
    with TemporaryDirectory() as folder:
        library = Library.open(folder, settings=Settings(library=Path(folder), ocr_seconds=0))
        try:
            source = library.add(path)
        except IngestError:  # nothing but pictures: such a file is refused
            _add(counts, "figures", 0, len(labels), 0)
            return counts
        figures = library.figures(source.id)
        captions = {one.ordinal: library.text(source.id, one.start, one.end) for one in figures}
        pages = {one.ordinal: [library.page_at(source.id, start) for start, _ in one.references] for one in figures}
        pairs = _pair(labels, figures, captions)
        if "-v" in sys.argv:
            _tell(path, labels, figures, captions, pairs)
        _add(counts, "figures", len(pairs), len(labels), len(figures))
        captioned = [label for label in labels if label.get("caption_sha256") or label.get("number")]
        right = [
            label for label, figure in pairs if label in captioned and _same_caption(label, captions[figure.ordinal])
        ]
        _add(counts, "captions", len(right), len(captioned), sum(map(bool, captions.values())))
        boxed = [(label, figure) for label, figure in pairs if label.get("box")]
        good = sum(_overlap(label["box"], figure.box) >= SAME for label, figure in boxed)
        _add(counts, "boxes", good, sum("box" in label and bool(label["box"]) for label in labels),
             sum(figure.box is not None for figure in figures))  # fmt: skip
        wanted = sum(_count(label) for label in labels)
        hits = sum(_matching(label, figure, pages[figure.ordinal]) for label, figure in pairs)
        _add(counts, "references", hits, wanted, sum(len(one.references) for one in figures))
        for label, figure in pairs:
            if label.get("number") and figure.printed:
                asked = library.find_figures(f"{figure.printed}을 설명해 줘", [source.id])
                hit = asked is not None and [one.ordinal for one in asked.figures] == [figure.ordinal]
                _add(counts, "asked", int(hit), 1, 1)
        library.close()
    return counts


def _add(counts: Counter[str], name: str, hits: int, wanted: int, given: int) -> None:
    counts.update({f"{name} hits": hits, f"{name} wanted": wanted, f"{name} given": given})


def _pair(
    labels: list[dict[str, Any]], figures: list[BookFigure], captions: dict[int, str]
) -> list[tuple[dict[str, Any], BookFigure]]:
    """Labels with the figures that they mean: by caption or number, else in their order."""
    left, pairs = list(figures), []
    for label in labels:
        mine = next((one for one in left if _is_labelled(label, one, captions[one.ordinal])), None)
        if mine is not None:
            left.remove(mine)
            pairs.append((label, mine))
    return pairs


def _is_labelled(label: dict[str, Any], figure: BookFigure, caption: str) -> bool:
    if label.get("page") and label["page"] != figure.page:
        return False
    if label.get("caption_sha256"):
        return _same_caption(label, caption)
    if label.get("number"):
        return figure.printed.endswith(label["number"]) or figure.name == label["number"]
    return not caption.strip() or figure.has_picture


def _same_caption(label: dict[str, Any], caption: str) -> bool:
    """Whether a caption is the labelled one: the same letters, or (letters of formulas differ) the same number."""
    wanted = label.get("caption_sha256")
    said = re.sub(r"\s+", "", caption)
    if wanted is None:
        return bool(said)
    same = any(hashlib.sha256(one.encode()).hexdigest() == wanted for one in (said, said.replace("`", "")))
    name = match_caption(caption)
    return same or (name is not None and name.printed.endswith(f" {label['number']}"))


def _count(label: dict[str, Any]) -> int:
    wanted = label.get("references") or 0
    return wanted if isinstance(wanted, int) else len(wanted)


def _matching(label: dict[str, Any], figure: BookFigure, pages: list[int]) -> int:
    wanted = label.get("references") or 0
    if isinstance(wanted, int):
        return min(wanted, len(pages))
    return sum((Counter(wanted) & Counter(pages)).values())


def _overlap(one: list[float], other: tuple[float, ...] | None) -> float:
    if other is None:
        return 0.0
    wide = max(0.0, min(one[2], other[2]) - max(one[0], other[0]))
    tall = max(0.0, min(one[3], other[3]) - max(one[1], other[1]))
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return wide * tall / max(sum(areas) - wide * tall, 1e-9)


def _tell(
    path: Path, labels: list[dict[str, Any]], figures: list[BookFigure], captions: dict[int, str],
    pairs: list[tuple[dict[str, Any], BookFigure]],
) -> None:  # fmt: skip
    """What of a file is missed and what is too much, on the standard error: for opened files."""
    known = {figure.ordinal for _, figure in pairs}
    missed = [label for label in labels if all(label is not one for one, _ in pairs)]
    print(path.name, len(labels), len(figures), "missed", [(m["order"], m["number"]) for m in missed], file=sys.stderr)
    for one in figures:
        print("  ", one.ordinal in known, one.page, one.printed, one.name, captions[one.ordinal][:40], one.box,
              len(one.references), file=sys.stderr)  # fmt: skip


if __name__ == "__main__":
    main()

"""Slides: a passage ends where one ends, a title that goes on over several is one section."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Library
from knowledge.ingestion.slide_pages import PageShape, find_slides, join_sections
from knowledge.models import Heading
from tests.knowledge.loaders.office.packages import relations, zipped

N = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def deck(*slides: tuple[str, ...]) -> bytes:
    """Slides of a title and lines."""

    def shape(kind: str, lines: tuple[str, ...]) -> str:
        words = "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in lines)
        return f'<p:sp><p:nvSpPr><p:nvPr><p:ph type="{kind}"/></p:nvPr></p:nvSpPr><p:txBody>{words}</p:txBody></p:sp>'

    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {N}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
    }
    for number, (title, *lines) in enumerate(slides, 1):
        inner = (shape("title", (title,)) if title else "") + shape("body", tuple(lines))
        parts[f"ppt/slides/slide{number}.xml"] = f"<p:sld {N}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"
    return zipped(parts)


def test_a_passage_ends_where_its_slide_ends(tmp_path: Path) -> None:
    path = tmp_path / "강의.pptx"
    path.write_bytes(
        deck(
            ("광합성", "빛을 받아 양분을 만드는 일"),
            ("광합성 (2/2)", "엽록체에서 일어난다"),
            ("", "호흡은 밤낮으로 한다"),
        )
    )
    library = Library.open(tmp_path / "library")
    source = library.add(path)
    passages = library.passages(source.id)
    assert [(p.page, p.heading, p.text) for p in passages] == [
        (1, ("광합성",), "빛을 받아 양분을 만드는 일"),
        (2, ("광합성",), "엽록체에서 일어난다"),
        (3, ("광합성",), "호흡은 밤낮으로 한다"),
    ]
    assert [heading.title for heading in library.headings(source.id)] == ["광합성"] and not library.check()
    library.close()


@pytest.mark.parametrize(
    ("kind", "size", "characters", "slides"),
    [
        ("pptx", (0.0, 0.0), 100, True),
        ("pdf", (960.0, 540.0), 200, True),
        ("pdf", (960.0, 540.0), 3000, False),
        ("pdf", (595.0, 842.0), 200, False),
        ("md", (0.0, 0.0), 100, False),
    ],
)
def test_which_pages_are_slides(kind: str, size: tuple[float, float], characters: int, slides: bool) -> None:
    found = find_slides(kind, [PageShape(n * 5000, *size, characters) for n in range(4)])
    assert found == (frozenset(range(0, 20_000, 5000)) if slides else frozenset())


def test_titles_that_go_on_are_one_section_on_slides_alone() -> None:
    titles = ["세포", "세포 (2)", "세포 3/3", "핵", "세포"]
    headings = [Heading(1, title, 10 * n, n + 1) for n, title in enumerate(titles)]
    assert [h.title for h in join_sections(headings, frozenset({0}))] == ["세포", "핵", "세포"]
    assert join_sections(headings, frozenset()) == headings

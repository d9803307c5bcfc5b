"""PowerPoint: levels and bullets, raised runs, groups, tables, what nobody sees."""

from __future__ import annotations

import pytest

from knowledge.loaders.base import LoadedPage, Outcome
from knowledge.models import BlockKind
from tests.knowledge.loaders.office.packages import read, relations, zipped

N = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def p(text: str, shape: str = "") -> str:
    return f"<a:p>{shape}<a:r><a:t>{text}</a:t></a:r></a:p>"


def ar(text: str, shape: str = "") -> str:
    return f"<a:r><a:rPr {shape}/><a:t>{text}</a:t></a:r>"


def box(body: str, kind: str | None = None, known: str = "", look: str = "") -> str:
    mark = "" if kind is None else f'<p:ph type="{kind}" idx="1"/>' if kind else '<p:ph idx="1"/>'
    return (
        f"<p:sp><p:nvSpPr><p:cNvPr {known}/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>"
        f"<p:txBody>{f'<a:lstStyle>{look}</a:lstStyle>' if look else ''}{body}</p:txBody></p:sp>"
    )


def tree(inner: str, name: str = "sld", after: str = "") -> str:
    return f"<p:{name} {N}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld>{after}</p:{name}>"


def deck(*slides: str, **parts: str) -> tuple[list[LoadedPage], Outcome]:
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(slides) + 1))
    base: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {N}><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *(("slide", f"slides/slide{n}.xml") for n in range(1, len(slides) + 1))
        ),
        **{f"ppt/slides/slide{n}.xml": tree(inner) for n, inner in enumerate(slides, 1)},
    }
    return read(".pptx", zipped(base | parts))


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (ar("10") + ar("14", 'baseline="30000"') + ar(" Hz"), "10¹⁴ Hz"),
        (ar("10") + ar("-6", 'baseline="30%"'), "10⁻⁶"),
        (ar("SO") + ar("4", 'baseline="-25000"'), "SO₄"),
        (ar("1392") + ar("1)", 'baseline="30000"') + ar("년"), "1392년"),
        (ar("새 ") + ar("옛", 'strike="sngStrike"') + ar("글", 'baseline="0" strike="noStrike"'), "새 글"),
    ],
)
def test_raised_lowered_and_struck_runs(runs: str, said: str) -> None:
    pages, _ = deck(box(f"<a:p>{runs}</a:p>"))
    assert pages[0].text == said


def test_levels_and_bullets_of_the_paragraph_its_shape_its_layout_and_its_master() -> None:
    master = tree("", "sldMaster", '<p:txStyles><p:bodyStyle><a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr>'
                  '<a:lvl2pPr><a:buChar char="–"/></a:lvl2pPr></p:bodyStyle></p:txStyles>')  # fmt: skip
    layout = tree(box("", "body", look='<a:lvl2pPr><a:buChar char="▶"/></a:lvl2pPr>'), "sldLayout")
    body = (
        p("하나")
        + p("안", '<a:pPr lvl="1"/>')
        + p("깊이", '<a:pPr lvl="2"><a:buAutoNum type="arabicParenR"/></a:pPr>')
        + p("더", '<a:pPr lvl="2"><a:buAutoNum type="arabicParenR"/></a:pPr>')
        + p("글", "<a:pPr><a:buNone/></a:pPr>")
    )
    pages, _ = deck(
        box(p("제목"), "title") + box(body, ""),
        **{
            "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../l.xml")),
            "ppt/l.xml": layout,
            "ppt/_rels/l.xml.rels": relations(("slideMaster", "m.xml")),
            "ppt/m.xml": master,
        },
    )
    assert [(b.kind, b.level, b.marker) for b in pages[0].blocks] == [
        *((BlockKind.HEADING, 1, ""), (BlockKind.LIST_ITEM, 1, "•"), (BlockKind.LIST_ITEM, 2, "▶")),
        *((BlockKind.LIST_ITEM, 3, "1)"), (BlockKind.LIST_ITEM, 3, "2)"), (BlockKind.PARAGRAPH, 0, "")),
    ]
    assert pages[0].text.split("\n")[1:] == ["하나", "안", "1) 깊이", "2) 더", "글"]


def test_groups_within_groups_and_what_the_speaker_notes() -> None:
    group = "<p:grpSp>{}</p:grpSp>"
    notes = tree(box(p("말할 것"), "body") + box(p("3"), "sldNum"), "notes")
    pages, outcome = deck(
        group.format(group.format(box(p("안쪽"))) + box(p("바깥"))) + box(p("12"), "sldNum") + box(p("꼬리"), "ftr"),
        **{
            "ppt/slides/_rels/slide1.xml.rels": relations(("notesSlide", "../n.xml")),
            "ppt/n.xml": notes,
        },
    )
    assert pages[0].text == "안쪽\n바깥\n말할 것" and pages[0].blocks[-1].kind is BlockKind.SPEAKER
    assert outcome.left_out.examples["running_head"] == ["꼬리"] and outcome.left_out.characters["page_number"] == 3


def test_hidden_shapes_and_alternative_texts_are_left_out() -> None:
    picture = '<p:pic><p:nvPicPr><p:cNvPr descr="수식입니다."/></p:nvPicPr></p:pic>'
    pages, outcome = deck(box(p("보임")) + box(p("숨은글"), known='hidden="1"') + picture)
    assert pages[0].text == "보임"
    assert outcome.left_out.examples == {"hidden": ["숨은글"], "alternative": ["수식입니다."]}


def test_merged_cells_of_tables() -> None:
    def tc(text: str, shape: str = "") -> str:
        return f"<a:tc {shape}><a:txBody>{p(text) if text else '<a:p/>'}</a:txBody></a:tc>"

    wide, covered = 'gridSpan="2"', 'hMerge="1"'
    rows = (
        f"<a:tr>{tc('때', 'rowSpan=' + chr(34) + '2' + chr(34))}{tc('주말', wide)}"
        f"{tc('', covered)}</a:tr>"
        f"<a:tr>{tc('', 'vMerge=' + chr(34) + '1' + chr(34))}{tc('토')}{tc('일')}</a:tr>"
        f"<a:tr>{tc('아침')}{tc('잠', wide)}{tc('', covered)}</a:tr>"
    )
    pages, _ = deck(f"<p:graphicFrame><a:graphic><a:tbl>{rows}</a:tbl></a:graphic></p:graphicFrame>")
    assert pages[0].text == "때 | 주말 토 | 주말 일\n아침 | 잠 | 잠"


def test_slides_of_bullets_without_words_are_named() -> None:
    pages, outcome = deck(box(p("말이 있다")), box(p("•") + p("-")), box(p("·")))
    assert len(pages) == 3 and [(f.code, f.pages) for f in outcome.findings] == [("wordless", (2, 3))]

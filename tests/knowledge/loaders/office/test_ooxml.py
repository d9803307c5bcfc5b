"""Word and PowerPoint: headings, tables, notes and pages."""

from __future__ import annotations

from tests.knowledge.loaders.office.packages import W, docx, r, read, relations, wp, zipped

P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'


R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def wc(text: str, shape: str = "") -> str:
    return f"<w:tc><w:tcPr>{shape}</w:tcPr>{wp(r(text))}</w:tc>"


def test_docx_headings_tables_notes_boxes_and_changes() -> None:
    notes = (
        f'<w:footnotes {W}><w:footnote w:id="0" w:type="separator"/><w:footnote '
        f'w:id="2">{wp(r("풀이"))}</w:footnote></w:footnotes>'
    )
    box = f"<w:r><w:pict><w:txbxContent>{wp(r('상자'))}</w:txbxContent></w:pict></w:r>"
    csv = (
        f"<w:tbl><w:tr>{wc('가')}{wc('나')}{wc('다')}</w:tr>"
        f"<w:tr>{wc('합', '<w:vMerge w:val=' + chr(34) + 'restart' + chr(34) + '/>')}"
        f"{wc('넓게', '<w:gridSpan w:val=' + chr(34) + '2' + chr(34) + '/>')}</w:tr>"
        f"<w:tr>{wc('', '<w:vMerge/>')}{wc('1')}{wc('2')}</w:tr></w:tbl>"
    )
    changed = f"<w:del><w:r><w:delText>옛</w:delText></w:r></w:del><w:ins>{r('새')}</w:ins>"
    formula = (
        "<m:oMath><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath>"
    )
    body = (
        wp(r("목차 1"), "T")
        + wp(r("첫째 장"), "Mine")
        + wp(r("본문") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + changed + formula + box)
        + csv
        + wp('<w:r><w:br w:type="page"/></w:r>' + r("새 쪽"))
    )
    pages, _ = read(".docx", docx(body, **{"word/footnotes.xml": notes}))
    assert pages[0].text.split("\n") == [
        *("첫째 장", "본문새$x^{2}$", "상자", "1) 풀이", "가 | 나 | 다", "합 | 넓게 | 넓게", "합 | 1 | 2"),
    ]
    assert [h.title for h in pages[0].headings] == ["첫째 장"] and pages[1].text == "새 쪽"


def test_docx_pages_are_those_that_word_drew() -> None:
    drawn = "<w:r><w:lastRenderedPageBreak/></w:r>"
    body = wp(r("하나")) + wp('<w:r><w:br w:type="page"/></w:r>') + wp(drawn) + wp(drawn + r("셋")) + wp(r("넷" * 4000))
    pages, _ = read(".docx", docx(body))
    assert [page.text[:2] for page in pages] == ["하나", "", "셋\n"]


def test_pptx_slides_titles_tables_and_notes() -> None:
    def shape(text: str, kind: str = "", top: int = 0) -> str:
        mark = f'<p:ph type="{kind}"/>' if kind else ""
        frame = f'<p:spPr><a:xfrm><a:off x="0" y="{top}"/></a:xfrm></p:spPr>'
        words = f"<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody>"
        return f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr>{frame}{words}</p:sp>"

    def slide(inner: str) -> str:
        return f"<p:sld {P} {A}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"

    tc = "<a:tc><a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody></a:tc>"
    grid = (
        f"<p:graphicFrame><a:graphic><a:tbl><a:tr>{tc.format('가')}{tc.format('나')}</a:tr></a:tbl></a:graphic>"
        f"</p:graphicFrame>"
    )
    book = (
        f'<p:presentation {P} {R}><p:sldIdLst><p:sldId id="256" r:id="r2"/><p:sldId id="257" '
        f'r:id="r1"/></p:sldIdLst></p:presentation>'
    )
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": book,
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml"), ("slide", "slides/slide2.xml")),
        "ppt/slides/slide1.xml": slide(grid + shape("7", "sldNum")),
        "ppt/slides/slide2.xml": slide(shape("아래", top=900000) + shape("위", top=200000) + shape("표지", "title")),
        "ppt/slides/_rels/slide2.xml.rels": relations(("notesSlide", "../notesSlides/n.xml")),
        "ppt/notesSlides/n.xml": slide(shape("할 말", "body")),
    }
    pages, outcome = read(".pptx", zipped(parts))
    assert [page.text for page in pages] == ["표지\n위\n아래\n할 말", "가 | 나"]
    assert outcome.title == "표지" and [h.title for h in pages[0].headings] == ["표지"]

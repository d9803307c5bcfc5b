"""Small books with figures, in every format that holds pictures: of a cell (그림 1-1) and of a leaf (그림 1-2)."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.knowledge.loaders.office.packages import docx, hwpx, r, relations, t, wp, zipped

CAPTIONS = ("그림 1-1. 동물 세포의 구조", "그림 1-2. 잎의 단면")
BEFORE = "동물 세포에는 핵과 미토콘드리아가 있으며 그 배치는 그림 1-1에 나타나 있다."
BETWEEN = "잎은 여러 겹의 조직으로 되어 있다. 아래 그림과 같이 울타리 조직은 위쪽에 있다."
AFTER = "기공은 [그림 1-2]에서 보듯이 잎의 뒷면에 많다."
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
FONT = "HYSMyeongJo-Medium"


def draw_frame(colour: str, size: tuple[int, int] = (120, 80)) -> bytes:
    """A picture of one colour with a frame, as PNG."""
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((4, 4, size[0] - 5, size[1] - 5), outline="black", width=3)
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


CELL, LEAF = draw_frame("#c03028"), draw_frame("#2e7d32")


def pdf(path: Path) -> None:
    """Two figures on a page: a picture, and one drawn with lines."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.setFont(FONT, 11)
    canvas.drawString(60, 780, f"{BEFORE} 핵은 가장 크다.")
    canvas.drawImage(ImageReader(io.BytesIO(CELL)), 220, 640, 150, 100)
    canvas.drawString(230, 620, CAPTIONS[0])
    canvas.drawString(60, 580, BETWEEN)
    canvas.setLineWidth(2)
    canvas.rect(200, 440, 200, 90)
    canvas.line(200, 440, 400, 530)
    canvas.drawString(250, 415, CAPTIONS[1])
    canvas.drawString(60, 380, AFTER)
    canvas.save()


def word(path: Path) -> None:
    def draw_picture(key: str, said: str) -> str:
        frame = f'<wp:docPr xmlns:wp="wp" descr="{said}"/><a:blip {A} {REL} r:embed="{key}"/>'
        return wp(f'<w:r><w:drawing><wp:inline xmlns:wp="wp">{frame}</wp:inline></w:drawing></w:r>')

    body = (
        wp(r(BEFORE)) + draw_picture("r1", "붉은 세포") + wp(r(CAPTIONS[0])) + wp(r(BETWEEN)) + draw_picture("r2", "")
    )
    body += wp(r(CAPTIONS[1])) + wp(r(AFTER))
    held = {"word/media/cell.png": CELL, "word/media/leaf.png": LEAF}
    rels = relations(("image", "media/cell.png"), ("image", "media/leaf.png"))
    path.write_bytes(docx(body, **{"word/_rels/document.xml.rels": rels}, **held))  # type: ignore[arg-type]


def hangul(path: Path) -> None:
    def draw_picture(key: str, caption: str) -> str:
        image = f'<hc:img xmlns:hc="c" binaryItemIDRef="{key}"/>'
        written = f"<hp:subList><hp:p><hp:run>{t(caption)}</hp:run></hp:p></hp:subList>"
        below = f'<hp:caption side="BOTTOM">{written}</hp:caption>'
        return f'<hp:p><hp:run><hp:pic>{image}{below}<hp:pos treatAsChar="1"/></hp:pic></hp:run></hp:p>'

    def write_paragraph(text: str) -> str:
        return f"<hp:p><hp:run>{t(text)}</hp:run></hp:p>"

    body = (
        write_paragraph(BEFORE)
        + draw_picture("cell", CAPTIONS[0])
        + write_paragraph(BETWEEN)
        + draw_picture("leaf", CAPTIONS[1])
        + write_paragraph(AFTER)
    )
    items = "".join(f'<item id="{one}" href="BinData/{one}.png"/>' for one in ("cell", "leaf"))
    content = f"<package><manifest>{items}</manifest></package>"
    held = {"Contents/content.hpf": content, "BinData/cell.png": CELL, "BinData/leaf.png": LEAF}
    path.write_bytes(hwpx(body, **held))  # type: ignore[arg-type]


def slides(path: Path) -> None:
    space = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'

    def box(text: str, top: int) -> str:
        frame = f'<p:spPr><a:xfrm><a:off x="0" y="{top}"/></a:xfrm></p:spPr>'
        return f"<p:sp>{frame}<p:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"

    def picture(top: int) -> str:
        frame = f'<p:spPr><a:xfrm><a:off x="0" y="{top}"/></a:xfrm></p:spPr>'
        held = '<p:nvPicPr><p:cNvPr id="1"/></p:nvPicPr><p:blipFill><a:blip r:embed="r1"/></p:blipFill>'
        return f"<p:pic>{held}{frame}</p:pic>"

    def slide(inner: str) -> str:
        return f"<p:sld {space} {A} {REL}><p:cSld><p:spTree>{inner}</p:spTree></p:cSld></p:sld>"

    first = box(BEFORE, 10**5) + picture(10**6) + box(CAPTIONS[0], 2 * 10**6)
    second = box(BETWEEN, 10**5) + picture(10**6) + box(CAPTIONS[1], 2 * 10**6) + box(AFTER, 3 * 10**6)
    ids = '<p:sldIdLst><p:sldId id="256" r:id="r1"/><p:sldId id="257" r:id="r2"/></p:sldIdLst>'
    parts: dict[str, str | bytes] = {
        "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {space} {REL}>{ids}</p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/one.xml"), ("slide", "slides/two.xml")),
        "ppt/slides/one.xml": slide(first),
        "ppt/slides/two.xml": slide(second),
        "ppt/slides/_rels/one.xml.rels": relations(("image", "../media/cell.png")),
        "ppt/slides/_rels/two.xml.rels": relations(("image", "../media/leaf.png")),
        "ppt/media/cell.png": CELL,
        "ppt/media/leaf.png": LEAF,
    }
    path.write_bytes(zipped(parts))


def ebook(path: Path) -> None:
    def figure(name: str, caption: str) -> str:
        return f'<figure><img src="pictures/{name}.png" alt="한 장"/><figcaption>{caption}</figcaption></figure>'

    inner = (
        f"<h2>세포와 잎</h2><p>{BEFORE}</p>{figure('cell', CAPTIONS[0])}<p>{BETWEEN}</p>{figure('leaf', CAPTIONS[1])}"
    )
    chapter = f'<html xmlns="h"><head><title/></head><body>{inner}<p>{AFTER}</p></body></html>'
    item = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    root = '<rootfile full-path="B/b.opf"/>'
    book = f'<package xmlns:dc="d"><metadata><dc:title>세포</dc:title></metadata><manifest>{item}</manifest>'
    path.write_bytes(
        zipped(
            {
                "mimetype": "application/epub+zip",
                "META-INF/container.xml": f"<container><rootfiles>{root}</rootfiles></container>",
                "B/b.opf": f'{book}<spine><itemref idref="a"/></spine></package>',
                "B/a.xhtml": chapter,
                "B/pictures/cell.png": CELL,
                "B/pictures/leaf.png": LEAF,
            }
        )
    )


def markdown(path: Path) -> None:
    def uri(content: bytes) -> str:
        return f"data:image/png;base64,{base64.b64encode(content).decode()}"

    figures = [f"![]({uri(one)})\n\n{caption}" for one, caption in zip((CELL, LEAF), CAPTIONS, strict=True)]
    path.write_text(
        f"# 세포와 잎\n\n{BEFORE}\n\n{figures[0]}\n\n{BETWEEN}\n\n{figures[1]}\n\n{AFTER}\n", encoding="utf-8"
    )


BOOKS: dict[str, Callable[[Path], None]] = {
    "pdf": pdf, "docx": word, "hwpx": hangul, "pptx": slides, "epub": ebook, "md": markdown,
}  # fmt: skip

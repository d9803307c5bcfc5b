"""Pictures of strangers: drawn small and anew, or refused; never by what they ask for, and within the limits."""

from __future__ import annotations

import base64
import io
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from knowledge import Library
from knowledge.loaders.pictures.figure_drawing import LONGEST_SIDE, draw_from_file
from settings import Settings
from tests.knowledge.figures.illustrated import CELL, REL, A, draw_frame
from tests.knowledge.loaders.office.packages import docx, r, relations, wp


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **more)  # type: ignore[arg-type]
    return file.getvalue()


def png_of_size(width: int, height: int, data: bytes = b"\x00" * 64) -> bytes:
    """A PNG that says to be so large, and holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="99" height="99">'
    b'<script>fetch("http://192.0.2.1/a")</script><image xlink:href="http://192.0.2.1/b.png"/></svg>'
)
ANIMATED = saved(
    Image.new("RGB", (60, 40), "#c03028"),
    "GIF",
    save_all=True,
    append_images=[Image.new("RGB", (60, 40), "blue")] * 500,
)
REFUSED = {
    "bomb.png": png_of_size(60_000, 60_000),
    "billion.png": png_of_size(31_623, 31_623, b"\x00" * 1_000_000),
    "cut.png": draw_frame("#c03028", (900, 900))[:-300],
    "links.svg": SVG,
    "meta.emf": b"\x01\x00\x00\x00" + b"\x00" * 400,
    "empty.png": b"",
    "dot.png": saved(Image.new("RGB", (5, 5)), "PNG"),
    "program.png": b"MZ" + b"\x90" * 2000,
}
DRAWN = {
    "print.jpg": (saved(Image.new("CMYK", (300, 200), (0, 200, 200, 40)), "JPEG"), (300, 200)),
    "animated.gif": (ANIMATED, (60, 40)),
    "clear.png": (saved(Image.new("RGBA", (64, 64), (255, 0, 0, 0)), "PNG"), (64, 64)),
    "deep.tif": (saved(Image.new("I;16", (64, 64), 40_000), "TIFF"), (64, 64)),
    "wide.png": (saved(Image.new("1", (3_000, 2_000)), "PNG"), (LONGEST_SIDE, 1067)),
}


@pytest.fixture(scope="module")
def album(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Word document with every one of them."""
    names = [*REFUSED, *DRAWN, "good.png"]
    shown = (
        wp(f"<w:r><w:drawing><a:blip {A} {REL} r:embed='r{n}'/></w:drawing></w:r>") + wp(r(f"그림 {n}. {name}"))
        for n, name in enumerate(names, 1)
    )
    parts: dict[str, str | bytes] = {f"word/media/{name}": content for name, content in REFUSED.items()}
    parts |= {f"word/media/{name}": content for name, (content, _) in DRAWN.items()}
    rels = relations(*(("image", f"media/{name}") for name in names))
    path = tmp_path_factory.mktemp("album") / "화첩.docx"
    body = wp(r("그림이 많은 글이다.")) + "".join(shown)
    more = {"word/_rels/document.xml.rels": rels, "word/media/good.png": CELL}
    path.write_bytes(docx(body, **parts, **more))  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused(album: Path, name: str) -> None:
    assert draw_from_file(album, "docx", f"word/media/{name}", 1, []) == b""


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_odd_is_drawn_anew(album: Path, name: str) -> None:
    _, size = DRAWN[name]
    found = Image.open(io.BytesIO(draw_from_file(album, "docx", f"word/media/{name}", 1, [])))
    assert found.size == size and found.mode == "RGB" and found.format in ("PNG", "JPEG")
    assert getattr(found, "n_frames", 1) == 1 and not found.getexif()
    if name == "clear.png":
        assert found.getpixel((9, 9)) == (255, 255, 255)


@pytest.fixture(scope="module")
def shelf(album: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library with the album, and with a text that holds pictures itself."""
    folder = tmp_path_factory.mktemp("shelf")
    lines = ["# 그림", "글이 하나 있다."]
    for n, (kind, content) in enumerate((("svg+xml", SVG), ("png", CELL)), 1):
        lines += [f"![](data:image/{kind};base64,{base64.b64encode(content).decode()})", f"그림 {n}. 보기"]
    lines += ["![밖에 있는 그림](http://192.0.2.1/a.png)", "그림 3. 밖에 있는 그림"]
    (folder / "글.md").write_text("\n\n".join(lines), encoding="utf-8")
    library = Library.open(folder / "library", settings=Settings(library=folder / "library"))
    library.add(album, title="화첩")
    library.add(folder / "글.md", title="글")
    yield library
    library.close()


def source_of(library: Library, title: str) -> str:
    return next(one.id for one in library.sources() if one.title == title)


def test_a_document_of_such_pictures_is_read_and_shown_within_the_limits(shelf: Library) -> None:
    source = source_of(shelf, "화첩")
    figures = shelf.figures(source)
    assert len(figures) == len(REFUSED) + len(DRAWN) + 1
    by_name = {one.part.rsplit("/", 1)[-1]: one.ordinal for one in figures}
    begun = time.monotonic()
    assert shelf.figure_picture(source, by_name["billion.png"]) is None
    assert shelf.figure_picture(source, by_name["billion.png"]) is None  # not tried again
    assert time.monotonic() - begun < 10
    assert shelf.figure_picture(source, by_name["good.png"]) is not None
    kept = list((shelf.path / "pictures").iterdir())
    assert len(kept) == 1, "what is refused is not kept"


def test_a_picture_in_a_text_is_drawn_and_a_program_in_one_is_not(shelf: Library) -> None:
    source = source_of(shelf, "글")
    assert [one.has_picture for one in shelf.figures(source)] == [False, True, False], "no program, nothing fetched"
    assert shelf.figure_picture(source, 0) is None and shelf.figure_picture(source, 2) is None
    assert shelf.figure_picture(source, 1) is not None

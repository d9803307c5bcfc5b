"""A format added from outside: read in the child process, offered for uploads, listed in the help, told by its
first bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from errors import IngestError
from knowledge import Library
from knowledge.loaders.registry import register_loader, unregister_loader
from tests.extending import toy_loader
from tests.ui.pages import opened, until
from tests.ui.terminal import hyunmoo
from ui.session import uploads

TEXT = "TOY1\n을사늑약은 1905년에 체결되었다.\n광합성은 엽록체에서 일어난다.\n"


@pytest.fixture(autouse=True)
def toy() -> Iterator[None]:
    register_loader(toy_loader.ROW)
    yield
    unregister_loader(toy_loader.ROW.kind)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "교재.toy"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_it_is_read_and_found(library: Library, file: Path) -> None:
    source = library.add(file)
    assert (source.kind, source.title, source.pages) == ("toy", "토이 교재", 2)
    assert "엽록체" in library.search("광합성은 어디에서 일어나나", sources=[source.id])[0].passage.text


def test_the_command_line_lists_and_ingests_it(library: Library, file: Path) -> None:
    folder = library.path
    assert "토이문서(.toy)" in "".join(hyunmoo("ingest", "--help", library=folder).stdout.split()).replace("│", "")
    said = json.loads(hyunmoo("ingest", str(file), "--json", library=folder).stdout)
    assert said["sources"][0]["title"] == "토이 교재"


def test_the_library_page_takes_it(library: Library, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened(library.path, "library", monkeypatch)
    assert "toy" in [ending.lstrip(".") for ending in page.get("file_uploader")[0].proto.type]
    uploads().add(file.read_bytes(), file.name)
    until(lambda: not any(one.active for one in uploads().all))
    page.run()
    assert not page.exception and any("토이 문서" in one.value for one in page.caption)


def test_errors_name_it_and_its_first_bytes_tell(library: Library, file: Path, tmp_path: Path) -> None:
    other = tmp_path / "교재.abc"
    other.write_text("글", encoding="utf-8")
    renamed = tmp_path / "교재.txt"
    renamed.write_text(TEXT, encoding="utf-8")
    broken = tmp_path / "깨진.toy"
    broken.write_text("글", encoding="utf-8")
    for path, code, word in (
        (other, "format_unknown", ".toy"),
        (renamed, "wrong_extension", "토이 문서"),
        (broken, "toy_broken", "토이 문서"),
    ):
        with pytest.raises(IngestError) as caught:
            library.add(path)
        assert caught.value.code == code and word in caught.value.message

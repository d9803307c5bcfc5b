"""What the library promises: exact offsets, idempotent adding, undoable removal, owners
apart, a check that finds and mends.
"""

import shutil
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import delete, update

from errors import IngestError, QuestionError
from knowledge import Library
from settings import ROOT, Settings
from storage.tables import PassageRow, PostingRow, SourceRow, VectorsRow


def test_every_passage_and_sentence_is_an_exact_slice(sample_library: Library) -> None:
    for source in sample_library.sources():
        whole = "\n".join(page.text for page in sample_library.pages(source.id))
        for passage in sample_library.passages(source.id):
            assert (
                whole[passage.start : passage.end]
                == passage.text
                == sample_library.text(source.id, passage.start, passage.end)
            )
        for sentence in sample_library.sentences(source.id):
            page = sample_library.page(source.id, sentence.page)
            assert whole[sentence.start : sentence.end] == sentence.text
            assert page.start <= sentence.start <= page.end


def test_boxes_cover_the_quote_on_its_page(sample_library: Library) -> None:
    source = next(s for s in sample_library.sources() if s.filename == "history.pdf")
    sentence = next(s for s in sample_library.sentences(source.id) if s.text.startswith("을사늑약은 1905년"))
    boxes = sample_library.boxes(source.id, sentence.start, sentence.end)
    page = sample_library.page(source.id, sentence.page)
    assert 1 <= len(boxes) <= 4
    for box in boxes:
        assert box.page == sentence.page
        assert 0 <= box.left < box.right <= page.width and 0 <= box.top < box.bottom <= page.height
    image = sample_library.page_image(source.id, sentence.page, 1.0, boxes)
    assert image is not None and image.startswith(b"\x89PNG")


def test_search_finds_the_right_page_first(sample_library: Library) -> None:
    hit = sample_library.search("을사늑약은 언제 체결되었나", k=3)[0]
    assert "1905년 11월 17일" in hit.passage.text
    assert sample_library.text(hit.passage.source_id, hit.passage.start, hit.passage.end) == hit.passage.text
    assert sample_library.search("엽록체에서 일어나는 과정은?")[0].title.startswith("생활 속의 과학")


def test_search_can_be_limited_to_sources(sample_library: Library) -> None:
    science = next(s for s in sample_library.sources() if s.filename == "science.pdf")
    hits = sample_library.search("을사늑약은 언제 체결되었나", sources=[science.id])
    assert hits and all(hit.passage.source_id == science.id for hit in hits)


def test_the_same_bytes_are_read_once(library: Library, book: Path) -> None:
    assert library.add(book).id == library.sources()[0].id
    assert len(library.sources()) == 1


def test_removing_is_instant_and_can_be_undone(library: Library) -> None:
    source = library.sources()[0]
    library.remove(source.id)
    assert library.sources() == [] and library.search("을사늑약") == []
    with pytest.raises(QuestionError):
        library.source(source.id)
    library.restore(source.id)
    assert library.search("을사늑약")[0].passage.source_id == source.id


def test_owners_do_not_see_each_other(library: Library, settings: Settings, book: Path) -> None:
    other = Library.open(settings.library, owner="다른 사람", settings=settings)
    mine = library.sources()[0].id
    assert other.sources() == [] and other.search("을사늑약") == []
    with pytest.raises(QuestionError):
        other.text(mine, 0, 10)
    with pytest.raises(QuestionError):
        other.remove(mine)
    other.add(book)
    assert len(other.sources()) == 1 and len(library.search("을사늑약", k=50)) == len(library.passages(mine))
    other.close()


def test_jsonl_keeps_keys(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "passages.jsonl"
    path.write_text(
        '{"id":"가-1","title":"한_글","text":"훈민정음은 1443년에 만들어졌다."}\n{"id":"b","title":"t","text":"다른 글이다."}\n',
        encoding="utf-8",
    )
    lib = Library.open(settings.library, settings=settings)
    lib.add(path)
    assert lib.search("훈민정음은 언제 만들어졌나")[0].passage.key == "가-1"
    lib.close()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("빈.txt", b"", "file_empty"),
        ("그림.pdf", b"\x89PNG\r\n\x1a\n000", "wrong_extension"),
        ("깨진.pdf", b"%PDF-1.7\nnothing here", "pdf_broken"),
        ("아닌.pdf", b"just words", "pdf_broken"),
        ("묶음.txt", b"PK\x03\x04abc", "wrong_extension"),
        ("그림.psd", b"8BPS", "format_unknown"),
        ("이진.txt", b"\x00\x01\x02\x03", "not_text"),
        ("줄.jsonl", b'{"id": 1}\n', "jsonl_broken"),
        ("공백.txt", b"  \n \n", "no_text"),
    ],
)
def test_bad_files_are_refused_with_a_reason_and_leave_nothing(
    settings: Settings, tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    lib = Library.open(settings.library, settings=settings)
    with pytest.raises(IngestError) as refused:
        lib.add(path)
    assert refused.value.code == code
    assert any("가" <= char <= "힣" for char in refused.value.message)
    assert lib.sources() == [] and lib.check() == []
    lib.close()


def test_an_encrypted_pdf_says_so(settings: Settings, tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(ROOT / "samples" / "science.pdf"))
    writer.encrypt("비밀", algorithm="RC4-128")
    path = tmp_path / "잠긴.pdf"
    writer.write(path)
    lib = Library.open(settings.library, settings=settings)
    with pytest.raises(IngestError) as refused:
        lib.add(path)
    assert refused.value.code == "pdf_encrypted"
    lib.close()


def test_a_pdf_of_pictures_only_says_so(settings: Settings, tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "스캔.pdf"
    Image.new("RGB", (300, 400), "white").save(path)
    lib = Library.open(settings.library, settings=settings)
    with pytest.raises(IngestError) as refused:
        lib.add(path)
    assert refused.value.code == "pdf_no_text"
    lib.close()


def test_a_file_over_the_limit_and_a_slow_one_are_refused(tmp_path: Path) -> None:
    big = tmp_path / "큰.txt"
    big.write_bytes(b"a" * (2 * 1024 * 1024))
    lib = Library.open(tmp_path / "library", settings=Settings(library=tmp_path / "library", max_file_mb=1))
    with pytest.raises(IngestError) as refused:
        lib.add(big)
    assert refused.value.code == "file_too_large"
    lib.close()


def test_cp949_and_utf16_texts_and_decomposed_names_are_read(settings: Settings, tmp_path: Path) -> None:
    lib = Library.open(settings.library, settings=settings)
    for encoding in ("cp949", "utf-16"):
        path = tmp_path / unicodedata.normalize("NFD", f"한글 {encoding}.txt")
        path.write_bytes(f"훈민정음은 세종이 만들었다. {encoding}".encode(encoding))
        source = lib.add(path)
        assert source.filename == unicodedata.normalize("NFC", path.name)
        assert "훈민정음은 세종이" in lib.page(source.id, 1).text
    lib.close()


@pytest.mark.parametrize("question", ["", "   ", "가" * 100_000])
def test_empty_and_endless_questions_are_refused(library: Library, question: str) -> None:
    with pytest.raises(QuestionError):
        library.search(question)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda s, i: s.execute(delete(PostingRow).where(PostingRow.source_id == i)), "postings_missing"),
        (lambda s, i: s.execute(delete(VectorsRow).where(VectorsRow.source_id == i)), "vectors_missing"),
        (lambda s, i: s.execute(update(PassageRow).values(text="바뀐 글")), "passage_text"),
        (lambda s, i: s.execute(delete(PassageRow).where(PassageRow.ordinal == 0)), "passages_missing"),
        (lambda s, i: s.execute(update(SourceRow).values(lengths=b"")), "lengths_missing"),
    ],
)
def test_check_finds_and_mends_what_can_be_built_again(library: Library, damage: object, code: str) -> None:
    source = library.sources()[0]
    before = [hit.passage.text for hit in library.search("을사늑약")]
    with library.database.session() as session:
        damage(session, source.id)  # type: ignore[operator]
    assert code in {problem.code for problem in library.check()}
    assert all(problem.repaired for problem in library.check(repair=True))
    assert library.check() == []
    fresh = Library.open(library.path, settings=library.settings)
    assert [hit.passage.text for hit in fresh.search("을사늑약")] == before
    fresh.close()


def test_check_reports_files_that_are_missing_changed_or_nobodys(library: Library) -> None:
    file = library.files / library.sources()[0].sha256
    (library.files / "stray").write_bytes(b"x")
    file.write_bytes(b"changed")
    assert {p.code for p in library.check()} == {"file_changed", "file_orphan"}
    file.unlink()
    assert {p.code for p in library.check(repair=True)} == {"file_missing", "file_orphan"}
    assert {p.code for p in library.check()} == {"file_missing"}


def test_a_large_library_keeps_its_vectors_in_a_file_that_mends_itself(
    sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge.index import dense

    monkeypatch.setattr(dense, "_FILE_FROM", 1)
    folder = tmp_path / "copy"
    shutil.copytree(sample_folder, folder)
    first = Library.open(folder)
    expected = [h.passage.id for h in first.search("광합성은 어디에서 일어나나", legs="dense")]
    first.close()
    index = next((folder / "index").glob("*.faiss"))
    index.write_bytes(b"torn")
    second = Library.open(folder)
    assert [h.passage.id for h in second.search("광합성은 어디에서 일어나나", legs="dense")] == expected
    second.close()


def test_a_text_of_signs_alone_is_kept_and_sound(tmp_path: Path) -> None:
    path = tmp_path / "signs.md"
    path.write_text("!! ?? !!\n\n~~ ++ ~~\n", encoding="utf-8")
    library = Library.open(tmp_path / "library")
    source = library.add(path)
    assert source.pages == 1 and library.check() == [] and all(hit.coverage == 0 for hit in library.search("을사늑약"))
    library.close()

"""Every export by its own reader: texts, Anki, and the sheet on paper."""

import csv
import html
import io
import re
import zipfile
from pathlib import Path

import pytest

from knowledge import Library
from learning import Question
from learning.exchange.export import FORMATS, title_of
from learning.exchange.export import render_export as exported
from tests.learning.exchange.export_parts import TITLE, written


def shown(text: str) -> str:
    """A card's HTML as a person reads it."""
    return html.unescape(re.sub(r"<[^<>]*>", "", text.replace("<br>", "\n")))


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_writes_a_file_of_its_kind(questions: list[Question], name: str) -> None:
    chosen = FORMATS[name]
    data = chosen.write(questions[-4:], TITLE)
    assert data and isinstance(data, bytes) == chosen.binary
    if name != "pdf":
        assert isinstance(chosen.write([], ""), bytes) == chosen.binary
    if chosen.ending in ("apkg", "zip"):
        assert isinstance(data, bytes) and zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("name", ["markdown", "csv", "json"])
def test_texts_hold_every_stem_and_answer(made: list[Question], name: str) -> None:
    text = str(FORMATS[name].write(made, TITLE)).replace("\\n", "\n").replace('""', '"')
    assert all(q.stem.split("\n")[-1][:10] in text and q.answer[0] in text for q in made)


@pytest.mark.parametrize("sign", ["=", "＝", "＋", "－", "＠", "@"])
def test_a_spreadsheet_runs_no_cell_of_ours(sign: str) -> None:
    bad = written("short", "x").model_copy(update={"stem": f"{sign}HYPERLINK(1)"})
    row = next(csv.reader(io.StringIO(str(FORMATS["csv"].write([bad], "")))))
    assert row[0].startswith(f"'{sign}HYPERLINK")


def test_a_question_in_markdown_runs_nothing(made: list[Question]) -> None:
    bad = written("short", "x").model_copy(update={"stem": "옳지 **않은** 것은? <script>x</script> [y](http://z)"})
    text = str(FORMATS["markdown"].write([bad], ""))
    assert "옳지 **않은** 것은?" in text and "\\<script>" in text and "\\[y\\]" in text


def test_an_exam_is_called_after_its_book(made: list[Question]) -> None:
    assert title_of(made) == f"{made[0].citation.title} 문제"
    assert title_of([*made, written("ox", "x")]) == title_of([]) == "문제"


def test_anki_imports_the_package_and_updates_it(questions: list[Question], tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's own library is not installed")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(str(tmp_path / "collection.anki2"))
    changed = questions[0].model_copy(update={"explanation": "고친 풀이"})
    for turn, paper in enumerate((questions, [changed, *questions[1:]])):
        package = tmp_path / f"{turn}.apkg"
        package.write_bytes(FORMATS["anki"].write(paper, TITLE))  # type: ignore[arg-type]
        request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
        notes = [collection.get_note(note) for note in collection.find_notes("")]
        assert len(notes) == collection.card_count() == len(questions)
        assert collection.db
        collection.db.execute("update notes set mod = mod - 60")  # a minute passes: only what is newer updates a note
        collection.db.execute("update notetypes set mtime_secs = mtime_secs - 60")
    by_stem = {shown(note["문제"]): note for note in notes if "문제" in note}
    assert shown(by_stem[changed.stem.strip()]["풀이"]) == "고친 풀이"
    nasty = by_stem[questions[-1].stem]
    assert "<script" not in nasty["문제"] and "[sound:" not in nasty["문제"] and "{{" not in nasty["문제"]
    source = shown(nasty["근거"])
    assert "「책 <script>" in source and "7쪽" in source and "둘째 줄" in source and shown(nasty["정답"]) == "X"
    card = nasty.cards()[0]
    assert (
        "풀이" in card.answer()
        and "<script>" not in card.question() + card.answer()
        and "av" not in card.question()[:0]
    )
    assert not card.question_av_tags() and not card.answer_av_tags()
    assert any(deck.name.startswith("현무::중간고사") for deck in collection.decks.all_names_and_ids())
    collection.close()


def test_anki_has_the_marked_pages_inside(sample_library: Library, made: list[Question], tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's own library is not installed")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from PIL import Image

    paper = made[:3]
    package = tmp_path / "pages.apkg"
    data = exported("anki", paper, TITLE, sample_library)
    assert isinstance(data, bytes)
    package.write_bytes(data)
    collection = Collection(str(tmp_path / "collection.anki2"))
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    )
    notes = [collection.get_note(note) for note in collection.find_notes("")]
    names = {re.search(r'<img src="([^"]+)">', note["근거"])[1] for note in notes}  # type: ignore[index]
    assert len(notes) == len(names) == 3
    for name in names:
        with Image.open(Path(collection.media.dir()) / name) as picture:
            assert picture.format == "PNG" and picture.width > 400
            colours = picture.convert("RGB").getcolors(1 << 20) or []
        assert sum(n for n, (red, green, blue) in colours if red > 230 and green > 200 and blue < 170) > 200
    assert not collection.media.check().missing
    collection.close()

"""A study sheet: key terms with what defines them, dates in their order, and files of it."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from errors import QuestionError
from knowledge import Library
from learning.exchange.export.study_notes import SHEET_FORMATS, list_cards
from learning.study.key_terms import is_readable_term, told_of
from learning.study.sentence_ideas import turn_sentence
from learning.study.study_sheet import StudySheet, make_study_sheet


@pytest.fixture(scope="module")
def sheet(sample_library: Library) -> StudySheet:
    history = next(one for one in sample_library.sources() if one.filename == "history.pdf")
    return make_study_sheet(sample_library, history.id, (4, 12))


def test_terms_events_and_summary_are_exact_spans_of_the_pages(sample_library: Library, sheet: StudySheet) -> None:
    terms = {one.term: one.sentence for one in sheet.terms}
    assert terms["강화도 조약"].text.startswith("강화도 조약은 1876년") and terms["강화도 조약"].page == 5
    dates = [(one.year, one.month, one.day) for one in sheet.events]
    assert dates == sorted(dates) and (1905, 11, 17) in dates
    spans = [one.sentence for one in (*sheet.terms, *sheet.events)]
    spans += [bullet for section in sheet.sections for bullet in section.bullets]
    for span in spans:
        assert sample_library.text(sheet.source_id, span.start, span.end) == span.text and 4 <= span.page <= 12


def test_the_sheet_is_written_as_markdown_csv_and_anki(sheet: StudySheet) -> None:
    text = SHEET_FORMATS["markdown"].write(sheet)
    assert isinstance(text, str) and "\\" not in text
    assert "## 핵심 용어" in text and "- **강화도 조약**: 강화도 조약은" in text and "(5쪽)" in text
    assert "- **1905.11.17** " in text and "## 요약" in text
    rows = list(csv.reader(io.StringIO(str(SHEET_FORMATS["csv"].write(sheet)))))
    cards = list(list_cards(sheet))
    assert rows[0] == ["구분", "앞면", "뒷면", "쪽"] and len(rows) == 1 + len(cards)
    package = SHEET_FORMATS["anki"].write(sheet)
    assert isinstance(package, bytes)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert "collection.anki2" in archive.namelist()


def test_what_holds_nothing_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "수.md"
    path.write_text("3 + 4 = 7\n\n5 * 6 = 30\n", encoding="utf-8")
    source = library.add(path)
    with pytest.raises(QuestionError) as refused:
        make_study_sheet(library, source.id)
    assert refused.value.code == "nothing_to_study"


@pytest.mark.parametrize(
    ("sentence", "questions"),
    [
        ("기공은 낮에 빛을 받기 때문에 크게 열린다.", [("why", "기공은 왜 크게 열리나요?")]),
        ("사막은 비가 적게 내리기 때문에 식물이 드물다.", [("why", "사막은 왜 식물이 드문가요?")]),
        ("물질의 상태에는 고체, 액체, 기체가 있다.", [("list", "물질의 상태에는 무엇이 있나요?")]),
        ("임시 정부의 초대 대통령은 이승만이다.", [("who", "임시 정부의 초대 대통령은 누구인가요?")]),
        ("고래는 바다에 사는 포유류이다.", []),
        ("때문에 그렇다.", []),
    ],
)
def test_a_sentence_is_turned_into_what_it_answers(sentence: str, questions: list[tuple[str, str]]) -> None:
    assert list(turn_sentence(sentence)) == questions


@pytest.mark.parametrize(
    ("term", "readable"), [("광합성", True), ("TCP/IP", True), ("1xx", False), ("필요한 물질", False), ("a", False)]
)
def test_a_key_term_is_a_name_in_letters(term: str, readable: bool) -> None:
    assert is_readable_term(term) is readable


def test_what_a_row_or_a_line_tells_of_its_term_is_read_without_its_signs() -> None:
    assert told_of("PUT", "PUT | 자원을 새로 만듦 | 멱등") == "자원을 새로 만듦 · 멱등"
    assert told_of("통감부", "통감부: 일제가 서울에 둔 기관") == "일제가 서울에 둔 기관"
    assert told_of("광합성", "광합성은 양분을 만드는\n과정이다.") == "광합성은 양분을 만드는 과정이다."

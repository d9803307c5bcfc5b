"""A thesaurus from a table: read in either encoding, found by its synonyms, replaced and taken back as any source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import IngestError
from knowledge import Library
from knowledge.glossary import thesaurus

TABLE = """용어,한자,설명,동의어,시대
을사늑약,乙巳勒約,1905년 일본이 대한 제국의 외교권을 빼앗은 조약이다.,"을사조약, 을사보호조약",근대
"배(과일)",,배나무의 열매로 가을에 익는다.,,
배,,사람이나 짐을 싣고 물 위를 다니는 탈것이다.,선박,
통감부,統監府,"서울에 둔 기관: 외교를 맡았다.",,근대
"""


def written(folder: Path, text: str = TABLE, encoding: str = "utf-8", name: str = "용어집.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
def test_entries_and_synonyms_of_a_table(library: Library, tmp_path: Path, encoding: str) -> None:
    source = library.add_thesaurus(written(tmp_path, encoding=encoding))
    assert source.kind == "thesaurus" and source.passages == 4
    assert [entry.term for entry in library.entries(source.id)] == ["을사늑약", "배", "배", "통감부"]  # homonyms stay
    for entry in library.entries(source.id):
        assert library.text(source.id, entry.start, entry.end) == entry.text
    for name in ("을사늑약", "을사조약", "을사 보호 조약", "乙巳勒約"):
        assert any("외교권을 빼앗은" in entry.text for entry in library.lookup(name, [source.id])), name
    (entry,) = library.lookup("통감부", [source.id])
    assert "서울에 둔 기관: 외교를 맡았다." in entry.text and "[시대: 근대]" in entry.text
    assert library.check() == []


def test_its_synonyms_reach_other_books_and_can_be_taken_back(library: Library, tmp_path: Path) -> None:
    (book,) = library.sources()
    asked = "을사보호조약에 항거한 사람"
    assert not any(hit.read for hit in library.search(asked, 3, [book.id]))
    source = library.add_thesaurus(written(tmp_path))
    found = library.search(asked, 3, [book.id])
    assert found[0].read == {"을사보호조약": "을사늑약"} and "민영환" in found[0].passage.text
    library.remove(source.id)
    assert not any(hit.read for hit in library.search(asked, 3, [book.id])) and library.lookup("통감부") == []
    library.restore(source.id)
    changed = TABLE.replace("을사보호조약", "한일협상조약")
    library.replace(source.id, written(tmp_path, changed, name="용어집 2판.csv"))
    assert not any(hit.read for hit in library.search(asked, 3, [book.id]))
    assert library.search("한일협상조약에 항거한 사람", 1, [book.id])[0].read == {"한일협상조약": "을사늑약"}


def test_what_tells_homonyms_apart_is_no_other_name(library: Library, tmp_path: Path) -> None:
    table = "용어,설명\n사과(과일),능금나무의 열매이다.\n사과(행위),잘못을 비는 일이다.\nsin f(x),겹친 함수이다.\n을미사변(乙未事變),1895년의 일이다.\n"
    source = library.add_thesaurus(written(tmp_path, table))
    assert library.lookup("과일", [source.id]) == [] == library.lookup("x", [source.id])
    assert [entry.text for entry in library.lookup("사과", [source.id])] == [
        "사과: (과일) 능금나무의 열매이다.",
        "사과: (행위) 잘못을 비는 일이다.",
    ]
    assert len(library.lookup("乙未事變", [source.id])) == 1 and library.check() == []


def test_a_table_in_utf_16(library: Library, tmp_path: Path) -> None:
    table = "용어,동의어,설명\n" + "".join(f"낱말{n},딴말{n},{n}번째 낱말의 설명이다.\n" for n in range(3000))
    for encoding in ("utf-16", "utf-8"):
        source = library.add_thesaurus(written(tmp_path, table, encoding))
        assert len(library.lookup("딴말2999", [source.id])) == 1


def test_it_is_built_again_from_its_pages(library: Library, tmp_path: Path) -> None:
    from sqlalchemy import delete

    from storage.tables import AliasRow, PostingRow

    source = library.add_thesaurus(written(tmp_path))
    before = library.entries(source.id), library.passages(source.id)
    with library.database.session() as session:
        session.execute(delete(PostingRow))
        session.execute(delete(AliasRow))
    assert all(problem.repaired for problem in library.check(repair=True)) and library.check() == []
    after = library.entries(source.id), library.passages(source.id)
    assert [one.text for one in after[0]] == [one.text for one in before[0]]
    assert [(one.text, one.heading) for one in after[1]] == [(one.text, one.heading) for one in before[1]]
    assert library.lookup("을사조약", [source.id])


def test_the_original_history_thesaurus_has_its_columns_known() -> None:
    head = "term_name,term_kind,term_ch,term_remark,term_attr,term_year,term_times,term_lk,term_desc".split(",")
    assert thesaurus.find_columns(head) == {0: "term", 2: "also", 8: "entry"}
    assert thesaurus.find_columns(["이름", "점수"]) is None and thesaurus.find_columns(["용어", "점수"]) is None


@pytest.mark.parametrize(("name", "text"), [("점수.csv", "이름,점수\n가람,90\n"), ("글.txt", TABLE), ("빈.csv", "\n")])
def test_another_table_is_refused_with_what_is_missing(library: Library, tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(IngestError) as refused:
        library.add_thesaurus(written(tmp_path, text, name=name))
    assert refused.value.code == "thesaurus_columns" and "용어" in refused.value.message
    assert len(library.sources()) == 1


WORD = st.text(
    st.characters(whitelist_categories=("Lo", "Lu", "Ll", "Nd"), max_codepoint=0xD7A3), min_size=2, max_size=8
)


@given(WORD, st.lists(WORD, max_size=3, unique=True), WORD)
def test_a_line_comes_apart_as_it_was_put_together(term: str, also: list[str], said: str) -> None:
    lines = thesaurus.write_lines(["용어", "동의어", "설명"], [[term, ";".join(also), said]])
    (line,) = thesaurus.parse_lines("\n".join(lines))
    plain = thesaurus.clean(term)
    assert (line.term, line.explained) == (plain, True)
    assert line.also == tuple(dict.fromkeys(name for one in also if (name := thesaurus.clean(one)) != plain))

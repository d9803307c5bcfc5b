"""The columns of a thesaurus by other names: guessed, shown, changed; relations lead a search; a big one is called
off and begun again.
"""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from errors import IngestError
from knowledge import Library
from knowledge.glossary import thesaurus
from knowledge.glossary.thesaurus_columns import guess_columns
from knowledge.ingestion.thesaurus_import import look_at_columns, write_known

SAID = "나라와 나라 사이에 맺는 약속이며 문서로 남긴다."


def roles(head: str, *rows: str) -> dict[str, str]:
    columns = guess_columns(head.split(","), [row.split(",") for row in rows])
    return {column.name: column.role for column in columns}


@pytest.mark.parametrize(
    ("head", "row", "wanted"),
    [
        ("TERM_NM,TERM_DC,TERM_EN", f"조약,{SAID},treaty", ["term", "entry", "also"]),
        ("termName,termDesc,termHanja", f"조약,{SAID},條約", ["term", "entry", "also"]),
        ("대표어,상위어,하위어,관련어", "조약,문서,강화 조약,외교", ["term", "broader", "narrower", "related"]),
        (
            "용어ID,용어명,영문명,BT,NT,RT",
            "T1,조약,treaty,,,",
            ["none", "term", "also", "broader", "narrower", "related"],
        ),
        ("UPPER_TERM_NM,TERM_NM,REG_DT", "문서,조약,2024-01-02", ["broader", "term", "none"]),
        ("표제어,이칭,영문 용어,뜻풀이(요약)", f"조약,약조,treaty,{SAID}", ["term", "also", "also", "entry"]),
        ("prefLabel,altLabel,definition", f"조약,약조,{SAID}", ["term", "also", "entry"]),
        ("가,나,다", f"조약,treaty,{SAID}", ["term", "also", "entry"]),
        ("용어,설명,시대,TERM_KIND", f"조약,{SAID},근대,개념", ["term", "entry", "note", "none"]),
    ],
)
def test_columns_are_known_by_other_names_and_by_what_they_hold(head: str, row: str, wanted: list[str]) -> None:
    assert list(roles(head, row, row.replace("조약", "협정")).values()) == wanted


def test_a_guess_is_shown_with_values_and_changed_by_name(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "용어.csv"
    table.write_text(f"항목,비고,영문\n조약,{SAID},treaty\n통감부,서울에 둔 기관이다.,\n", encoding="utf-8")
    shown = {one.name: (one.role, one.samples) for one in look_at_columns(table.read_bytes(), table.name)}
    assert shown["영문"] == ("also", ("treaty",)) and shown["항목"][1] == ("조약", "통감부")
    source = library.add_thesaurus(table, columns={"항목": "term", "비고": "entry", "영문": "none"})
    assert [entry.term for entry in library.entries(source.id)] == ["조약", "통감부"]
    text = library.text(source.id, 0, 200)
    assert "treaty" not in text and text.startswith(f"조약: {SAID}")


@pytest.mark.parametrize("columns", [{"없는 열": "term"}, {"용어": "왕"}, {"용어": "none"}])
def test_a_wrong_choice_is_refused_with_the_columns_and_nothing_is_kept(
    library: Library, tmp_path: Path, columns: dict[str, str]
) -> None:
    table = tmp_path / "용어.csv"
    table.write_text(f"용어,설명\n조약,{SAID}\n", encoding="utf-8")
    with pytest.raises(IngestError) as refused:
        library.add_thesaurus(table, columns=columns)
    assert refused.value.code == "thesaurus_columns" and "용어" in refused.value.message
    assert len(library.sources()) == 1


def test_names_in_other_tongues_find_the_term_and_no_code_reaches_a_reader(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "TERMS.csv"
    head = "TERM_SEQ,TERM_NM,TERM_HANJA,TERM_EN,TERM_TYPE,TERM_DESC"
    table.write_text(
        f"{head}\n1,강화도 조약,江華島條約,Treaty of Ganghwa,사건,1876년에 맺은 조약이다.\n", encoding="utf-8"
    )
    source = library.add_thesaurus(table)
    (entry,) = library.lookup("Treaty of Ganghwa", [source.id])
    assert entry.text == "강화도 조약(江華島條約, Treaty of Ganghwa): 1876년에 맺은 조약이다."
    assert library.lookup("江華島條約", [source.id]) == [entry]
    assert library.add_thesaurus(table).id == source.id and library.check() == []


def test_relations_come_apart_as_they_were_put_together_and_are_no_definition() -> None:
    head, rows = ["용어", "설명", "상위어", "관련어"], [["조약", SAID, "문서", "외교;협상"], ["약조", "", "조약", ""]]
    first, second = thesaurus.parse_lines("\n".join(thesaurus.write_lines(head, rows)))
    assert first.relations == (("broader", "문서"), ("related", "외교"), ("related", "협상")) and first.explained
    assert second.relations == (("broader", "조약"),) and not second.explained


def test_what_stands_under_a_word_is_found_by_it_and_only_while_the_thesaurus_is_there(
    library: Library, tmp_path: Path
) -> None:
    book = tmp_path / "새.md"
    book.write_text(
        "# 들판\n\n까치는 나무 위에 둥지를 짓고 벌레를 먹는다.\n\n# 바다\n\n파도는 바람이 만든다.\n", encoding="utf-8"
    )
    source = library.add(book)
    asked = "텃새의 먹이"
    assert not any(hit.read for hit in library.search(asked, 3, [source.id]))
    table = tmp_path / "새.csv"
    table.write_text("용어,상위어,관련어\n까치,텃새,둥지\n참새,텃새,\n", encoding="utf-8")
    names = library.add_thesaurus(table)
    first = library.search(asked, 1, [source.id])[0]
    assert "까치" in first.passage.text and first.read == {"텃새": "까치"}
    assert library.lookup("텃새") == [], "a narrower term is no other name"
    library.remove(names.id)
    assert not any(hit.read for hit in library.search(asked, 3, [source.id]))


def test_a_word_that_a_book_has_is_not_put_behind_what_stands_under_it(library: Library, tmp_path: Path) -> None:
    book = tmp_path / "새.md"
    book.write_text(
        "# 하나\n\n텃새는 철마다 옮기지 않는다.\n\n# 둘\n\n까치는 까치집을 짓는 까치이다.\n", encoding="utf-8"
    )
    source = library.add(book)
    table = tmp_path / "새.csv"
    table.write_text("용어,상위어\n까치,텃새\n", encoding="utf-8")
    library.add_thesaurus(table)
    assert library.search("텃새", 1, [source.id])[0].passage.text.startswith("텃새는")


def test_a_big_one_is_called_off_and_begun_again(library: Library, tmp_path: Path) -> None:
    table = tmp_path / "큰.csv"
    table.write_text(
        "TERM_NM,BT,DESC\n" + "".join(f"용어{n},갈래{n % 40},{n}번째 낱말이다.\n" for n in range(3000)),
        encoding="utf-8",
    )
    stop = threading.Event()

    def watch(stage: str, done: int, total: int) -> None:
        if stage == "index" and done > 200:
            stop.set()

    with pytest.raises(IngestError) as ended:
        library.add_thesaurus(table, progress=watch, cancel=stop)
    assert ended.value.code == "cancelled" and len(library.sources()) == 1 and library.lookup("용어7") == []
    source = library.add_thesaurus(table)
    assert source.passages == 3000 and library.check() == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"a\x00b",
        ("," * 200_000).encode(),
        "용어\n".encode(),
    ],
)
def test_what_is_no_table_is_refused(content: bytes) -> None:
    with pytest.raises(IngestError) as refused:
        write_known(content, "a.csv")
    assert refused.value.code == "thesaurus_columns"


def test_a_new_edition_under_other_names_takes_the_old_ones_place(library: Library, tmp_path: Path) -> None:
    first, second = tmp_path / "1판.csv", tmp_path / "2판.csv"
    first.write_text(f"TERM_NM,DESC\n조약,{SAID}\n", encoding="utf-8")
    second.write_text(f"TERM_NM,DESC,TERM_EN\n조약,{SAID},treaty\n", encoding="utf-8")
    source = library.add_thesaurus(first)
    assert library.replace(source.id, second).kind == "thesaurus"
    assert library.lookup("treaty", [source.id]) and library.check() == []
    second.write_text("이름,점수\n가람,90\n", encoding="utf-8")
    with pytest.raises(IngestError):
        library.replace(source.id, second)
    assert library.lookup("treaty", [source.id])

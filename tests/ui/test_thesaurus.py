"""A thesaurus comes in by the terminal and is offered on the 서재 page; another table is refused with what is missing."""

import json
from pathlib import Path

import pytest

from tests.ui.pages import opened
from tests.ui.terminal import hyunmoo

TABLE = "용어,설명,동의어\n을사늑약,1905년 일본이 외교권을 빼앗은 조약이다.,을사보호조약\n통감부,서울에 둔 기관이다.,\n"


def test_the_terminal_reads_a_thesaurus(sample_folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "용어집.csv"
    table.write_bytes(TABLE.encode("cp949"))
    said = json.loads(hyunmoo("thesaurus", str(table), "--json", library=sample_folder).stdout)
    assert said["kind"] == "thesaurus" and said["entries"] == 2
    found = json.loads(hyunmoo("search", "을사보호조약 체결", "--json", library=sample_folder).stdout)["hits"]
    assert any(hit["why"].get("read") == {"을사보호조약": "을사늑약"} for hit in found)
    table.write_text("이름,점수\n가람,90\n", encoding="utf-8")
    refused = hyunmoo("thesaurus", str(table), "--json", library=sample_folder)
    assert refused.returncode == 1 and json.loads(refused.stdout)["error"]["code"] == "thesaurus_columns"
    assert hyunmoo("remove", said["id"], library=sample_folder).returncode == 0


def test_the_page_offers_it_and_says_what_a_query_was_read_as(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = opened(sample_folder, "library", monkeypatch)
    assert any("용어집" in box.label for box in test.expander)
    test.text_input(key="find").set_value("을사늑얃 체결").run()
    assert not test.exception and any("'을사늑얃' → '을사늑약'" in str(one.value) for one in test.caption)


def test_the_terminal_shows_its_guess_and_takes_another(sample_folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "terms.csv"
    table.write_text("ENTRY_NM,REMARK,BT\n현무암,검은 화산암이다.,화산암\n", encoding="utf-8")
    looked = json.loads(hyunmoo("thesaurus", str(table), "--look", "--json", library=sample_folder).stdout)["columns"]
    assert [(one["name"], one["role"]) for one in looked] == [
        ("ENTRY_NM", "term"),
        ("REMARK", "entry"),
        ("BT", "broader"),
    ]
    ran = hyunmoo("thesaurus", str(table), "--columns", "REMARK=빼기", library=sample_folder)
    assert ran.returncode == 0 and "REMARK = 빼기" in ran.stdout and "용어 1개  풀이 0개" in ran.stdout
    wrong = hyunmoo("thesaurus", str(table), "--columns", "REMARK=노래", "--json", library=sample_folder)
    assert wrong.returncode == 1 and json.loads(wrong.stdout)["error"]["code"] == "thesaurus_columns"

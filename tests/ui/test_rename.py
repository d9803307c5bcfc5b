"""hyunmoo rename: the title as it is now and as it was, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

from tests.ui.terminal import hyunmoo


def test_a_source_is_renamed_and_named_back(tmp_path: Path) -> None:
    book = tmp_path / "a.md"
    book.write_text("# 배포판\n\n기공은 낮에 열려 이산화 탄소를 받아들인다.\n", encoding="utf-8")
    source = json.loads(hyunmoo("ingest", str(book), "--json", library=tmp_path / "library").stdout)["sources"][0]
    said = json.loads(hyunmoo("rename", source["id"], "식물의 호흡", "--json", library=tmp_path / "library").stdout)
    assert (said["title"], said["former_title"], said["id"]) == ("식물의 호흡", "배포판", source["id"])
    refused = hyunmoo("rename", source["id"], " ", "--json", library=tmp_path / "library")
    assert refused.returncode == 1 and json.loads(refused.stdout)["error"]["code"] == "bad_title"
    back = hyunmoo("rename", source["id"], said["former_title"], library=tmp_path / "library")
    assert back.returncode == 0 and f"hyunmoo rename {source['id']} '식물의 호흡'" in back.stdout

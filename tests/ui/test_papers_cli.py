"""시험지 in a terminal: kept, listed, shown, exported, copied, deleted and brought back."""

import json
from pathlib import Path
from typing import Any

from tests.ui.terminal import hyunmoo


def run_json(*arguments: str, library: Path) -> dict[str, Any]:
    ran = hyunmoo(*arguments, "--json", library=library)
    assert ran.returncode == 0, ran.stderr
    return dict(json.loads(ran.stdout))


def test_a_paper_goes_from_a_quiz_to_a_file(sample_folder: Path, tmp_path: Path) -> None:
    made = run_json("quiz", "-n", "4", "--seed", "2", library=sample_folder)["questions"]
    ids = [one["id"] for one in made][:3]
    paper = run_json("paper", "keep", *ids, "--title", "쪽지 시험", library=sample_folder)["paper"]
    assert [item["question"]["id"] for item in paper["items"]] == ids
    (listed,) = run_json("paper", "list", library=sample_folder)["papers"]
    assert (listed["id"], listed["title"], listed["questions"]) == (paper["id"], "쪽지 시험", 3)
    assert run_json("paper", "show", paper["id"], library=sample_folder)["paper"] == paper
    assert "쪽지 시험 (3문제, 15점)" in hyunmoo("paper", "show", paper["id"], library=sample_folder).stdout
    file = tmp_path / "exam.gift"
    written = run_json("paper", "export", paper["id"], "--out", str(file), library=sample_folder)
    assert written["questions"] == 3 and file.read_text(encoding="utf-8").count("// [id:") == 3
    key = tmp_path / "key.hwpx"
    run_json("paper", "export", paper["id"], "--out", str(key), "--part", "key", library=sample_folder)
    assert key.read_bytes()[:2] == b"PK"
    assert (
        hyunmoo("paper", "export", paper["id"], "--out", str(key), "--form", "B", library=sample_folder).returncode == 2
    )
    copied = run_json("paper", "copy", paper["id"], "--title", "내년", library=sample_folder)["paper"]
    run_json("paper", "remove", paper["id"], library=sample_folder)
    assert [one["id"] for one in run_json("paper", "list", library=sample_folder)["papers"]] == [copied["id"]]
    run_json("paper", "remove", paper["id"], "--undo", library=sample_folder)
    assert len(run_json("paper", "list", library=sample_folder)["papers"]) == 2


def test_an_unknown_paper_is_refused_in_words(sample_folder: Path) -> None:
    ran = hyunmoo("paper", "show", "none", "--json", library=sample_folder)
    assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == "unknown_paper"


def test_an_export_takes_chosen_questions(sample_folder: Path) -> None:
    made = run_json("quiz", "-n", "3", "--seed", "2", library=sample_folder)["questions"]
    found = run_json("export", "--question", made[1]["id"], "--question", made[0]["id"], library=sample_folder)
    assert [one["id"] for one in found["questions"]] == [made[1]["id"], made[0]["id"]]

"""The command line: JSON as promised, exit codes, Korean sentences on stderr."""

import json
import shutil
from pathlib import Path

from tests.ui.terminal import hyunmoo, hyunmoo_process


def test_ask_answers_with_exact_citations(sample_folder: Path) -> None:
    from knowledge import Library

    ran = hyunmoo_process("ask", "을사늑약은 언제 체결되었고 어떤 권한을 빼앗겼나?", "--json", library=sample_folder)
    said = json.loads(ran.stdout)
    assert ran.returncode == 0 and not said["abstained"] and "1905년 11월 17일" in said["text"]
    assert {"text", "abstained", "sufficiency", "citations", "steps"} <= set(said) and said["sufficiency"] == "full"
    library = Library.open(sample_folder)
    for c in said["citations"]:
        assert set(c) - {"label", "path"} == {"marker", "source_id", "title", "page", "start", "end", "quote", "status"}
        assert library.text(c["source_id"], c["start"], c["end"]) == c["quote"]
    library.close()


def test_search_one_and_in_a_batch(sample_folder: Path, tmp_path: Path) -> None:
    one = json.loads(hyunmoo("search", "광합성은 어디에서 일어나나", "-k", "3", "--json", library=sample_folder).stdout)
    assert len(one["hits"]) == 3
    assert set(one["hits"][0]) == {"key", "source_id", "title", "page", "start", "end", "score", "text", "why"}
    batch = tmp_path / "q.jsonl"
    batch.write_text('{"id":"1","question":"신간회"}\n{"id":"2","question":"광합성"}\n', encoding="utf-8")
    ran = hyunmoo("search", "--batch", str(batch), "-k", "2", "--json", library=sample_folder)
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["1", "2"] and all(len(line["hits"]) == 2 for line in lines)


def test_quiz_grade_and_review_go_round(book: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    source = json.loads(hyunmoo("ingest", str(book), "--json", library=folder).stdout)["sources"][0]
    made = json.loads(
        hyunmoo(
            "quiz", "--source", source["id"], "-n", "2", "--kinds", "cloze,ox", "--seed", "1", "--json", library=folder
        ).stdout
    )
    question = made["questions"][0]
    keys = {"id", "kind", "stem", "options", "answer", "explanation", "citation", "concept", "difficulty"}
    keys |= {"bloom", "made", "passed"}
    assert set(question) == keys
    wrong = json.loads(hyunmoo("grade", question["id"], "틀린 답", "--json", library=folder).stdout)
    assert wrong["correct"] is False
    review = json.loads(hyunmoo("review", "--json", library=folder).stdout)
    assert [note["question"]["id"] for note in review["wrong"]] == [question["id"]]


def test_refusals_are_korean_sentences_with_exit_code_one(tmp_path: Path, sample_folder: Path) -> None:
    empty = tmp_path / "빈.pdf"
    empty.write_bytes(b"")
    ran = hyunmoo_process("ingest", str(empty), library=tmp_path / "l")
    assert ran.returncode == 1 and "빈 파일" in ran.stderr and "Traceback" not in ran.stderr
    for arguments, code in (
        (("ask", ""), "question_empty"),
        (("ask", "-"), "question_too_long"),
        (("grade", "없음", "1"), "unknown_question"),
        (("remove", "없음"), "unknown_source"),
    ):
        ran = hyunmoo(*arguments, "--json", library=sample_folder, stdin="가" * 100_000)
        assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == code, ran.stderr


def test_wrong_usage_is_exit_code_two(tmp_path: Path) -> None:
    assert hyunmoo("quiz", "--pages", "a-b", library=tmp_path / "l").returncode == 2
    assert hyunmoo("nonsense", library=tmp_path / "l").returncode == 2


def test_check_finds_nothing_wrong(sample_folder: Path) -> None:
    ran = hyunmoo("check", "--json", library=sample_folder)
    assert ran.returncode == 0 and json.loads(ran.stdout)["problems"] == []


def test_check_lists_what_is_on_no_page(sample_folder: Path) -> None:
    left_out = json.loads(hyunmoo("check", "--json", library=sample_folder).stdout)["left_out"]
    numbers = [one for one in left_out if one["reason"] == "page_number"]
    assert numbers and all(one["characters"] > 0 and one["examples"] and one["source_id"] for one in numbers)
    assert "쪽 번호" in hyunmoo("check", library=sample_folder).stdout


def test_register_and_level_are_chosen_for_one_question(sample_folder: Path) -> None:
    line = ("ask", "안녕하세요", "--json")
    polite = json.loads(hyunmoo(*line, "--register", "해요체", "--level", "초", library=sample_folder).stdout)
    plain = json.loads(hyunmoo(*line, library=sample_folder).stdout)
    assert "현무예요" in polite["text"] and "현무입니다" in plain["text"]
    assert hyunmoo(*line, "--register", "반말", library=sample_folder).returncode == 2


def test_a_conversation_and_a_record_of_talk_are_summarised(sample_folder: Path, tmp_path: Path) -> None:
    import shutil

    folder = tmp_path / "library"
    shutil.copytree(sample_folder, folder)
    asked = json.loads(hyunmoo("ask", "을사늑약은 언제 체결되었나?", "--thread", "가", "--json", library=folder).stdout)
    told = json.loads(hyunmoo("threads", "summarize", "가", "--json", library=folder).stdout)
    assert told["points"][0]["question"] == "을사늑약은 언제 체결되었나?"
    assert told["points"][0]["citation"]["quote"] in [one["quote"] for one in asked["citations"]]
    assert hyunmoo("threads", "summarize", "없음", library=folder).returncode == 1
    lesson = tmp_path / "수업.txt"
    lesson.write_text(
        "교사: 광합성은 식물이 양분을 만드는 과정입니다.\n학생: 광합성은 엽록체에서 일어난다고 배웠습니다.\n"
        "교사: 호흡은 낮과 밤 모두 일어납니다.\n학생: 기공으로 이산화 탄소가 드나든다고 읽었습니다.\n",
        encoding="utf-8",
    )
    source = json.loads(hyunmoo("ingest", str(lesson), "--json", library=folder).stdout)["sources"][0]
    made = json.loads(
        hyunmoo("summarize", "--source", source["id"], "--length", "page", "--json", library=folder).stdout
    )
    assert {bullet["label"] for bullet in made["bullets"]} == {"교사", "학생"}
    assert "- 교사는 이렇게 말합니다: " in hyunmoo("summarize", "--source", source["id"], library=folder).stdout


def test_a_guide_and_a_study_sheet_of_a_source(book_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(book_folder, folder)
    source = json.loads(hyunmoo("sources", "--json", library=folder).stdout)["sources"][0]["id"]
    guide = json.loads(hyunmoo("guide", source, "--json", library=folder).stdout)
    assert [one["title"] for one in guide["chapters"]] == ["1장 광합성", "2장 을사늑약"] and guide["first_questions"]
    assert "광합성" in hyunmoo("guide", source, library=folder).stdout  # as it is kept
    cards = tmp_path / "용어.csv"
    made = json.loads(hyunmoo("study", source, "--out", str(cards), "--json", library=folder).stdout)
    assert made["format"] == "csv" and made["terms"] >= 2 and "을사늑약" in cards.read_text(encoding="utf-8")
    assert hyunmoo("study", source, "--format", "anki", library=folder).returncode == 2

"""What a model's sentence may not be: our own prompt, a question, a thing to press; and what a source only reports."""

from __future__ import annotations

import pytest

import korean
from agent.output_guard import admissible, is_only_reported, recites
from llm.tasks import compose, style

LETTERS = korean.squeeze(compose.PROMPT.system)
FACT = "을사늑약은 1905년에 체결되었다."


def test_fourteen_letters_of_the_prompt_are_a_recital_wherever_they_stand() -> None:
    for start in (0, 40, len(LETTERS) - 14):
        run = LETTERS[start : start + 14]
        assert recites(f"쿵쿵 {run} 콩콩") and recites(f"{run} 콩콩") and recites(f"쿵쿵 {run}")
        assert not recites(f"쿵쿵 {run[1:]} 콩콩") and not recites(f"쿵쿵 {run[:-1]} 콩콩")
    spaced = " ".join(LETTERS[40:54])
    assert recites(f"쿵쿵 {spaced}, 콩콩."), "however it is spaced"


def test_a_whole_sentence_of_five_letters_of_the_prompt_is_a_recital() -> None:
    assert recites(LETTERS[40:45]) and recites(LETTERS[40:45] + ".")
    assert not recites(LETTERS[40:44]) and not recites("쿵" + LETTERS[40:45])


@pytest.mark.parametrize(
    "text",
    [
        *compose.ASK_AGAIN.values(),
        *style.IN_REGISTER.values(),
        *style.FOR_LEVEL.values(),
        "세 문장 안으로 한국어로 답하고",
        "문장마다 [번호]를 붙이십시오.",
    ],
)
def test_every_part_of_the_prompt_is_ours(text: str) -> None:
    if len(korean.squeeze(text)) >= 5:
        assert recites(text) and not admissible(text)


def test_the_prompts_headings_alone_are_ours_and_within_a_sentence_are_not() -> None:
    assert recites("### 질문") and recites("답할 때") and recites("<자료>") and recites("질문 답할 때")
    assert not recites("이 질문은 어렵다.") and not recites("자료가 많다.")


def test_what_stands_for_the_evidence_is_no_part_of_the_prompt() -> None:
    assert not recites("evidence") and not recites("question") and not recites("style")


def test_the_refusal_is_no_recital_and_a_fact_is_none() -> None:
    assert not recites(compose.REFUSAL) and admissible(compose.REFUSAL) and admissible(FACT)
    assert not recites("") and not recites("?!")


@pytest.mark.parametrize(
    "sign",
    [
        "![달](",
        "[달](",
        "[달] (",
        "[달]: ",
        "<b",
        "</b",
        "<!",
        "https:",
        "http:",
        "javascript:",
        "file:",
        "data:",
        "ftp:",
        "www.",
        "tool_call",
        "<|",
        "HTTPS:",
        "JavaScript:",
        "Tool_Call",
        "<IMG",
    ],
)
def test_nothing_to_press_or_to_run_is_admissible(sign: str) -> None:
    assert not admissible(f"달은 {sign} 둥글다.") and not admissible(f"{sign}달은 둥글다.")


@pytest.mark.parametrize(
    "text", ["3 < 5이므로 참이다.", "달은 둥글다 [1].", "자료: 달은 둥글다.", "a | b 가운데 하나이다."]
)
def test_signs_that_do_nothing_are_admissible(text: str) -> None:
    assert admissible(text)


def test_a_question_is_no_answer() -> None:
    assert (
        not admissible("달은 둥근가?") and not admissible("달은 둥근가？ ") and admissible("왜? 달은 둥글기 때문이다.")
    )


@pytest.mark.parametrize(
    "after", ["고 한다.", "고 하였다\n다음 줄", '"라고 적혀 있다.', "”고 답했다.", "라는 말이 있다"]
)
def test_a_statement_that_its_source_goes_on_to_report_is_only_reported(after: str) -> None:
    assert is_only_reported("고종이 서명하였다", after)


@pytest.mark.parametrize("mark", [".", "?", "!", "。"])
def test_what_has_ended_is_not_reported_unless_a_quotation_is_closed(mark: str) -> None:
    assert not is_only_reported(f"고종이 서명하였다{mark}", "고 한다.")
    assert not is_only_reported(f"고종이 서명하였다{mark} ", "고 한다.")
    for closing in "\"'”’」』)]":
        assert is_only_reported(f"고종이 서명하였다{mark}", f"{closing}라고 한다."), closing


def test_what_follows_on_another_line_reports_nothing() -> None:
    assert not is_only_reported("고종이 서명하였다", "\n고 한다.") and not is_only_reported("고종이 서명하였다", "")


def test_a_name_states_nothing_and_half_a_sentence_may() -> None:
    assert not is_only_reported("고종의 서명", "이라고 한다.") and not is_only_reported("", "고 한다.")
    assert not is_only_reported("...", "고 한다.")
    assert is_only_reported("고종이 서명하였으나", '"라고 적혀 있다.')

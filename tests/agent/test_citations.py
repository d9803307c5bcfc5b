"""A citation is exact, whatever the book is made of, and stays so through edits, removal and a
reload; nothing is shown without one.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent import Answer, Assistant
from agent.grounding import split
from errors import QuestionError
from knowledge import Library
from llm.tasks.compose import REFUSAL
from settings import Settings

WHO = ("김하늘", "박가람", "이도윤", "최서연", "정하준")
WHAT = ("누리호", "한빛 다리", "별빛 도서관", "α 실험", "café 협약", "3·1 길", "「새벽」 신문", "조선어 모임")
DID = ("만들었다", "세웠다", "발견하였다", "처음 열었다")
PIECES = (
    "😀",
    "👩‍🔬",
    "漢字(한자)",
    "\u200b",
    "Ångström",
    "x² + y²",
    "[1]",
    "**굵게**",
    "<b>",
    "가\u0301",
    "ﬁ",
    "１２",
    "—",
)


@st.composite
def facts(draw: st.DrawFn) -> str:
    """A sentence with a date, a name and a thing, and perhaps an odd piece in it."""
    year, who, what = draw(st.integers(1850, 2020)), draw(st.sampled_from(WHO)), draw(st.sampled_from(WHAT))
    odd = draw(st.sampled_from(("", "", *PIECES)))
    line = f"{who}은 {year}년에 {odd} {what}를 {draw(st.sampled_from(DID))}."
    return unicodedata.normalize(draw(st.sampled_from(("NFC", "NFD"))), line)


@st.composite
def books(draw: st.DrawFn) -> str:
    """Headings, paragraphs with line ends inside sentences, lists and tables in Markdown, in any order."""
    blocks = ["# 시험 교재"]
    for number in range(draw(st.integers(1, 4))):
        blocks.append(f"## {number + 1}장 {draw(st.sampled_from(WHAT))}")
        for _ in range(draw(st.integers(1, 3))):
            lines = draw(st.lists(facts(), min_size=1, max_size=4))
            kind = draw(st.sampled_from(("paragraph", "lines", "list", "table")))
            if kind == "table":
                blocks.append(
                    "\n".join(["| 해 | 일 |", "| --- | --- |", *(f"| {n} | {text} |" for n, text in enumerate(lines))])
                )
            elif kind == "list":
                blocks.append("\n".join(f"- {text}" for text in lines))
            else:
                blocks.append((" " if kind == "paragraph" else "\r\n").join(lines))
    return "\n\n".join(blocks) + "\n"


def assert_cited(library: Library, answer: Answer) -> None:
    """Every citation is the source's text at its offsets or marked as lost; every sentence carries one."""
    for citation in (*answer.citations, *answer.nearest):
        if citation.status == "근거 없음" and citation.start == citation.end:
            continue  # its quote stands nowhere any more, and says so
        page = library.page(citation.source_id, citation.page)
        assert library.text(citation.source_id, citation.start, citation.end) == citation.quote
        assert page.start <= citation.start <= page.end
    if not answer.abstained:
        known = {citation.marker for citation in answer.citations}
        assert answer.citations and all(numbers and set(numbers) <= known for _, numbers in split(answer.text))
    else:
        assert answer.text == REFUSAL


def assert_answered(assistant: Assistant, question: str) -> None:
    """A cited answer or a refusal; a book of tables alone says that it has no sentences to sum up."""
    try:
        answer = assistant.ask(question, thread="t")
    except QuestionError as told:
        assert told.code == "nothing_to_summarize" and not assistant.library.sentences(
            assistant.library.sources()[0].id
        )
        return
    assert_cited(assistant.library, answer)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(first=books(), second=books(), who=st.sampled_from(WHO), what=st.sampled_from(WHAT))
def test_citations_are_exact_through_edits_and_a_reload(first: str, second: str, who: str, what: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "교재.md"
        path.write_text(first, encoding="utf-8", newline="")
        chosen = Settings(library=Path(folder) / "library")
        assistant = Assistant.open(chosen)
        source = assistant.library.add(path)
        asked = [
            f"{who}은 무엇을 만들었나요?",
            f"{what}은 언제 세워졌나?",
            "교재 전체를 요약해줘",
            f"{what}에 대해 설명해줘",
        ]
        for question in asked:
            assert_answered(assistant, question)
        answered = len(assistant.history("t"))
        path.write_text(first.replace("만들었다", "만들어 냈다") + second, encoding="utf-8", newline="")
        assistant.library.replace(source.id, path)
        for answer in assistant.history("t"):
            for citation in answer.citations:
                assert citation.status == "근거 없음" or (
                    assistant.library.text(citation.source_id, citation.start, citation.end) == citation.quote
                )
        for question in asked:
            assert_answered(assistant, question)
        before = assistant.history("t")
        assistant.close()
        again = Assistant.open(chosen)
        assert again.history("t") == before
        for answer in again.history("t")[answered:]:
            assert_cited(again.library, answer)
        again.close()

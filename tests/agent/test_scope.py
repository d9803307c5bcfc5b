"""Which books and pages a request means, and that each part of a compound question is heard."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from agent import Assistant
from agent.nodes.act import number_references
from agent.scope import MOST_SPANS, find_mentioned_sources, pick_answered_source, resolve
from agent.state import Ref, Span
from agent.tools.evidence import ToolFinding
from agent.tools.glossary import explain_term
from agent.tools.quiz import make_quiz_questions
from agent.tools.retrieval import search_within
from errors import QuestionError
from knowledge import Library, Source
from llm.tasks.plan import plan_by_rules
from settings import Settings
from tests.knowledge.loaders.pdf.drawing import Line, draw


@pytest.fixture(scope="module")
def assistant(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("scope") / "library"
    shutil.copytree(sample_folder, folder)
    opened = Assistant.open(Settings(library=folder))
    yield opened
    opened.close()


def headed(assistant: Assistant, filename: str, title: str) -> tuple[str, int, int]:
    """The source and the span of a chapter by its heading."""
    source = next(one for one in assistant.library.sources() if one.filename == filename)
    headings = assistant.library.headings(source.id)
    at = next(i for i, heading in enumerate(headings) if title in heading.title)
    later = [h.start for h in headings[at + 1 :] if h.level <= headings[at].level]
    return source.id, headings[at].start, min(later, default=assistant.library.page(source.id, source.pages).end)


@pytest.mark.parametrize(
    ("request_", "filename", "title"),
    [
        ("과학 교과서 3단원 요약해줘", "science.pdf", "3장 세포 호흡"),
        ("근현대사 책 2장 요약", "history.pdf", "2장 동학"),
        ("근현대사 교재 3.3절 요점 정리해줘", "history.pdf", "3.3 을사늑약"),
        ("세포 호흡 단원 정리해줘", "science.pdf", "세포 호흡"),
    ],
)
def test_a_summary_stays_in_the_chapter_that_was_named(
    assistant: Assistant, request_: str, filename: str, title: str
) -> None:
    source, start, end = headed(assistant, filename, title)
    answer = assistant.ask(request_, thread=request_)
    assert answer.citations
    assert all(c.source_id == source and start <= c.start and c.end <= end for c in answer.citations)


def test_a_question_about_a_page_is_answered_from_it(assistant: Assistant) -> None:
    source, start, _ = headed(assistant, "history.pdf", "1.3 강화도")
    page = assistant.library.page_at(source, start)
    answer = assistant.ask(f"근현대사 교과서 {page}쪽에서 치외 법권이 무슨 뜻이야?", thread="page")
    assert answer.citations and {c.source_id for c in answer.citations} == {source}


def test_two_books_with_a_third_chapter_lead_to_a_question_and_its_answer_to_the_summary(assistant: Assistant) -> None:
    asked = assistant.ask("3단원 요약해줘", thread="which")
    assert not asked.citations and "어느 교재" in asked.text and "생활 속의 과학" in asked.text
    source, start, end = headed(assistant, "science.pdf", "3장 세포 호흡")
    answer = assistant.ask("과학이요", thread="which")
    assert answer.citations and all(c.source_id == source and start <= c.start < end for c in answer.citations)


def test_a_question_in_the_place_of_a_reply_is_answered_itself(assistant: Assistant) -> None:
    assistant.ask("3단원 요약해줘", thread="other")
    answer = assistant.ask("과학에서 광합성은 어디에서 일어나나?", thread="other")
    assert "엽록체" in answer.text and next(s.detail for s in answer.steps if s.name == "plan") != "summarize_pages"


@pytest.mark.parametrize(
    ("reply", "title"),
    [
        ("과학이요", "생활 속의 과학"),
        ("생활 속의 과학 책으로 해 주세요", "생활 속의 과학"),
        ("근현대사 거요.", "한국 근현대사"),
        ("과학에서 광합성은 어디에서 일어나나?", None),
        ("책이요", None),
        ("모르겠어요", None),
    ],
)
def test_a_reply_names_one_book_and_nothing_else(reply: str, title: str | None) -> None:
    shelf = [shelved("a", "생활 속의 과학"), shelved("b", "한국 근현대사")]
    found = pick_answered_source(reply, shelf)
    assert (found.title if found else None) == title


@pytest.mark.parametrize(
    ("text", "making", "named"),
    [
        ("훈민정음은 언제 반포되었나?", False, False),
        ("훈민정음에서 모음은 몇 자인가?", False, True),
        ("「훈민정음」은 무엇을 다루나?", False, True),
        ("훈민정음 책에는 무엇이 있나?", False, True),
        ("훈민정음 요약해줘", True, True),
    ],
)
def test_a_title_that_is_a_topic_confines_no_question(text: str, making: bool, named: bool) -> None:
    assert bool(find_mentioned_sources(text, [shelved("a", "훈민정음"), shelved("b", "한국사")], making)) is named


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("딥러닝 교과서 후반에서 순전파가 뭐야?", True),
        ("딥러닝_교과서_후반.pdf에서 순전파가 뭐야?", True),
        ("'딥러닝 교과서 후반'에 나오는 순전파는?", True),
        ("순전파가 뭐야?", False),
    ],
)
def test_a_book_is_named_by_its_file_too(text: str, named: bool) -> None:
    book = replace(shelved("a", "배포판"), filename="딥러닝_교과서_후반.pdf")
    assert bool(find_mentioned_sources(text, [book, shelved("b", "한국사")], making=False)) is named


def shelved(identifier: str, title: str) -> Source:
    return Source(identifier, title, f"{identifier}.pdf", "pdf", identifier, 1, 9, 9, datetime.now(UTC))


def test_pages_that_are_named_are_kept_to(assistant: Assistant) -> None:
    source, start, _ = headed(assistant, "history.pdf", "1.3 강화도")
    page = assistant.library.page_at(source, start)
    answer = assistant.ask(f"{page}쪽에서 광합성은 어디에서 일어나?", thread="elsewhere")
    assert "엽록체" not in answer.text and {c.source_id for c in answer.citations} <= {source}


def test_the_page_that_was_named_is_read_though_no_search_finds_it(assistant: Assistant) -> None:
    source = next(one for one in assistant.library.sources() if one.filename == "history.pdf")
    for number in (1, source.pages // 2, source.pages):
        page = assistant.library.page(source.id, number)
        hits = search_within(assistant.library, "엽록체와 미토콘드리아의 차이", [(source.id, page.start, page.end)])
        assert {hit.passage.id for hit in hits} == {
            one.id for one in assistant.library.passages(source.id) if one.start < page.end and page.start < one.end
        }


def test_a_term_is_explained_from_the_pages_that_were_named(assistant: Assistant, tmp_path: Path) -> None:
    for name, meaning in (("가", "낱말을 모은 책이다"), ("나", "나무를 심는 일이다")):
        path = tmp_path / f"{name}.md"
        path.write_text(f"# {name}\n\n새김말이란 {meaning}. 새김말은 학교에서 배운다.\n", encoding="utf-8")
        added = assistant.library.add(path)
    found = []
    for source in assistant.library.sources()[:2]:
        end = assistant.library.page(source.id, 1).end
        finding = explained("새김말", assistant, [(source.id, 0, end)])
        found.append({ref["source"] for ref in finding.refs})
        assistant.library.remove(source.id)
    assert added.id in found[0] | found[1] and found[0].isdisjoint(found[1])


def explained(term: str, assistant: Assistant, within: list[Span]) -> ToolFinding:
    runtime = SimpleNamespace(context=assistant._context, state={"within": within, "query": term})
    return explain_term.func(term, runtime)[1]  # type: ignore[no-any-return]


def test_a_quiz_on_scattered_pages_asks_on_them_alone(assistant: Assistant) -> None:
    sources = {one.filename: one for one in assistant.library.sources()}
    places = [("history.pdf", 4), ("history.pdf", 11), ("science.pdf", 5)]
    within = []
    for name, number in places:
        page = assistant.library.page(sources[name].id, number)
        within.append((page.source_id, page.start, page.end))
    runtime = SimpleNamespace(context=assistant._context, state={"within": within})
    finding = make_quiz_questions.func(runtime, count=6)[1]
    asked = [assistant.learner.question(one).citation for one in finding.question_ids]
    assert len(asked) == 6
    assert {(c.source_id, c.page) for c in asked} == {(sources[name].id, number) for name, number in places}


def test_a_summary_of_two_chosen_books_is_of_both(assistant: Assistant) -> None:
    chosen = [one.id for one in assistant.library.sources() if one.kind == "pdf"]
    answer = assistant.ask("요약해줘", thread="two", sources=chosen)
    assert {citation.source_id for citation in answer.citations} == set(chosen)


def test_a_question_may_look_at_a_page_of_every_book(settings: Settings, tmp_path: Path) -> None:
    library = Library.open(settings.library, settings=settings)
    for number in range(MOST_SPANS + 1):
        path = tmp_path / f"{number}.md"
        path.write_text(f"# {number}번 책\n\n{number}번 강은 길다.\n", encoding="utf-8")
        library.add(path)
    within = resolve(
        library, plan_by_rules("1쪽에서 강은 어떻다고 하나?", known=True), "", library.sources(), None
    ).within
    assert len({source for source, _, _ in within}) == MOST_SPANS + 1
    library.close()


def test_questions_on_a_table_can_be_asked_for_in_words(settings: Settings, tmp_path: Path) -> None:
    rows = [("나일강", 6650, 335), ("아마존강", 6400, 705), ("양쯔강", 6300, 180), ("미시시피강", 6275, 298)]
    lines = "\n".join(f"| {name} | {length} | {area} |" for name, length, area in rows)
    path = tmp_path / "강.md"
    path.write_text(f"# 강\n\n| 강 | 길이(km) | 넓이(만 km²) |\n| --- | --- | --- |\n{lines}\n", encoding="utf-8")
    opened = Assistant.open(settings)
    opened.library.add(path)
    answer = opened.ask("자료 해석 문제 1개 내줘")
    assert [opened.learner.question(one).kind for one in answer.question_ids] == ["data"]
    opened.close()


def test_what_two_calls_find_is_numbered_once() -> None:
    def ref(start: int, *quotes: tuple[int, int, int, float]) -> Ref:
        return Ref(
            n=1,
            passage=start,
            source="a",
            title="가",
            page=1,
            start=start,
            end=start + 9,
            coverage=1.0,
            quotes=[*quotes],
        )

    first, second = [ref(0, (1, 0, 4, 0.9)), ref(20)], [ref(0, (1, 0, 4, 0.5), (1, 5, 9, 0.8))]
    found = number_references([first, second])
    assert [(one["n"], one["start"]) for one in found] == [(1, 0), (2, 20)]
    assert found[0]["quotes"] == [(1, 0, 4, 0.9), (1, 5, 9, 0.8)]


def test_a_chapter_that_no_book_has_is_said_to_be_missing(assistant: Assistant) -> None:
    with pytest.raises(QuestionError, match="단원 번호"):
        assistant.ask("37단원 요약해줘", thread="missing")


def test_a_comparison_looks_up_both_sides(assistant: Assistant) -> None:
    answer = assistant.ask("병인양요와 신미양요의 차이는 뭐야?", thread="sides")
    assert "1866년" in answer.text and "1871년" in answer.text


def test_both_questions_of_one_breath_are_answered(assistant: Assistant) -> None:
    answer = assistant.ask("강화도 조약은 언제 맺어졌어? 그리고 신민회는 누가 만들었어?", thread="both")
    assert "1876년" in answer.text and "안창호" in answer.text


@pytest.mark.parametrize(
    ("tool", "step"), [("quiz", "make_quiz_questions"), ("summary", "summarize_pages"), ("search", "search_textbooks")]
)
def test_the_persons_own_choice_of_tool_wins(assistant: Assistant, tool: str, step: str) -> None:
    source, *_ = headed(assistant, "history.pdf", "3.3 을사늑약")
    answer = assistant.ask("을사늑약", thread=f"own-{tool}", tool=tool, sources=[source])
    assert next(one.detail for one in answer.steps if one.name == "plan") == step


def test_errands_start_nothing_and_say_what_can_be_done(assistant: Assistant) -> None:
    answer = assistant.ask("내일 날씨 알려줘", thread="errand")
    assert not answer.citations and "도와드릴 수 없" in answer.text
    assert "act" not in {step.name for step in answer.steps}


def test_a_thread_keeps_one_small_checkpoint(assistant: Assistant) -> None:
    for question in ("신간회는 언제 만들어졌나?", "초대 회장은 누구야?", "그 단체는 언제 해소되었어?"):
        assistant.ask(question, thread="small")
    with assistant._saver.cursor(transaction=False) as cursor:
        cursor.execute("SELECT length(checkpoint) FROM checkpoints WHERE thread_id = 'default/small'")
        sizes = [size for (size,) in cursor.fetchall()]
    assert len(sizes) == 1 and sizes[0] < 5 * 1024


@pytest.fixture(scope="module")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """A book of six pages whose printed numbers are i, ii, iii, 1, 2, 3."""
    folder = tmp_path_factory.mktemp("numbered")
    told = ("머리말", "차례", "일러두기", "벼는 가을에 거둔다.", "보리는 초여름에 거둔다.", "목화는 늦가을에 거둔다.")
    pages = [[Line(700, f"{said} 들판의 이야기는 {n}번째 쪽에 있다.")] for n, said in enumerate(told, 1)]
    path = draw(folder / "들판.pdf", *pages, labels=((0, "r", 1), (3, "D", 1)))
    assistant = Assistant.open(Settings(library=folder / "library"))
    assistant.library.add(path)
    yield assistant
    assistant.close()


@pytest.mark.parametrize(
    ("asked", "shown", "page", "said"),
    [
        ("3쪽 요약해 줘", "목화", 6, "3쪽으로 읽었습니다. 파일에서는 6쪽입니다"),
        ("1쪽을 요약해 줘", "벼는", 4, "파일에서는 4쪽입니다"),
        ("2~3쪽 요약해 줘", "보리", 5, "2~3쪽으로 읽었습니다. 파일에서는 5~6쪽입니다"),
        ("6쪽 요약해 줘", "목화", 6, "파일의 6쪽으로 읽었습니다"),
    ],
)
def test_the_printed_number_is_meant_first_and_the_answer_says_so(
    numbered: Assistant, asked: str, shown: str, page: int, said: str
) -> None:
    answer = numbered.ask(asked, thread=asked)
    assert shown in answer.text and said in answer.text
    assert answer.citations[0].page == page and answer.citations[0].page_label == str(page - 3)
    assert answer.citations[0].place == f"{page - 3}쪽(파일 {page}쪽)"


def test_nothing_is_said_of_pages_whose_numbers_are_their_own(assistant: Assistant) -> None:
    answer = assistant.ask("한국사 교과서 9쪽 요약해 줘", thread="own")
    assert answer.citations and not any(one.page_label for one in answer.citations) and "파일" not in answer.text

"""Conversations: found by what was said in them, exported as Markdown in which nothing is active, each owner's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from agent import Assistant
from errors import QuestionError
from knowledge import Library
from settings import Settings


@pytest.fixture
def assistant(settings: Settings, library: Library) -> Iterator[Assistant]:
    opened = Assistant.open(settings)
    yield opened
    opened.close()


def test_a_thread_is_found_by_its_name_its_questions_and_its_answers(assistant: Assistant) -> None:
    assistant.ask("을사늑약은 언제 체결되었나?", thread="treaty")
    assistant.ask("광합성은 어디에서 일어나나?", thread="leaf")
    assistant.rename_thread("leaf", "과학 숙제")
    for said, thread in (("을사 늑약", "treaty"), ("1905년", "treaty"), ("엽록체", "leaf"), ("과학 숙제", "leaf")):
        assert [found.id for found in assistant.find_threads(said)] == [thread], said
    assert [found.id for found in assistant.find_threads("을사 1905")] == ["treaty"]
    assert assistant.conversations.one("leaf") == next(one for one in assistant.threads() if one.id == "leaf")
    assert not assistant.find_threads("확인됨"), "what stands in an answer's citations alone was not said"
    assert (
        not assistant.find_threads("을사늑약 엽록체")
        and not assistant.find_threads(" ")
        and not assistant.find_threads("%")
    )


def test_an_export_holds_every_answer_with_its_citations_and_nothing_active(
    assistant: Assistant, tmp_path: Path
) -> None:
    path = tmp_path / "표.md"
    path.write_text(
        "# [표](http://a.b)\n\n누리호는 <b>2021년</b>에 [발사](http://a.b)된 로켓이다. ![p](http://a.b/p.png)\n",
        "utf-8",
    )
    assistant.library.add(path)
    assistant.ask("누리호는 언제 발사된 로켓인가?", thread="t")
    assistant.ask("훈민정음은 누가 만들었나? ![q](http://a.b)", thread="t")
    answers, exported = assistant.history("t"), assistant.export_thread("t")
    tokens = MarkdownIt("commonmark", {"html": True}).parse(exported)
    kinds = {child.type for token in tokens for child in [token, *(token.children or ())]}
    assert not kinds & {"link_open", "image", "html_inline", "html_block"}
    shown = "".join(child.content for token in tokens for child in token.children or ())
    for answer in answers:
        assert "".join(answer.question.split()) in "".join(shown.split())
        for citation in answer.citations:
            assert "".join(citation.quote.split()) in "".join(shown.split()) and f"{citation.page}쪽" in shown
    assert answers[0].citations


def test_another_owners_threads_are_neither_found_nor_exported(assistant: Assistant, settings: Settings) -> None:
    assistant.ask("을사늑약은 언제 체결되었나?", thread="mine")
    other = Assistant.open(settings.model_copy(update={"owner": "other"}))
    assert not other.threads() and not other.find_threads("을사늑약")
    for action in (other.export_thread, other.delete_thread, lambda thread: other.rename_thread(thread, "내 것")):
        with pytest.raises(QuestionError, match="없는 대화"):
            action("mine")
    other.close()
    assert len(assistant.history("mine")) == 1

"""The retrieval tool: passages of the chosen textbooks (of the pages that were said) with their best sentences."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import tool

import korean
from agent.scope import MOST_SPANS, inside
from agent.state import Span
from agent.tools.evidence import ANSWERABLE, NEAR_ENOUGH, ToolFinding, number, tool_result
from agent.tools.registry import ToolRow
from agent.tools.sources import pages_at
from knowledge import Hit, Library, Sentence
from knowledge.evidence.sections import SECTIONS_READ
from knowledge.search.signals import ASKING_WORDS
from korean import lexicon
from llm.tasks.query_rewording import without_circumstance
from llm.tasks.rewrite import topics

MOST_PASSAGES = SECTIONS_READ
QUOTES = 3
LONGEST_FOLLOW_UP = 30  # characters of a question that may lean on the one before it
FEW_SPANS = 3  # a page or a chapter, not a chapter of every book
WIDE_SEARCH = 100  # passages looked at where only some pages count


@tool(response_format="content_and_artifact")
def search_textbooks(query: str, runtime: ToolRuntime[Any, Any]) -> tuple[str, ToolFinding]:
    """교재에서 질문에 답하는 대목을 찾는다. query는 혼자서도 뜻이 통하는 한국어 질문이다."""
    library, state = runtime.context.library, runtime.state
    # A reworded query has lost what the question asks for: whether its hits answer is judged by the question.
    asked = without_circumstance(state["query"]) if state.get("rounds") else query
    look = partial(find_evidence, library, sources=state.get("sources"), within=state.get("within") or ())
    hits, quotes, sure = look(query, asked)
    wider = with_earlier_topic(query, state.get("history") or ()) if sure < ANSWERABLE else ""
    if wider:
        found = look(wider, wider)
        if found[2] >= ANSWERABLE and holds_own_nouns(query, found[1]):
            hits, quotes, sure = found
    return tool_result(ToolFinding(number(hits, quotes), (), sure < ANSWERABLE, sure))


def find_evidence(
    library: Library,
    query: str,
    asked: str,
    sources: Sequence[str] | None,
    within: Sequence[Span],
    most: int = MOST_PASSAGES,
) -> tuple[list[Hit], list[Sentence], float]:
    """The best passages with what in them answers, and how sure that is: of the spans alone, where the request names
    some, else of the sources.
    """
    if within:
        hits = search_within(library, query, within)[:most]
        if asks_for_all(asked):
            hits = sorted(hits, key=lambda hit: (hit.passage.source_id, hit.passage.start))
            return hits, [quote_passage(hit) for hit in hits[:QUOTES]], float(bool(hits))
        found = library.find_answer(asked, hits, QUOTES)
        said = (
            found.sure >= NEAR_ENOUGH and len(within) <= FEW_SPANS
        )  # the place that was named, which holds some of it
        return hits, list(found.units), max(found.sure, ANSWERABLE) if said else found.sure
    hits = library.search_for_answer(query, most, sources)
    found = library.find_answer(asked, hits, QUOTES)
    return hits, list(found.units), found.sure


def asks_for_all(question: str) -> bool:
    """Whether a question about a place names nothing to look for there: "3쪽 내용 알려줘"."""
    frame = ASKING_WORDS | lexicon.words("question_traits", "frame_of_a_question")
    return all(word in frame for word in korean.content(question))


def quote_passage(hit: Hit) -> Sentence:
    """A passage quoted as a whole."""
    one = hit.passage
    return Sentence(one.source_id, one.page, one.start, one.end, one.text, 1.0)


def holds_own_nouns(query: str, quotes: Sequence[Sentence]) -> bool:
    """Whether some quote holds every noun that a question brings itself; words of asking aside."""
    frame = ASKING_WORDS | lexicon.words("question_traits", "frame_of_a_question")
    own = [korean.squeeze(token.form) for token in korean.nouns(query) if token.form not in frame]
    return any(all(noun in korean.squeeze(quote.text) for noun in own) for quote in quotes)


def with_earlier_topic(query: str, history: Sequence[str]) -> str:
    """A short question in a conversation with what was asked about before; empty where it needs none."""
    earlier = history[-2] if len(history) > 1 else ""
    topic = next(iter(topics(earlier)), "")
    known = korean.squeeze(topic) in korean.squeeze(query)
    return "" if not topic or known or len(query) > LONGEST_FOLLOW_UP else f"{topic} {query}"


def search_within(library: Library, query: str, within: Sequence[Span]) -> list[Hit]:
    """The passages inside the spans, best first: those that a search finds, then the others by the query's words
    in them.
    """
    books = list(dict.fromkeys(source for source, _, _ in within))
    hits = [hit for hit in library.search(query, k=WIDE_SEARCH, sources=books) if is_inside(hit, within)]
    if len(hits) >= MOST_PASSAGES or len(within) > MOST_SPANS:
        return hits
    known, words = {hit.passage.id for hit in hits}, set(korean.content(query))
    more = []
    for source, start, end in within:
        first, last = pages_at(library, source, start, end)
        title = library.source(source).title
        for passage in library.passages(source, (max(1, first - 1), last)):  # one may begin on the page before
            share = len(words & set(korean.content(passage.text))) / max(1, len(words))
            more.append(Hit(passage, title, share * (hits[-1].score if hits else 1.0), coverage=share))
    others = {hit.passage.id: hit for hit in more if is_inside(hit, within) and hit.passage.id not in known}
    return hits + sorted(others.values(), key=lambda hit: (-hit.score, hit.passage.id))


def is_inside(hit: Hit, within: Sequence[Span]) -> bool:
    return inside(hit.passage.source_id, hit.passage.start, hit.passage.end, within)


ROW = ToolRow(
    search_textbooks,
    "검색",
    "Search",
    choice="search",
    arguments=lambda plan: {"query": plan.query},
    on_page=True,
)

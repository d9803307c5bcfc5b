"""The Model Context Protocol: the books as tools and resources of other assistants, over stdio and HTTP alike."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from typing import Annotated, Any, TypeVar, cast

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ToolError
from mcp.server.transport_security import TransportSecuritySettings
from mcp.types import ToolAnnotations
from pydantic import Field
from starlette.requests import Request
from starlette.routing import BaseRoute

from agent import AnswerEvent, Assistant, StepEvent
from agent.events import Event
from errors import HyunmooError, QuestionError
from learning.kinds import usual_kinds
from learning.quizzes.llm_writer import make_quiz_with
from learning.study.summary import summarize_source
from server.callers import Caller
from server.desk import ServiceDesk
from server.error_answers import language_of
from server.request_shapes import HIGHEST_PAGE, page_range
from server.routes.answer_routes import check_sources, note_answer
from server.routes.quiz_routes import chosen_shelf, show_question
from settings import SummaryLength

Given = TypeVar("Given")
MOST_HITS, MOST_TOOL_QUESTIONS = 50, 20
INSTRUCTIONS = (
    "사용자의 교재에서 찾고, 교재의 문장으로 답하고, 문제를 내고, 요약합니다. 답의 [n]은 citations의 marker이고, quote는 교재의 "
    "글 그대로입니다. 교재에 근거가 없으면 abstained가 true입니다. / Searches the user's textbooks and answers with exact quotes."
)
READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
Sources = Annotated[list[str] | None, Field(max_length=100, description="자료 id. 없으면 서재 전체")]
PageOrAll = Annotated[int, Field(ge=0, le=HIGHEST_PAGE, description="쪽. 0이면 전체")]
WhoCalls = Callable[["Context[Any, Any]"], Caller]


class BookTools:
    """What is offered; each call touches the rows of whoever calls, and of nobody else."""

    def __init__(self, desk: ServiceDesk, who: WhoCalls) -> None:
        self.desk, self.who = desk, who

    async def search(
        self,
        ctx: Context,
        query: Annotated[str, Field(max_length=10_000)],
        k: Annotated[int, Field(ge=1, le=MOST_HITS)] = 5,
        sources: Sources = None,
    ) -> dict[str, Any]:
        """교재에서 질문에 맞는 대목을 찾는다. Finds passages of the textbooks."""

        def find(assistant: Assistant) -> dict[str, Any]:
            check_sources(assistant.library, sources)
            return {"hits": [asdict(hit) for hit in assistant.library.search(query, k, sources)]}

        return await self._call(ctx, find)

    async def ask(
        self,
        ctx: Context,
        question: Annotated[str, Field(max_length=10_000)],
        earlier: Annotated[list[str] | None, Field(max_length=50, description="이 대화에서 앞서 한 질문들")] = None,
        sources: Sources = None,
    ) -> dict[str, Any]:
        """교재에 묻고 근거가 달린 답을 받는다. Answers from the textbooks, with exact quotes."""
        caller = self._admit(ctx, "read")

        def answer(assistant: Assistant, stop: threading.Event) -> Generator[Event]:
            return assistant.stream(question, "", sources, stop=stop, earlier=earlier or ())

        async def follow() -> dict[str, Any]:
            steps = 0
            async for event in self.desk.follow(caller, answer):
                note_answer(self.desk, event)
                if isinstance(event, StepEvent):
                    steps += 1
                    await ctx.report_progress(steps, None, event.label)
                elif isinstance(event, AnswerEvent):
                    return event.answer.model_dump(mode="json", exclude={"id", "thread", "feedback", "unsaved"})
            raise QuestionError("답을 그만두었습니다.", code="stopped", english="The answer was called off.")

        return await tell_refusals(ctx, follow, ToolError)

    async def quiz(
        self,
        ctx: Context,
        n: Annotated[int, Field(ge=1, le=MOST_TOOL_QUESTIONS)] = 5,
        kinds: Annotated[list[str] | None, Field(max_length=32, description="문제 유형의 id")] = None,
        first_page: PageOrAll = 0,
        last_page: PageOrAll = 0,
        sources: Sources = None,
    ) -> dict[str, Any]:
        """교재에서 문제를 내어 서재에 둔다. Makes questions from the textbooks and keeps them."""

        def make(assistant: Assistant) -> dict[str, Any]:
            made = make_quiz_with(
                assistant.model if assistant.generative else None,
                assistant.library,
                chosen_shelf(assistant.library, sources),
                pages=page_range(first_page or None, last_page or None),
                n=n,
                kinds=tuple(kinds or ()) or usual_kinds(),
            )
            return {"questions": [show_question(one, True) for one in made]}

        self._admit(ctx, "write")
        return await self._call(ctx, make)

    async def summarize(
        self,
        ctx: Context,
        source: str,
        first_page: PageOrAll = 0,
        last_page: PageOrAll = 0,
        length: SummaryLength = "paragraph",
    ) -> dict[str, Any]:
        """교재의 몇 쪽을 그 문장들로 요약한다. Sums up pages in their own sentences."""

        def make(assistant: Assistant) -> dict[str, Any]:
            pages = page_range(first_page or None, last_page or None)
            made = summarize_source(assistant.library, source, pages, length)
            return {"source_id": made.source_id, "title": made.title, "bullets": [asdict(one) for one in made.bullets]}

        return await self._call(ctx, make)

    async def glossary(
        self, ctx: Context, term: Annotated[str, Field(max_length=200)], sources: Sources = None
    ) -> dict[str, Any]:
        """용어의 뜻을 교재의 글 그대로 찾는다. Looks a term up."""

        def find(assistant: Assistant) -> dict[str, Any]:
            check_sources(assistant.library, sources)
            return {"entries": [asdict(one) for one in assistant.library.lookup(term, sources)]}

        return await self._call(ctx, find)

    # -- resources -----------------------------------------------------------------------------------------------------

    async def list_sources(self, ctx: Context, title: str = "") -> str:
        """서재의 자료: id, 제목, 쪽수. title을 주면 제목에 그 말이 든 것만."""

        def read(assistant: Assistant) -> str:
            held = [one for one in assistant.library.sources() if title.lower() in one.title.lower()]
            told = [{"id": one.id, "title": one.title, "pages": one.pages} for one in held]
            return json.dumps({"sources": told}, ensure_ascii=False)

        return await self._call(ctx, read, ResourceError)

    async def show_source(self, source_id: str, ctx: Context) -> str:
        """한 자료의 제목과 차례."""

        def read(assistant: Assistant) -> str:
            source, headings = assistant.library.source(source_id), assistant.library.headings(source_id)
            told = {"id": source.id, "title": source.title, "pages": source.pages}
            return json.dumps(told | {"headings": [asdict(one) for one in headings]}, ensure_ascii=False)

        return await self._call(ctx, read, ResourceError)

    async def show_page(self, source_id: str, page: int, ctx: Context) -> str:
        """한 쪽의 글."""
        return await self._call(ctx, lambda assistant: assistant.library.page(source_id, page).text, ResourceError)

    def _admit(self, ctx: Context, scope: str) -> Caller:
        caller = self.who(ctx)
        try:
            caller.require(cast(Any, scope))
        except HyunmooError as error:
            raise ToolError(tell_refusal(ctx, error)) from error
        return caller

    async def _call(
        self, ctx: Context, call: Callable[[Assistant], Given], told_as: type[Exception] = ToolError
    ) -> Given:
        caller = self._admit(ctx, "read")
        return await tell_refusals(ctx, lambda: self.desk.call(caller, call), told_as)


async def tell_refusals(ctx: Context, work: Callable[[], Awaitable[Given]], told_as: type[Exception]) -> Given:
    """What the work gives; a refusal of ours as the protocol tells of one."""
    try:
        return await work()
    except HyunmooError as error:
        raise told_as(tell_refusal(ctx, error)) from error


def tell_refusal(ctx: Context, error: HyunmooError) -> str:
    """The sentence in the language of the request's headers, with the code."""
    request = ctx.request_context.request
    accepted = request.headers.get("accept-language", "") if isinstance(request, Request) else ""
    said = error.english if language_of(accepted) == "en" and error.english else error.message
    return f"{said} ({error.code})"


def build_mcp(desk: ServiceDesk, who: WhoCalls, version: str) -> MCPServer:
    """The server with its tools and resources."""
    books = BookTools(desk, who)
    with _own_logging():
        server = MCPServer(
            "hyunmoo",
            title="현무",
            instructions=INSTRUCTIONS,
            version=version,
            log_level="WARNING",
            subscriptions=False,
        )
    for read in (books.search, books.ask, books.summarize, books.glossary):
        server.add_tool(read, annotations=READS)
    server.add_tool(books.quiz, annotations=ToolAnnotations(destructive_hint=False, open_world_hint=False))
    server.resource("hyunmoo://sources{?title}", mime_type="application/json")(books.list_sources)
    server.resource("hyunmoo://sources/{source_id}", mime_type="application/json")(books.show_source)
    server.resource("hyunmoo://sources/{source_id}/pages/{page}", mime_type="text/plain")(books.show_page)
    return server


def mount_mcp(desk: ServiceDesk, version: str) -> tuple[list[BaseRoute], Callable[[], Any]]:
    """The routes of the protocol over HTTP, and the life that they need; who calls is who the gate let in."""

    def who_asked(ctx: Context[Any, Any]) -> Caller:
        request = ctx.request_context.request
        assert isinstance(request, Request)
        return cast(Caller, request.scope["state"]["caller"])

    server = build_mcp(desk, who_asked, version)
    unchecked = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # the gate has looked at the address
    inner = server.streamable_http_app(stateless_http=True, transport_security=unchecked)

    @asynccontextmanager
    async def live() -> AsyncGenerator[None]:
        async with server.session_manager.run():
            yield

    return list(inner.routes), live


@contextmanager
def _own_logging() -> Iterator[None]:
    """The SDK sets the process's logging up where nobody has; here it is not its to do, and it tells no texts."""
    logging.getLogger("mcp").setLevel(logging.WARNING)
    silent = logging.NullHandler()
    logging.root.addHandler(silent)
    try:
        yield
    finally:
        logging.root.removeHandler(silent)

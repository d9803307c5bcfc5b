"""What our own API takes in: every field with its bounds, and nothing that is not named."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from settings import SummaryLength

MOST_SOURCES, HIGHEST_PAGE = 1000, 1_000_000
Id = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Page = Annotated[int, Field(ge=1, le=HIGHEST_PAGE)]
SourceIds = Annotated[list[Id] | None, Field(max_length=MOST_SOURCES, description="자료 id. 없으면 서재 전체")]


class ApiRequest(BaseModel):
    """A body of our own API."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SearchRequest(ApiRequest):
    """Passages for a query."""

    query: str = Field(min_length=1, max_length=10_000)
    k: int = Field(10, ge=1, le=100)
    sources: SourceIds = None


class AskRequest(ApiRequest):
    """A question. With ``thread`` the conversation is kept and goes on; without, nothing is kept."""

    question: str = Field(min_length=1, max_length=10_000)
    thread: Annotated[str, StringConstraints(max_length=64)] = ""
    sources: SourceIds = None
    tool: Annotated[str, StringConstraints(max_length=32)] | None = None
    wording: Literal["해요체", "합니다체", "개조식"] | None = Field(None, alias="register")
    level: Literal["초", "중", "고", "대학"] | None = None
    stream: bool = True


class QuizRequest(ApiRequest):
    """Questions from some pages; ``reveal``: with their answers."""

    sources: SourceIds = None
    first_page: Page | None = None
    last_page: Page | None = None
    n: int = Field(5, ge=1, le=50)
    kinds: Annotated[list[Annotated[str, StringConstraints(max_length=32)]], Field(max_length=32)] = []
    seed: int | None = Field(None, ge=0, le=2**31)
    reveal: bool = True

    @property
    def pages(self) -> tuple[int, int] | None:
        return page_range(self.first_page, self.last_page)


class AttemptRequest(ApiRequest):
    """An answer to grade."""

    question_id: Id
    response: str = Field(max_length=2000)
    seconds: float = Field(0.0, ge=0, le=86_400)
    hints: int = Field(0, ge=0, le=100)


class SummaryRequest(ApiRequest):
    """What to summarise."""

    source: Id
    first_page: Page | None = None
    last_page: Page | None = None
    length: SummaryLength = "paragraph"

    @property
    def pages(self) -> tuple[int, int] | None:
        return page_range(self.first_page, self.last_page)


class TermRequest(ApiRequest):
    """A term of the glossary."""

    term: str = Field(min_length=1, max_length=200)
    sources: SourceIds = None


class RenameRequest(ApiRequest):
    """A source's new title."""

    title: str = Field(min_length=1, max_length=500)


def page_range(first: int | None, last: int | None) -> tuple[int, int] | None:
    """The pages from one to another; one that is left out is the other; None for all."""
    if first is None and last is None:
        return None
    low, high = first or last or 1, last or first or 1
    return min(low, high), max(low, high)

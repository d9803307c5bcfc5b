"""What OpenAI's API takes and gives, as far as there is something of ours to say; other fields are passed over."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from server.request_shapes import SourceIds

MOST_MESSAGES, MOST_TEXTS, LONGEST_TEXT = 500, 256, 20_000
Text = Annotated[str, StringConstraints(max_length=100_000)]


class ForeignShape(BaseModel):
    """A body that programs made for OpenAI's API send."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class ContentPart(ForeignShape):
    """A part of a message; only text is understood."""

    type: Annotated[str, StringConstraints(max_length=64)]
    text: Text = ""


class ChatMessage(ForeignShape):
    """One message of a conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: Text | Annotated[list[ContentPart], Field(max_length=100)] | None = None


class ResponseFormat(ForeignShape):
    """How the answer is to be written; only text can be had."""

    type: Annotated[str, StringConstraints(max_length=64)] = "text"


class StreamOptions(ForeignShape):
    """Whether a stream ends with the tokens that were used."""

    include_usage: bool = False


class ChatRequest(ForeignShape):
    """A conversation whose last message is a question. ``sources`` is ours: the books to answer from."""

    model: Annotated[str, StringConstraints(max_length=100)] = "hyunmoo"
    messages: list[ChatMessage] = Field(min_length=1, max_length=MOST_MESSAGES)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, le=128)
    tools: list[dict[str, Any]] | None = Field(None, max_length=128)
    functions: list[dict[str, Any]] | None = Field(None, max_length=128)
    response_format: ResponseFormat | None = None
    sources: SourceIds = None


class UrlCitation(BaseModel):
    """Where in the answer a marker stands (code points, the end not included), and the page that it means."""

    start_index: int
    end_index: int
    title: str
    url: str


class UrlAnnotation(BaseModel):
    """A citation as OpenAI tells of one."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class TokenUsage(BaseModel):
    """Morphemes, as the Korean analyser counts them."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class AnswerMessage(BaseModel):
    """The answer; ``hyunmoo`` holds what OpenAI's shape has no place for: exact quotes with their offsets."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    annotations: list[UrlAnnotation]
    hyunmoo: dict[str, Any]


class AnswerChoice(BaseModel):
    """The one choice that there is."""

    index: int = 0
    message: AnswerMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class ChatAnswer(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[AnswerChoice]
    usage: TokenUsage


class ModelEntry(BaseModel):
    """A name that can be asked for."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "hyunmoo"


class ModelList(BaseModel):
    """Every name that can be asked for."""

    object: Literal["list"] = "list"
    data: list[ModelEntry]


class EmbeddingRequest(ForeignShape):
    """Texts to make vectors of."""

    input: (
        Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
        | Annotated[list[Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]], Field(max_length=MOST_TEXTS)]
        | Annotated[list[int], Field(max_length=100_000)]
        | Annotated[list[list[int]], Field(max_length=MOST_TEXTS)]
    )
    model: Annotated[str, StringConstraints(max_length=100)] = ""
    encoding_format: Literal["float", "base64"] = "float"
    dimensions: int | None = Field(None, ge=1, le=100_000)


class EmbeddingEntry(BaseModel):
    """One vector of length 1: numbers, or float32 in base64, least byte first."""

    object: Literal["embedding"] = "embedding"
    index: int
    embedding: list[float] | str


class EmbeddingUsage(BaseModel):
    """Morphemes, as the Korean analyser counts them."""

    prompt_tokens: int
    total_tokens: int


class EmbeddingList(BaseModel):
    """The vectors in the order of their texts."""

    object: Literal["list"] = "list"
    data: list[EmbeddingEntry]
    model: str
    usage: EmbeddingUsage

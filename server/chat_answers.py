"""A conversation in OpenAI's shape: its last question and what was asked before; an answer of ours in that shape."""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, urlencode

from agent import Answer
from knowledge import Citation
from korean.analyzer import tokenize
from server.error_answers import ApiRefusal
from server.openai_shapes import (
    AnswerChoice,
    AnswerMessage,
    ChatAnswer,
    ChatMessage,
    ChatRequest,
    TokenUsage,
    UrlAnnotation,
    UrlCitation,
)

CHAT_MODEL, LISTING_MODEL = "hyunmoo", "hyunmoo-listed"  # the second lists its citations under the text too
CHAT_MODELS = (CHAT_MODEL, LISTING_MODEL)
PIECE_LENGTH = 24  # characters of an answer that are sent at once
MARKER = re.compile(r"\[(\d{1,3})\]")


def read_conversation(asked: ChatRequest) -> tuple[str, list[str]]:
    """The question, and what the person asked before it. Raises ApiRefusal for what cannot be had.

    Messages of the system and of the assistant are no evidence: answers come from the books alone.
    """
    if asked.model not in CHAT_MODELS:
        raise refuse_model(asked.model, CHAT_MODELS)
    if asked.n not in (None, 1):
        raise refuse_parameter("n")
    if asked.tools or asked.functions:
        raise refuse_parameter("tools" if asked.tools else "functions")
    if asked.response_format and asked.response_format.type != "text":
        raise refuse_parameter("response_format")
    if asked.messages[-1].role != "user":
        raise refuse_parameter("messages")
    said = [read_text(message) for message in asked.messages if message.role == "user"]
    return said[-1], [text for text in said[:-1] if text.strip()]


def read_text(message: ChatMessage) -> str:
    """The text of a message. Raises ApiRefusal where a part of it is something else."""
    if not isinstance(message.content, list):
        return message.content or ""
    if any(part.type != "text" for part in message.content):
        raise refuse_parameter("messages")
    return "\n".join(part.text for part in message.content)


def refuse_model(name: str, known: Sequence[str]) -> ApiRefusal:
    """The refusal of a model that there is not, with those that there are."""
    return ApiRefusal(
        f"없는 모델입니다: {name}. 쓸 수 있는 이름: {', '.join(known)}",
        code="unknown_model",
        english=f"No such model; use one of: {', '.join(known)}.",
        status=404,
        param="model",
    )


def refuse_parameter(name: str) -> ApiRefusal:
    """The refusal of what OpenAI's API has and this one has not."""
    return ApiRefusal(
        f"여기서는 쓸 수 없는 값입니다: {name}. 마지막 메시지는 글로 된 질문이어야 하고, 도구·여러 답·JSON 형식은 쓸 수 없습니다.",
        code="unsupported_parameter",
        english=f"Not supported here: {name}. The last message must be a question in words; tools, several choices "
        "and JSON formats cannot be had.",
        status=400,
        param=name,
    )


def write_content(answer: Answer, model: str) -> str:
    """The answer's text; of the listing model with its citations under it."""
    if model != LISTING_MODEL or not answer.citations:
        return answer.text
    lines = [f"[{one.marker}] 「{one.title}」 {one.place}" for one in answer.citations]
    return answer.text + "\n\n" + "\n".join(lines)


def annotate(content: str, citations: Sequence[Citation], base_url: str) -> list[UrlAnnotation]:
    """Every marker of the text with the page that it means."""
    cited = {one.marker: one for one in citations}
    return [
        UrlAnnotation(
            url_citation=UrlCitation(
                start_index=found.start(),
                end_index=found.end(),
                title=f"{cited[int(found[1])].title} {cited[int(found[1])].place}",
                url=page_url(base_url, cited[int(found[1])]),
            )
        )
        for found in MARKER.finditer(content)
        if int(found[1]) in cited
    ]


def page_url(base_url: str, citation: Citation) -> str:
    """Where the cited page can be read, its quote beside it."""
    span = urlencode({"start": citation.start, "end": citation.end})
    return f"{base_url.rstrip('/')}/api/sources/{quote(citation.source_id, safe='')}/pages/{citation.page}?{span}"


def count_tokens(texts: Sequence[str]) -> int:
    """Morphemes of some texts."""
    return sum(len(tokenize(text)) for text in texts)


def build_chat_answer(answer: Answer, asked: ChatRequest, base_url: str, earlier: Sequence[str]) -> ChatAnswer:
    """The answer as a whole response."""
    content = write_content(answer, asked.model)
    message = AnswerMessage(
        content=content, annotations=annotate(content, answer.citations, base_url), hyunmoo=tell_evidence(answer)
    )
    used, written = count_tokens([*earlier, answer.question]), count_tokens([content])
    return ChatAnswer(
        id=f"chatcmpl-{secrets.token_hex(12)}",
        created=int(time.time()),
        model=asked.model,
        choices=[AnswerChoice(message=message)],
        usage=TokenUsage(prompt_tokens=used, completion_tokens=written, total_tokens=used + written),
    )


def tell_evidence(answer: Answer) -> dict[str, Any]:
    """What an answer of ours says beyond its text."""
    return {
        "abstained": answer.abstained,
        "sufficiency": answer.sufficiency,
        "citations": [asdict(one) for one in answer.citations],
        "nearest": [asdict(one) for one in answer.nearest],
        "question_ids": list(answer.question_ids),
    }


def chunk_texts(whole: ChatAnswer, include_usage: bool) -> Iterator[str]:
    """The events of a stream that says a whole answer: pieces of its text, its citations, the end, its tokens."""
    message = whole.choices[0].message
    shared = {"id": whole.id, "object": "chat.completion.chunk", "created": whole.created, "model": whole.model}
    usage = {"usage": None} if include_usage else {}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}]
        return f"data: {json.dumps(shared | {'choices': choices} | usage, ensure_ascii=False)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    for piece in cut_pieces(message.content):
        yield chunk({"content": piece})
    cited = [one.model_dump() for one in message.annotations]
    yield chunk({"content": "", "annotations": cited, "hyunmoo": message.hyunmoo})
    yield chunk({}, "stop")
    if include_usage:
        last = shared | {"choices": [], "usage": whole.usage.model_dump()}
        yield f"data: {json.dumps(last)}\n\n"
    yield "data: [DONE]\n\n"


def cut_pieces(text: str) -> list[str]:
    """A text in pieces of whole words, which together are the text."""
    pieces: list[str] = []
    for word in re.findall(r"\s*\S+|\s+$", text):
        if pieces and len(pieces[-1]) + len(word) <= PIECE_LENGTH:
            pieces[-1] += word
        else:
            pieces.append(word)
    return pieces

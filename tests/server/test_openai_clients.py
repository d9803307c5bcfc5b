"""Programs made for OpenAI's API: they ask, stream, and get citations, with nothing of ours in their code."""

from __future__ import annotations

import base64
import math

import httpx
import numpy as np
import openai
import pytest
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

QUESTION = "을사늑약은 언제 체결되었나?"


@pytest.fixture
def openai_client(api_url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{api_url}/v1", api_key="none", max_retries=0)


def test_an_answer_is_cited_with_pages_that_can_be_read(openai_client: openai.OpenAI) -> None:
    made = openai_client.chat.completions.create(model="hyunmoo", messages=[{"role": "user", "content": QUESTION}])
    message = made.choices[0].message
    assert message.content and "1905년" in message.content and message.annotations
    for one in message.annotations:
        found = one.url_citation
        marker = message.content[found.start_index : found.end_index]
        quote = next(c["quote"] for c in message.hyunmoo["citations"] if f"[{c['marker']}]" == marker)
        page = httpx.get(found.url).json()
        assert page["quote"] == quote and quote in page["text"] and found.title.startswith("시험 교재")
    assert made.usage and made.usage.total_tokens == made.usage.prompt_tokens + made.usage.completion_tokens > 10


def test_a_stream_says_the_same_in_pieces(openai_client: openai.OpenAI) -> None:
    asked = {"model": "hyunmoo", "messages": [{"role": "user", "content": QUESTION}]}
    whole = openai_client.chat.completions.create(**asked).choices[0].message
    chunks = list(openai_client.chat.completions.create(**asked, stream=True, stream_options={"include_usage": True}))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert "".join(delta.content or "" for delta in deltas) == whole.content
    assert sum(bool(delta.content) for delta in deltas) > 2
    cited = [one for delta in deltas for one in getattr(delta, "annotations", None) or ()]
    assert cited == [one.model_dump() for one in whole.annotations or ()]
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].usage and chunks[-1].usage.total_tokens > 10


def test_earlier_messages_are_the_context_of_a_follow_up(openai_client: openai.OpenAI, client: httpx.Client) -> None:
    follow_up = {"role": "user", "content": "그럼 초대 통감은?"}
    earlier = [
        {"role": "system", "content": "너는 친절한 도우미야."},
        {"role": "user", "content": "을사늑약에 따라 서울에 무엇이 설치되었나?"},
        {"role": "assistant", "content": "통감부입니다."},
    ]
    told = openai_client.chat.completions.create(model="hyunmoo", messages=[*earlier, follow_up])  # type: ignore[list-item]
    assert "이토 히로부미" in (told.choices[0].message.content or "")


def test_what_the_books_do_not_say_is_not_said(openai_client: openai.OpenAI) -> None:
    asked = [{"role": "user", "content": "양자 컴퓨터의 오류 정정은 어떻게 하나?"}]
    message = openai_client.chat.completions.create(model="hyunmoo", messages=asked).choices[0].message  # type: ignore[arg-type]
    assert message.hyunmoo["abstained"] and not message.annotations


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"tools": [{"type": "function", "function": {"name": "f", "parameters": {}}}]}, "tools"),
        ({"n": 2}, "n"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"messages": [{"role": "assistant", "content": "답"}]}, "messages"),
    ],
)
def test_what_cannot_be_had_is_refused_and_named(
    openai_client: openai.OpenAI, change: dict[str, object], param: str
) -> None:
    asked = {"model": "hyunmoo", "messages": [{"role": "user", "content": QUESTION}]} | change
    with pytest.raises(openai.BadRequestError) as refused:
        openai_client.chat.completions.create(**asked)  # type: ignore[call-overload]
    assert refused.value.param == param and refused.value.code == "unsupported_parameter"


def test_unknown_names_are_not_found(openai_client: openai.OpenAI) -> None:
    messages = [{"role": "user", "content": QUESTION}]
    for call in (
        lambda: openai_client.chat.completions.create(model="gpt-5", messages=messages),  # type: ignore[arg-type]
        lambda: openai_client.models.retrieve("gpt-5"),
        lambda: openai_client.embeddings.create(model="gpt-5", input="광합성"),
    ):
        with pytest.raises(openai.NotFoundError) as refused:
            call()
        assert (refused.value.code, refused.value.param) == ("unknown_model", "model")
    with pytest.raises(openai.NotFoundError) as refused:
        openai_client.chat.completions.create(
            model="hyunmoo",
            messages=messages,  # type: ignore[arg-type]
            stream=True,
            extra_body={"sources": ["0000"]},
        )
    assert refused.value.code == "unknown_source"


def test_models_and_embeddings(openai_client: openai.OpenAI) -> None:
    names = [one.id for one in openai_client.models.list()]
    assert names[:2] == ["hyunmoo", "hyunmoo-listed"] and openai_client.models.retrieve("hyunmoo").id == "hyunmoo"
    coded = openai_client.embeddings.create(model=names[2], input=["광합성", "엽록체"])
    plain = openai_client.embeddings.create(model=names[2], input=["광합성", "엽록체"], encoding_format="float")
    assert [one.index for one in coded.data] == [0, 1]
    assert np.allclose([one.embedding for one in coded.data], [one.embedding for one in plain.data])
    assert math.isclose(float(np.linalg.norm(plain.data[0].embedding)), 1.0, abs_tol=1e-3)
    with pytest.raises(openai.BadRequestError):
        openai_client.embeddings.create(model=names[2], input="광합성", dimensions=7)


def test_vectors_are_sent_as_base64_of_little_endian_floats_where_that_is_asked_for(client: httpx.Client) -> None:
    """The package decodes them itself, so that its vectors say nothing of what was sent."""
    sent = {}
    for way in ("float", "base64"):
        asked = {"model": "kiwi", "input": ["광합성"], "encoding_format": way}
        sent[way] = client.post("/v1/embeddings", json=asked).json()["data"][0]["embedding"]
    assert isinstance(sent["base64"], str) and len(sent["float"]) > 50
    assert np.frombuffer(base64.b64decode(sent["base64"], validate=True), "<f4").tolist() == sent["float"]


def test_langchain_asks_streams_and_cites(api_url: str) -> None:
    """LangChain passes annotations over, so the model that lists its citations in the text is the one for it."""
    model = ChatOpenAI(base_url=f"{api_url}/v1", api_key="none", model="hyunmoo-listed", max_retries=0)
    whole = model.invoke([("system", "짧게"), ("user", QUESTION)])
    assert "[1]" in whole.text and "[1] 「시험 교재」 2쪽" in whole.text and whole.usage_metadata
    pieces = [chunk.text for chunk in model.stream(QUESTION)]
    assert "".join(pieces) == whole.text and len(pieces) > 3
    vectors = OpenAIEmbeddings(base_url=f"{api_url}/v1", api_key="none", model="kiwi", check_embedding_ctx_length=False)
    assert len(vectors.embed_query("광합성")) == len(vectors.embed_documents(["엽록체"])[0]) > 50

"""A server that speaks OpenAI's protocol (vLLM, Ollama, llama.cpp): asked whether it is
there and which models it has.
"""

from __future__ import annotations

from collections.abc import Sequence

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from errors import ModelUnavailable
from llm.server.openai_errors import WITHOUT_MODEL, key_refused_error, unreachable_error
from llm.tasks.slots import KindWords
from settings import Settings

KNOCK_SECONDS = 3.0
RETRIES = 2


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore")

    id: str


class _Models(BaseModel):
    """The answer of ``GET /models``; servers add keys of their own."""

    model_config = ConfigDict(extra="ignore")

    data: tuple[_Model, ...] = ()


def load_server(settings: Settings, kinds: Sequence[KindWords] = ()) -> BaseChatModel:
    """The server's model, or its first one where the settings name none. Raises
    ModelUnavailable where nobody answers.
    """
    served = served_models(settings.server_url, settings.server_key)
    name = settings.server_model or (served[0] if served else "")
    if not name or (served and name not in served):
        shown = ", ".join(served[:10]) or "없음"
        raise ModelUnavailable(
            f"서버에 그런 모델이 없습니다: {name or '(이름 없음)'}. 설정의 server_model에 서버의 모델 이름을 적어 주세요(서버의 모델: {shown}).",
            code="unknown_model",
            english=f"The server has no model {name!r}; it has: {shown}.",
        )
    try:
        from llm.server.openai_model import ServedChatModel
    except ImportError as error:
        raise ModelUnavailable(
            f"'langchain-openai' 패키지가 없어 서버를 쓸 수 없습니다. requirements.txt를 설치해 주세요. {WITHOUT_MODEL}",
            code="missing_package",
            english="The package langchain-openai is needed for a server.",
        ) from error
    return ServedChatModel(
        model=name,
        base_url=settings.server_url,
        api_key=settings.server_key,
        timeout=settings.server_timeout,
        max_retries=RETRIES,
        temperature=settings.temperature,
        max_completion_tokens=settings.max_tokens,
        stream_usage=True,
    )


def served_models(url: str, key: SecretStr, seconds: float = KNOCK_SECONDS) -> tuple[str, ...]:
    """The names of the server's models. Raises ModelUnavailable where it is down, refuses the
    key, or speaks another language.
    """
    import httpx

    try:
        reply = httpx.get(
            url.rstrip("/") + "/models", headers={"Authorization": f"Bearer {key.get_secret_value()}"}, timeout=seconds
        )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise unreachable_error(url, error) from error
    if reply.status_code in (401, 403):
        raise key_refused_error(url, reply.status_code)
    try:
        reply.raise_for_status()
        return tuple(model.id for model in _Models.model_validate_json(reply.content).data)
    except (httpx.HTTPStatusError, ValidationError) as error:
        raise ModelUnavailable(
            f"{url}의 답이 OpenAI 방식이 아닙니다({reply.status_code}). 주소가 /v1로 끝나는지 확인해 주세요. {WITHOUT_MODEL}",
            code="server_strange",
            english=f"The server's answer is not OpenAI's protocol ({reply.status_code}).",
        ) from error

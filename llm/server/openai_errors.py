"""What goes wrong with a server of OpenAI's protocol, in our words."""

from __future__ import annotations

from errors import ModelUnavailable, QuestionError

WITHOUT_MODEL = "설정에서 llm을 extractive로 두면 모델 없이도 쓸 수 있습니다."


def unreachable_error(url: str, error: Exception) -> ModelUnavailable:
    """Nobody answers, or no longer."""
    return ModelUnavailable(
        f"모델 서버에 연결할 수 없습니다: {url}. 서버가 켜져 있는지, 설정의 server_url이 맞는지 확인해 주세요. {WITHOUT_MODEL}",
        code="server_down",
        english=f"The model server does not answer: {type(error).__name__}.",
    )


def key_refused_error(url: str, status: int) -> ModelUnavailable:
    return ModelUnavailable(
        f"모델 서버가 인증 키를 거부했습니다: {url}. 설정의 server_key를 확인해 주세요.",
        code="server_key",
        english=f"The model server refused the key ({status}).",
    )


def too_long_error() -> QuestionError:
    """The prompt does not fit into the model's window."""
    return QuestionError(
        "질문과 근거가 이 모델이 읽을 수 있는 길이보다 깁니다. 질문을 줄여 주세요.",
        code="prompt_too_long",
        english="The prompt is longer than the model's context window.",
    )


def cut_off_error() -> ModelUnavailable:
    """JSON was asked for, and the room for an answer ended before it did."""
    return ModelUnavailable(
        "모델 서버의 답이 길이 제한에 걸려 중간에 잘렸습니다. 잘린 답은 쓰지 않았습니다. 설정의 max_tokens를 늘리거나 생각 과정을 끈 모델을 고르세요.",
        code="answer_cut_off",
        english="The structured answer was cut off at max_tokens; raise it, or turn the model's thinking off.",
    )

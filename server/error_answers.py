"""Errors as answers: a status, a stable code, and a sentence in the language that was asked for."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from errors import FinetuneError, HyunmooError, IngestError, ModelUnavailable, QuestionError, QuizError, StorageError

STATUS_OF_CODE = {
    "file_too_large": 413,
    "unknown_tool": 400,
    "storage_busy": 503,
    "disk_full": 507,
    "nothing_to_disagree": 409,
    "still_reading": 409,
}
STATUS_OF_CLASS: dict[type[HyunmooError], int] = {
    QuestionError: 400,
    IngestError: 422,
    QuizError: 422,
    FinetuneError: 422,
    ModelUnavailable: 503,
    StorageError: 503,
}
KIND_OF_STATUS = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
SAID_BY_STATUS = {
    404: ("unknown_address", "없는 주소입니다.", "No such address."),
    405: ("method_not_allowed", "이 주소에서는 쓸 수 없는 메서드입니다.", "The method is not allowed here."),
    413: ("file_too_large", "한 번에 보내기에는 너무 큽니다.", "Too large to be sent at once."),
}
SAID_OTHERWISE = ("bad_request", "요청을 읽을 수 없습니다.", "The request cannot be read.")
SPOKEN_LANGUAGES = ("ko", "en")


class ApiRefusal(HyunmooError):
    """A request that the API itself refuses, with the status that says so; ``headers`` go with the answer."""

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        code: str,
        english: str,
        status: int,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, code=code, english=english)
        self.status, self.param, self.headers = status, param, dict(headers or {})


class ErrorDetail(BaseModel):
    """What was wrong: ``code`` for programs, ``message`` for people, ``param`` what of the request it is about."""

    model_config = ConfigDict(frozen=True)

    code: str
    message: str
    type: str = "invalid_request_error"
    param: str | None = None
    request_id: str = ""


class ErrorAnswer(BaseModel):
    """The body of every refusal, of the shape that clients of OpenAI's API expect."""

    model_config = ConfigDict(frozen=True)

    error: ErrorDetail


def status_of(error: HyunmooError) -> int:
    """The HTTP status of one of our errors."""
    if isinstance(error, ApiRefusal):
        return error.status
    if error.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[error.code]
    if error.code.startswith("unknown_"):
        return 404
    return next((status for kind, status in STATUS_OF_CLASS.items() if isinstance(error, kind)), 400)


def language_of(accepted: str) -> str:
    """The language of ours that an Accept-Language header likes best; Korean where it names neither."""
    best, liked = "ko", 0.0
    for part in accepted.split(",")[:20]:
        name, _, rest = part.strip().partition(";")
        weight = rest.strip().removeprefix("q=") if rest.strip().startswith("q=") else "1"
        try:
            quality = float(weight)
        except ValueError:
            continue
        if name[:2].lower() in SPOKEN_LANGUAGES and quality > liked:
            best, liked = name[:2].lower(), quality
    return best


def tell_error(error: HyunmooError, language: str, request_id: str = "") -> dict[str, Any]:
    """The body that tells of an error."""
    status = status_of(error)
    kind = KIND_OF_STATUS.get(status, "invalid_request_error" if status < 500 else "server_error")
    message = error.english if language == "en" and error.english else error.message
    param = error.param if isinstance(error, ApiRefusal) else None
    detail = ErrorDetail(code=error.code, message=message, type=kind, param=param, request_id=request_id)
    return ErrorAnswer(error=detail).model_dump()


def answer_error(error: HyunmooError, scope: Mapping[str, Any]) -> JSONResponse:
    """The response that tells of an error, whoever asked."""
    accepted = next((value for name, value in scope.get("headers", ()) if name.lower() == b"accept-language"), b"")
    body = tell_error(error, language_of(accepted.decode("latin-1")), scope.get("state", {}).get("request_id", ""))
    headers = error.headers if isinstance(error, ApiRefusal) else {}
    return JSONResponse(body, status_of(error), headers)


def unforeseen() -> ApiRefusal:
    """What is said of a bug of ours: nothing of it but that it is in the log."""
    return ApiRefusal(
        "서버에서 예상하지 못한 문제가 생겼습니다. 로그에서 이 요청의 번호를 찾아 주세요.",
        code="unforeseen",
        english="Something unforeseen went wrong; look for this request's id in the log.",
        status=500,
    )


def invalid_request(error: RequestValidationError) -> ApiRefusal:
    """A request of another shape: which fields, and never what stood in them."""
    places = [".".join(str(part) for part in one["loc"]) for one in error.errors()]
    shown = ", ".join(dict.fromkeys(places))[:300]
    return ApiRefusal(
        f"요청의 꼴이 맞지 않습니다: {shown}. /api/docs 에서 꼴을 확인해 주세요.",
        code="invalid_request",
        english=f"The request has another shape than expected at: {shown}. See /api/docs.",
        status=422,
        param=places[0] if places else None,
    )


def of_http(error: HTTPException) -> ApiRefusal:
    """What the framework itself refuses: no such address, another method, a body that is none."""
    code, korean, english = SAID_BY_STATUS.get(error.status_code, SAID_OTHERWISE)
    return ApiRefusal(
        f"{korean} /api/docs 를 확인해 주세요.",
        code=code,
        english=f"{english} See /api/docs.",
        status=error.status_code,
        headers=error.headers,
    )


def add_error_handlers(app: FastAPI) -> None:
    """Every error of a handler as our JSON; of a bug of ours the log has the whole and the caller its number."""

    async def ours(request: Request, error: HyunmooError) -> JSONResponse:
        return answer_error(error, request.scope)

    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer_error(invalid_request(error), request.scope)

    async def framework(request: Request, error: HTTPException) -> JSONResponse:
        return answer_error(of_http(error), request.scope)

    async def bug(request: Request, error: BaseException) -> JSONResponse:
        logging.getLogger(__name__).error("request %s", request.scope["state"]["request_id"], exc_info=error)
        return answer_error(unforeseen(), request.scope)

    for kind, handler in (
        (HyunmooError, ours),
        (RequestValidationError, invalid),
        (HTTPException, framework),
        (Exception, bug),
    ):
        app.add_exception_handler(kind, handler)  # type: ignore[arg-type]  # each takes its own kind of error

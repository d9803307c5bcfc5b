"""One tree of errors: a Korean sentence for the person, a stable English ``code`` for programs.

Raise where the fact is known; show where the person is. The message says what was wrong and what to do about it.
"""

from __future__ import annotations

from importlib.util import find_spec


class HyunmooError(Exception):
    """Something that the person can understand and mend; never a bug of ours.

    ``code`` is stable English (``"pdf_encrypted"``), ``message`` is Korean, ``english`` its translation (may be empty).
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, english: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.english = english
        if code is not None:
            self.code = code


class IngestError(HyunmooError):
    """A file that could not be read into the library; nothing of it was kept."""

    code = "ingest_failed"


class StorageError(HyunmooError):
    """The database or its folder cannot be used (read-only, full, newer than this program)."""

    code = "storage_failed"


class QuestionError(HyunmooError):
    """A question or request that cannot be taken as it stands (empty, too long, unknown id)."""

    code = "bad_request"


class ModelUnavailable(HyunmooError):
    """The chosen model cannot be loaded or reached; the message names what to do instead."""

    code = "model_unavailable"


class QuizError(HyunmooError):
    """No quiz can be made or graded from what was asked for."""

    code = "quiz_failed"


class FinetuneError(HyunmooError):
    """Data or settings that cannot be trained on."""

    code = "finetune_failed"


class AccountError(HyunmooError):
    """A login, an account or a class that cannot be had as it was asked for; the message says what to do."""

    code = "account_refused"


def require_packages(*names: str) -> None:
    """Raises ModelUnavailable (``missing_package``) where one of these, by what it is imported, is not installed.

    What runs and trains models is brought when it is first wanted: the app and the embedded engine do without it.
    """
    lacking = [name for name in names if find_spec(name) is None]
    if lacking:
        raise ModelUnavailable(
            f"모델을 돌리는 데 쓰는 패키지({', '.join(lacking)})가 아직 없습니다. hyunmoo model packages --install 로 받을 수 있습니다. "
            "내장 엔진은 이것 없이도 답합니다.",
            code="missing_package",
            english=f"Missing: {', '.join(lacking)}. Get them with: hyunmoo model packages --install",
        )

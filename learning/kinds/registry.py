"""The table of the kinds, and what is read off it. It is filled by ``learning.kinds``, one line a kind."""

from __future__ import annotations

from learning.kinds.kind import Form, Kind, PaperItem
from learning.models import Question
from llm.tasks.slots import KindWords

KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> Kind:
    """Add a kind to the table. Raises ValueError for an id that is there already."""
    if kind.id in KINDS:
        raise ValueError(f"kind {kind.id} is there already")
    KINDS[kind.id] = kind
    return kind


def unregister_kind(kind_id: str) -> None:
    """Take a kind out of the table again; questions of it that are stored are read by their form from then on."""
    KINDS.pop(kind_id, None)


def kind_words() -> tuple[KindWords, ...]:
    """How requests name the kinds, for the tasks and engines of ``llm``."""
    return tuple(KindWords(kind.id, kind.korean, kind.asked_as) for kind in KINDS.values())


def usual_kinds() -> tuple[str, ...]:
    """The kinds of a quiz where nobody said which."""
    return tuple(kind.id for kind in KINDS.values() if kind.usual)


def mock_kinds() -> tuple[str, ...]:
    """The kinds of a mock exam, in their turns."""
    return tuple(kind.id for kind in sorted(KINDS.values(), key=lambda kind: kind.mock_turn) if kind.mock_turn)


def written_kinds() -> frozenset[str]:
    """The kinds that are answered in the learner's own words."""
    return frozenset(kind.id for kind in KINDS.values() if kind.written)


def model_kinds() -> tuple[str, ...]:
    """The kinds that a language model may write."""
    return tuple(kind.id for kind in KINDS.values() if kind.model)


def plain_kind(form: str) -> str:
    """The kind that a question of no kind is read as: "choice", "truefalse", "blank" or "word"."""
    return next(kind.id for kind in KINDS.values() if kind.plain == form)


def paper_kind(item: PaperItem) -> str:
    """The kind that an item of a past paper is like."""
    known = sorted((kind for kind in KINDS.values() if kind.recognise), key=lambda kind: kind.paper_turn)
    return next(
        (kind.id for kind in known if kind.recognise and kind.recognise(item)),
        plain_kind("choice" if item.options else "word"),
    )


def kind_of(question: Question) -> Kind | None:
    """The row of a question's kind; None for one that is not in the table."""
    return KINDS.get(question.kind)


def form_of(question: Question) -> Form:
    """How a question is answered: by its kind where that has a form of its own, else by whether it has options."""
    kind = kind_of(question)
    if kind and (kind.form == "truefalse" or (kind.form == "prose" and not question.options)):
        return kind.form
    return "choice" if question.options else "text"


def statements_in(kind_id: str) -> str:
    """Where a kind sets its statements side by side: "stem", "options", "pairs", or "" for nowhere."""
    kind = KINDS.get(kind_id)
    return kind.statements if kind else ""


def asks_term(kind_id: str) -> bool:
    """Whether a kind's key is a word of the cited sentence."""
    kind = KINDS.get(kind_id)
    return bool(kind and kind.asks_term)

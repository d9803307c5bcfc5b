"""Questions from files of others and of our own export. Adding a format is one file with a ``read`` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from errors import QuizError
from knowledge import EvidenceState, Library
from learning.exchange.import_ import cards, gift
from learning.exchange.import_.evidence import FoundEvidence
from learning.exchange.import_.parsed import Fault, Parsed
from learning.models import Question
from learning.progress.learner import Learner
from learning.quizzes.builder import save_questions
from learning.quizzes.question_gate import to_question
from storage.tables import QuestionRow

Reader = Callable[[str], Iterator[Parsed | Fault]]
READERS: dict[str, Reader] = {"csv": cards.read, "gift": gift.read, "txt": gift.read}
LARGEST_IMPORT = 10 * 2**20  # bytes
MOST_IMPORTED = 2000  # questions of one file
EVERY_STORED_QUESTION = 100_000


@dataclass(frozen=True)
class Imported:
    """The questions of a file as they are stored, how many of them are new here, and what was left out."""

    questions: tuple[Question, ...]
    new: int
    faults: tuple[Fault, ...]


def read_questions(library: Library, text: str, reader: Reader, name: str) -> tuple[list[Question], list[Fault]]:
    """The questions of a text with their evidence, nothing stored; the same question has the id that we gave it."""
    evidence = FoundEvidence(library, name)
    questions: dict[str, Question] = {}
    faults: list[Fault] = []
    for one in reader(text):
        if isinstance(one, Fault):
            faults.append(one)
        elif len(questions) >= MOST_IMPORTED:
            faults.append(
                Fault(one.line, f"한 번에 {MOST_IMPORTED:,}문제까지 가져옵니다. 여기부터는 파일을 나누어 주세요.")
            )
            break
        else:
            fact, status = evidence.of(one)
            question = to_question(replace(one.draft, others=evidence.also(one)), fact, library.owner, "import")
            if status != EvidenceState.CONFIRMED:
                question = question.model_copy(update={"citation": replace(question.citation, status=status)})
            questions.setdefault(question.id, question)
    return list(questions.values()), faults


def import_file(library: Library, path: Path) -> Imported:
    """Store a file's questions under the library's owner; what cannot be read is told line by line.

    Raises QuizError: ``import_format``, ``import_too_large``, ``import_encoding``, ``nothing_to_import``.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in READERS:
        known = ", ".join(f".{known}" for known in READERS)
        raise QuizError(
            f"문제를 가져올 수 있는 파일은 {known}입니다.",
            code="import_format",
            english=f"Questions can be imported from {known}.",
        )
    questions, faults = read_questions(library, _text(path), READERS[ending], path.stem)
    if not questions:
        told = "\n".join(f"{fault.line}줄: {fault.message}" for fault in faults[:20]) or "파일에 문제가 없습니다."
        raise QuizError(
            f"가져올 수 있는 문제가 없습니다.\n{told}", code="nothing_to_import", english="No question could be read."
        )
    questions = _reuse_stored(library, questions)
    return Imported(tuple(questions), _keep(library, questions), tuple(faults))


def _reuse_stored(library: Library, questions: list[Question]) -> list[Question]:
    """Each question as it is stored already where the owner has it: a format that holds less makes no second one."""

    def key(question: Question) -> tuple[object, ...]:
        return question.kind, question.stem, question.options, question.answer[0], question.explanation

    stored = {
        key(question): question
        for question in Learner(library.database, library.owner).questions(EVERY_STORED_QUESTION)
    }
    return list({one.id: one for one in (stored.get(key(question), question) for question in questions)}.values())


def _keep(library: Library, questions: list[Question]) -> int:
    """Store the questions; the number of those that were not there."""
    ids = [question.id for question in questions]
    with library.database.session() as session:
        there = set(session.scalars(select(QuestionRow.id).where(QuestionRow.id.in_(ids))))
    fresh = [question for question in questions if question.id not in there]
    save_questions(library, fresh)
    return len(fresh)


def _text(path: Path) -> str:
    """UTF-8, or the CP949 that Korean spreadsheets write."""
    if path.stat().st_size > LARGEST_IMPORT:
        raise QuizError(
            f"파일이 너무 큽니다. {LARGEST_IMPORT // 2**20}MB 안으로 나누어 주세요.",
            code="import_too_large",
            english="The file is too large.",
        )
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QuizError(
        "글자를 읽을 수 없습니다. 파일을 UTF-8로 저장해 주세요.",
        code="import_encoding",
        english="The file is neither UTF-8 nor CP949.",
    )


__all__ = ["READERS", "Fault", "Imported", "import_file", "read_questions"]

"""Questions from files of others and of our own export. Adding a format is one file with a ``read`` and a line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from errors import QuizError
from knowledge import EvidenceState, Library
from learning.exchange.import_ import anki_package, anki_text, cards, gift
from learning.exchange.import_.evidence import FoundEvidence
from learning.exchange.import_.parsed import Fault, Parsed
from learning.models import Question
from learning.progress.learner import Learner
from learning.quizzes.builder import save_questions
from learning.quizzes.question_gate import to_question
from storage.tables import QuestionRow

Reader = Callable[[str], Iterator[Parsed | Fault]]
PackageReader = Callable[[bytes], Iterator[Parsed | Fault]]
LARGEST_IMPORT = 10 * 2**20  # bytes of a text
LARGEST_PACKAGE = 300 * 2**20  # bytes of an archive, most of them pictures that are not read
MOST_IMPORTED = 2000  # questions of one file
EVERY_STORED_QUESTION = 100_000


def read_plain(text: str) -> Iterator[Parsed | Fault]:
    """A text of no telling ending: Anki's notes where it begins as they do, else GIFT."""
    return anki_text.read(text) if anki_text.is_anki_text(text) else gift.read(text)


READERS: dict[str, Reader] = {"csv": cards.read, "tsv": cards.read, "gift": gift.read, "txt": read_plain}
PACKAGE_READERS: dict[str, PackageReader] = {"apkg": anki_package.read, "colpkg": anki_package.read}
IMPORT_ENDINGS = (*READERS, *PACKAGE_READERS)


@dataclass(frozen=True)
class Imported:
    """The questions of a file as they are stored, how many of them are new here, and what was left out."""

    questions: tuple[Question, ...]
    new: int
    faults: tuple[Fault, ...]


def read_questions(library: Library, text: str, reader: Reader, name: str) -> tuple[list[Question], list[Fault]]:
    """The questions of a text with their evidence, nothing stored; the same question has the id that we gave it."""
    return collect_questions(library, reader(text), name)


def collect_questions(
    library: Library, found: Iterable[Parsed | Fault], name: str
) -> tuple[list[Question], list[Fault]]:
    """What a reader found, each question with its evidence, nothing stored."""
    evidence = FoundEvidence(library, name)
    questions: dict[str, Question] = {}
    faults: list[Fault] = []
    for one in found:
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

    Raises QuizError: ``import_format``, ``import_too_large``, ``import_encoding``, ``import_package``,
    ``import_anki_new``, ``nothing_to_import``.
    """
    ending = path.suffix.lower().lstrip(".")
    if ending not in IMPORT_ENDINGS:
        known = ", ".join(f".{known}" for known in IMPORT_ENDINGS)
        raise QuizError(
            f"문제를 가져올 수 있는 파일은 {known}입니다.",
            code="import_format",
            english=f"Questions can be imported from {known}.",
        )
    if ending in PACKAGE_READERS:
        parsed = PACKAGE_READERS[ending](_content(path, LARGEST_PACKAGE))
    else:
        parsed = READERS[ending](_text(path))
    questions, faults = collect_questions(library, parsed, path.stem)
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


def _content(path: Path, most: int) -> bytes:
    if path.stat().st_size > most:
        raise QuizError(
            f"파일이 너무 큽니다. {most // 2**20}MB 안으로 나누어 주세요.",
            code="import_too_large",
            english="The file is too large.",
        )
    return path.read_bytes()


def _text(path: Path) -> str:
    """UTF-8, the UTF-16 of "Unicode text", or the CP949 that Korean spreadsheets write."""
    data = _content(path, LARGEST_IMPORT)
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise QuizError(
        "글자를 읽을 수 없습니다. 파일을 UTF-8로 저장해 주세요.",
        code="import_encoding",
        english="The file is neither UTF-8 nor CP949.",
    )


__all__ = ["IMPORT_ENDINGS", "READERS", "Fault", "Imported", "import_file", "read_questions"]

"""A question changed by hand, a question of one's own, and another in the place of one."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from errors import QuizError
from knowledge import Citation, EvidenceState, Library
from learning.facts.extraction import extract_facts
from learning.kinds import KINDS, form_of, plain_kind, usual_kinds
from learning.kinds.draft import TRUTH_OPTIONS
from learning.models import Option, Question, RubricLine
from learning.papers.exam_paper import ExamPaper
from learning.progress.chapters import Chapter
from learning.quizzes.builder import make_any
from learning.quizzes.mock_exam import pages_of, shares

PAGES_NEAR = 2  # pages before and after a question's own, where another on its concept is looked for
MOST_OTHERS = 3  # questions that are made for the one most alike
LONGEST_WRITTEN_TEXT = 4000  # characters of a stem, an option, an answer or an explanation
OWN_DIFFICULTY = 0.5  # of a question that nobody rated


def edit_question(
    question: Question,
    owner: str,
    *,
    stem: str,
    options: Sequence[str],
    answer: Sequence[str],
    explanation: str,
    rubric: Sequence[RubricLine] = (),
) -> Question:
    """The question as it was changed, under an id of its own; the same one where nothing was. Of options those that
    are empty are left out, and the key goes with its option. Raises QuizError (``bad_question``) for what is no
    question.
    """
    if form_of(question) == "truefalse":
        kept, keys = question.options, {option.id: option.id for option in question.options}
    else:
        kept, keys = _number(options)
    said = [keys.get(key, "") if kept else " ".join(key.split()) for key in answer]
    changed = question.model_copy(
        update={
            "stem": _tidy(stem),
            "options": kept,
            "answer": tuple(dict.fromkeys(key for key in said if key)) or ("",),
            "explanation": _tidy(explanation),
            "rubric": tuple(rubric),
        }
    )
    require_question(changed)
    if changed == question:
        return question
    return changed.model_copy(update={"id": _new_question_id(changed, owner), "passed": ()})


def write_question(
    owner: str,
    form: str,
    *,
    stem: str,
    options: Sequence[str] = (),
    answer: Sequence[str],
    explanation: str = "",
    citation: Citation | None = None,
    title: str = "",
    rubric: Sequence[RubricLine] = (),
) -> Question:
    """A question of one's own: ``form`` as in ``learning.kinds.Form``; ``citation`` where it has a place in a book,
    ``title`` where it comes from otherwise. Raises QuizError (``bad_question``).
    """
    kind = next(one.id for one in KINDS.values() if one.form == form) if form == "prose" else plain_kind(_PLAIN[form])
    choices = tuple(Option(id=key, text=text) for key, text in TRUTH_OPTIONS) if form == "truefalse" else ()
    blank = Question(
        id="",
        kind=kind,
        stem="",
        options=choices,
        answer=("",),
        explanation="",
        citation=citation or Citation(1, "", title, 0, 0, 0, "", EvidenceState.NONE),
        concept="",
        difficulty=OWN_DIFFICULTY,
        made="person",
    )
    return edit_question(
        blank, owner, stem=stem, options=options, answer=answer, explanation=explanation, rubric=rubric
    )


_PLAIN = {"choice": "choice", "truefalse": "truefalse", "text": "word"}


def require_question(question: Question) -> None:
    """Raises QuizError (``bad_question``) for what can be neither asked nor graded."""
    texts = [option.text for option in question.options]
    if not question.stem.strip():
        raise _bad_question("발문이 비어 있습니다. 묻는 말을 써 주세요.", "The question has no text.")
    if texts and len(texts) < 2:
        raise _bad_question("선택지를 둘 이상 써 주세요.", "Give two options at least.")
    if not all(text.strip() for text in question.answer):
        raise _bad_question("정답이 없습니다. 정답을 고르거나 써 주세요.", "There is no right answer.")
    if max(map(len, (question.stem, question.explanation, *texts, *question.answer))) > LONGEST_WRITTEN_TEXT:
        raise _bad_question(f"글이 너무 깁니다. {LONGEST_WRITTEN_TEXT:,}자 안으로 줄여 주세요.", "A text is too long.")


def another_question(library: Library, paper: ExamPaper, item_id: str) -> Question:
    """Another question for an item: of its kind before others, of its concept before others, none like those of the
    paper. Raises QuizError (``nothing_to_ask``).
    """
    question = paper.items[paper.place_of(item_id)].question
    cited, seen = question.citation, list(paper.questions)
    if cited.source_id and library.has(cited.source_id):
        last = library.source(cited.source_id).pages
        near = max(1, cited.page - PAGES_NEAR), min(last, cited.page + PAGES_NEAR)
        for pages in (near, None):
            for kinds in ((question.kind,), usual_kinds()):
                made = make_any(
                    library,
                    [cited.source_id],
                    pages=pages,
                    n=MOST_OTHERS,
                    kinds=kinds,
                    avoid={one.id for one in seen},
                    earlier=seen,
                    seed=random.Random(question.id).randrange(2**30),
                )
                if made:
                    return min(
                        made, key=lambda one: (one.concept != question.concept, question.concept not in one.stem)
                    )
    raise QuizError(
        "이 문제를 대신할 새 문제를 만들 수 없습니다. 직접 고치거나 다른 범위에서 문제를 더해 주세요.",
        code="nothing_to_ask",
        english="No other question can be made here; edit this one, or add one of other pages.",
    )


def make_for_paper(
    library: Library,
    chapters: Sequence[Chapter],
    wanted: Sequence[tuple[Sequence[str], int]],
    earlier: Sequence[Question] = (),
    seed: int | None = None,
) -> list[Question]:
    """Questions from chapters, for each row of ``wanted`` (kinds, how many) as many as there are, each chapter by its
    pages. Those of a row come in the order of the books; none is like one of ``earlier``.
    """
    sources = list(dict.fromkeys(one.source_id for one in chapters))
    whole = {source: extract_facts(library, [source], None) for source in sources}
    parts = [(one, pages_of(whole[one.source_id], one)) for one in chapters]
    made: list[Question] = []
    for kinds, count in wanted:
        row: list[Question] = []
        sizes = [one.pages[1] - one.pages[0] + 1 for one, _ in parts]
        for want in (shares(sizes, count), [count] * len(parts)):  # what one chapter lacks, the others give
            for (one, material), n in zip(parts, want):
                n = min(n, count - len(row))
                if n > 0:
                    seen = [*earlier, *made, *row]
                    row += make_any(
                        library,
                        [one.source_id],
                        n=n,
                        kinds=kinds,
                        seed=seed,
                        earlier=seen,
                        avoid={question.id for question in seen},
                        material=material,
                    )
        order = {source: place for place, source in enumerate(sources)}
        made += sorted(row, key=lambda one: (order[one.citation.source_id], one.citation.start))
    return made


def cite_page(library: Library, source_id: str, page: int, quote: str = "") -> Citation:
    """The place in a book of a question of one's own: a quote of the page, word for word, else the page alone."""
    source = library.source(source_id)
    found = library.page(source_id, min(max(1, page), source.pages))
    at = found.text.find(quote) if quote else -1
    start, end = (found.start + at, found.start + at + len(quote)) if at >= 0 else (found.start, found.start)
    status = EvidenceState.CONFIRMED if at >= 0 else EvidenceState.NONE
    return Citation(1, source_id, source.title, found.number, start, end, quote if at >= 0 else "", status)


def _number(texts: Sequence[str]) -> tuple[tuple[Option, ...], dict[str, str]]:
    """The options that say something, numbered anew, and the new id of each old one."""
    told = [(str(place), " ".join(text.split())) for place, text in enumerate(texts, 1) if text.strip()]
    keys = {old: str(new) for new, (old, _) in enumerate(told, 1)}
    return tuple(Option(id=keys[old], text=text) for old, text in told), keys


def _tidy(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _new_question_id(question: Question, owner: str) -> str:
    told = question.model_dump_json(include={"kind", "stem", "options", "answer", "explanation", "rubric"})
    return hashlib.sha256(f"{owner}|{told}|{question.citation.source_id}".encode()).hexdigest()[:16]


def _bad_question(message: str, english: str) -> QuizError:
    return QuizError(message, code="bad_question", english=english)

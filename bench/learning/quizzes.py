"""Quizzes of the embedded engine over whole folders: what every question holds, and what a
blind guesser gets out of them.

    python3 run.py bench quizzes FOLDER... [--n 1000] [--seed 1] [--sample FILE]

A folder is a set of textbooks (.md, .pdf ...) or one with a passages.jsonl, each of whose articles becomes a source.
Writes the table, how many candidates each check kept out, and with ``--sample`` 40 random questions for people to read.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import korean
from bench.report import publish
from errors import HyunmooError, QuizError
from knowledge import Library
from learning import KINDS, Question, make_quiz
from learning.kinds import asks_term, form_of
from learning.validation.checks import near_duplicate
from learning.validation.item_flaws import lint
from learning.validation.solver import solves_from_citations
from settings import Settings

BOOK_ENDINGS = (".md", ".pdf")
MIX = tuple(json.loads(Path(__file__).with_name("quiz_mix.json").read_text(encoding="utf-8"))["kinds"])
CHI_SQUARE_95 = 9.488  # four degrees of freedom
QUIZ_SIZE = 250  # questions of a quiz
SPARE_QUIZZES = 5  # quizzes more, where some are short
READ_QUESTIONS = 40  # questions that people read


def shelve_articles(library: Library, folder: Path, scratch: Path) -> None:
    """One source an article, under the article's own title."""
    articles: dict[str, list[str]] = {}
    for line in (folder / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        articles.setdefault(str(json.loads(line)["title"]), []).append(line)
    for title, lines in articles.items():
        name = re.sub(r"\W+", " ", title.replace("_", " ")).strip() or "article"
        path = scratch / f"{name}.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        library.add(path)


def fill(library: Library, folder: Path, scratch: Path) -> None:
    """Every textbook of the folder, or every article of its passages.jsonl, as a source."""
    if (folder / "passages.jsonl").exists():
        shelve_articles(library, folder, scratch)
        return
    books = {path.with_suffix(""): path for path in sorted(folder.rglob("*")) if path.suffix in BOOK_ENDINGS}
    for path in sorted(path for path in books.values() if path.stem != "README"):
        try:
            library.add(path)
        except HyunmooError as error:
            print(f"{path.name}: {error}")


def key_text(question: Question) -> str:
    return next((option.text for option in question.options if option.id in question.answer), question.answer[0])


def is_proven(library: Library, question: Question) -> bool:
    """Whether every cited span is exact and holds what it is cited for: the key's term, or the statement."""
    cited = (question.citation, *question.citations)
    exact = all(library.text(one.source_id, one.start, one.end) == one.quote for one in cited)
    held = korean.squeeze(question.concept) in korean.squeeze(question.citation.quote)
    if asks_term(question.kind):
        held = held and korean.squeeze(key_text(question)) in korean.squeeze(question.citation.quote)
    return exact and held


def longest(question: Question) -> str:
    return max(question.options, key=lambda option: len(option.text)).id


def pick_most_repeated(question: Question) -> str:
    """The option that shares most words with the stem and the other options."""
    words = {option.id: set(korean.content(option.text)) or {option.text} for option in question.options}
    stem = set(korean.content(question.stem))

    def score(key: str) -> float:
        rest = Counter(word for other, held in words.items() if other != key for word in held)
        return sum(rest[word] + (word in stem) for word in words[key]) / len(words[key])

    return max(words, key=score)


def blind(questions: list[Question]) -> list[tuple[str, float]]:
    """Points above chance of three guessers who see no textbook; ``position`` knows which
    place holds the key most often.
    """
    chance = sum(1 / len(q.options) for q in questions) / len(questions)
    place = Counter(q.answer[0] for q in questions).most_common(1)[0][1] / len(questions)
    rates = [
        ("longest option", sum(longest(q) in q.answer for q in questions) / len(questions)),
        ("most repeated words", sum(pick_most_repeated(q) in q.answer for q in questions) / len(questions)),
        ("commonest position", place),
    ]
    return [(f"blind guess above chance: {name}", rate - chance) for name, rate in rates] + [
        (f"longest option above chance, {kind}", sum(longest(q) in q.answer for q in group) / len(group) - 0.2)
        for kind in sorted({q.kind for q in questions})
        if (group := [q for q in questions if q.kind == kind])
    ]


def format_question(question: Question) -> str:
    """One question as a person reads it."""
    options = "\n".join(f"  {option.id}) {option.text}" for option in question.options)
    cited = "\n".join(f"  근거 {one.page}쪽: {one.quote}" for one in (question.citation, *question.citations))
    return (
        f"[{question.kind}] {question.stem}\n{options}\n  정답: {question.shown_answer()}\n  풀이: "
        f"{question.explanation}\n{cited}\n"
    )


def figures(library: Library, questions: list[Question]) -> list[tuple[str, float]]:
    choices = [q for q in questions if len(q.options) == 5]
    places = Counter(q.answer[0] for q in choices)
    expected = len(choices) / 5
    chi = sum((places[place] - expected) ** 2 / expected for place in "12345")
    again = sum(near_duplicate(q, questions[:n]) for n, q in enumerate(questions))
    rows = [
        ("questions", float(len(questions))),
        ("kinds", float(len({q.kind for q in questions}))),
        ("sources asked from", float(len({q.citation.source_id for q in questions}))),
        ("key proven by its exact span", sum(is_proven(library, q) for q in questions) / len(questions)),
        ("a reader of the spans finds the key", sum(solves_from_citations(q) for q in questions) / len(questions)),
        ("at most one flaw (linter)", sum(len(lint(q)) <= 1 for q in questions) / len(questions)),
        ("no flaw (linter)", sum(not lint(q) for q in questions) / len(questions)),
        ("exact or near duplicates", float(again)),
        *blind(choices),
        (
            "OX: share of O",
            sum(q.answer == ("O",) for q in questions if form_of(q) == "truefalse")
            / max(1, sum(form_of(q) == "truefalse" for q in questions)),
        ),
        (f"chi-square of key places (uniform under {CHI_SQUARE_95})", chi),
    ]
    return [*rows, *((f"of kind {kind}", float(sum(q.kind == kind for q in questions))) for kind in KINDS)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--n", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=Path, help=f"write {READ_QUESTIONS} random questions here")
    parser.add_argument("--library", type=Path, help="a library folder to fill and keep, instead of a temporary one")
    arguments = parser.parse_args()
    rejected: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        home = arguments.library or Path(scratch) / "library"
        library = Library.open(home, settings=Settings(library=home))
        if not library.sources():
            for number, folder in enumerate(arguments.folders):
                (Path(scratch) / str(number)).mkdir()
                fill(library, folder, Path(scratch) / str(number))
        started = time.perf_counter()
        ids = [source.id for source in library.sources()]
        questions: list[Question] = []
        kinds = (*MIX, *(kind for kind in KINDS if kind not in MIX))
        for turn in range(
            arguments.n // QUIZ_SIZE + SPARE_QUIZZES
        ):  # a concept is asked for once a quiz, so it takes several
            wanted = min(QUIZ_SIZE, arguments.n - len(questions))
            try:
                questions += make_quiz(
                    library,
                    ids,
                    n=wanted,
                    kinds=kinds,
                    seed=arguments.seed + turn,
                    earlier=questions,
                    rejected=rejected,
                )
            except QuizError:
                break  # nothing is left to ask
            if len(questions) >= arguments.n:
                break
        seconds = time.perf_counter() - started
        rows = [*figures(library, questions), ("seconds for all", seconds)]
        library.close()
    candidates = rejected.pop("candidates")
    rows += [("candidates", float(candidates))]
    rows += [(f"rejected share: {name}", n / candidates) for name, n in rejected.most_common()]
    publish("quizzes", ("figure", "value"), rows, ", ".join(folder.name for folder in arguments.folders))
    if arguments.sample:
        chosen = random.Random(arguments.seed).sample(questions, min(READ_QUESTIONS, len(questions)))
        arguments.sample.write_text("\n".join(map(format_question, chosen)), encoding="utf-8")


if __name__ == "__main__":
    main()

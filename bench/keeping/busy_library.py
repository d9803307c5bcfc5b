"""One process that does everything with a library, at random, and says before and after what it does.

python -m bench.keeping.busy_library FOLDER SEED TURNS: the library is FOLDER/library, what was acknowledged
FOLDER/said.jsonl.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from agent import Assistant
from bench.keeping.chaos_child import text_of
from errors import HyunmooError
from knowledge.integrity.library_backup import back_up_library
from learning.feedback.records import FeedbackRecords, Opinion
from learning.progress.learner import Answered
from learning.progress.quiz_sessions import OpenQuiz, Unfinished
from learning.quizzes.builder import make_quiz
from settings import SAMPLES, Settings

Say = Callable[..., None]
BUSY_QUESTIONS = (
    "을사늑약은 언제 체결되었나",
    "갑신정변이란?",
    "독립협회는 무엇을 했나",
    "그러면 그다음은?",
    "강화도 조약 요약해 줘",
)
CHAT_QUIZ = "갑오개혁 문제 {} 개 내 줘"
MOST_SMALL_BOOKS = 4
SAID_FILE = "said.jsonl"


def open_shelf(folder: Path) -> Assistant:
    return Assistant.open(Settings(library=folder / "library"))


def prepare(folder: Path) -> None:
    """A library with one textbook, before anything goes wrong."""
    with closing(open_shelf(folder)) as assistant:
        assistant.library.add(SAMPLES[0].with_suffix(".md"))
        make_quiz(assistant.library, [assistant.library.sources()[0].id], n=2, seed=1)


def write_said(folder: Path) -> Say:
    """A line of what is said at a time, straight to the file."""
    file = os.open(folder / SAID_FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(**line: Any) -> None:
        os.write(file, (json.dumps(line, ensure_ascii=False) + "\n").encode())

    return say


def work(folder: Path, seed: int, turns: int, say: Say, chosen: tuple[str, ...] = ()) -> None:
    """Change the library at random; what is refused is said, and changes nothing."""
    rng = random.Random(seed)
    with closing(open_shelf(folder)) as assistant:
        say(ready=True)
        for turn in range(turns):
            name = rng.choice(chosen or tuple(BUSY_OPERATIONS))
            number = f"{seed}-{turn}"
            say(begin=name, number=number)
            try:
                BUSY_OPERATIONS[name](assistant, folder, rng, number, say)
            except HyunmooError as error:
                say(refused=error.code, begin=name)
                continue
            say(done=name)


def _ask(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    answer = assistant.ask(f"{rng.choice(BUSY_QUESTIONS)} ({number})", thread=f"t{rng.randrange(3)}")
    if answer.unsaved:
        say(refused="unsaved", begin="ask")
    else:
        say(answer=answer.id, thread=answer.thread, text=answer.text)


def _ask_for_quiz(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    answer = assistant.ask(CHAT_QUIZ.format(rng.randint(1, 3)), thread=f"q{rng.randrange(3)}")
    if answer.unsaved:
        say(refused="unsaved", begin="chat quiz")
        return
    say(answer=answer.id, thread=answer.thread, text=answer.text)
    say(questions=list(answer.question_ids))


def _take_quiz(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    """A quiz is kept, answered one by one, and often handed in."""
    library, kept = assistant.library, Unfinished(assistant.library.database, "default")
    books = [source.id for source in library.sources() if source.filename == "history.md"]
    made = make_quiz(library, books, n=3, seed=rng.randrange(10**6))
    quiz = OpenQuiz(id=number, questions=tuple(one.id for one in made))
    say(taking=quiz.id, questions=list(quiz.questions))
    kept.keep(quiz, new=True)
    said: dict[str, str] = {}
    for one in made:
        said[one.id] = f"{rng.randint(1, 5)}"
        kept.keep(quiz.model_copy(update={"said": dict(said)}), [one.id])
        say(sitting=quiz.id, said=dict(said))
    if rng.random() < 0.7:
        say(handing=quiz.id)
        assistant.learner.submit_all([Answered(one, response) for one, response in said.items()], ends=quiz.id)
        say(handed=quiz.id)


def _give_opinion(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    opinion = Opinion(kind="thumb", subject=f"answer:{number}", question="질문", shown="답", good=rng.random() < 0.5)
    say(opinion=FeedbackRecords(assistant.library.database, "default").keep(opinion).id, subject=opinion.subject)


def _change_books(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    """A small book comes, is replaced or goes."""
    library = assistant.library
    ours = [source for source in library.sources() if source.filename != "history.md"]
    file = folder.with_name(f"{folder.name}-incoming.md")
    file.write_text(text_of(number, rng.choice((3, 40))), encoding="utf-8")
    if len(ours) >= MOST_SMALL_BOOKS or (ours and rng.random() < 0.2):
        gone = rng.choice(ours).id
        say(removing=gone)
        library.remove(gone)
        say(removed=gone)
    elif ours and rng.random() < 0.5:
        chosen = rng.choice(ours).id
        say(replacing=chosen)
        library.replace(chosen, file)
        say(book=chosen, text=number)
    else:
        say(book=library.add(file).id, text=number)


def _look_over(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    assistant.library.check(repair=True)
    assistant.library.rebuild()


def _back_up(assistant: Assistant, folder: Path, rng: random.Random, number: str, say: Say) -> None:
    back_up_library(folder / "library", folder / "kept.hyunmoo")
    say(backup=True)


BUSY_OPERATIONS: dict[str, Callable[[Assistant, Path, random.Random, str, Say], None]] = {
    "ask": _ask,
    "chat quiz": _ask_for_quiz,
    "quiz": _take_quiz,
    "opinion": _give_opinion,
    "books": _change_books,
    "check": _look_over,
    "backup": _back_up,
}


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), write_said(Path(sys.argv[1])))

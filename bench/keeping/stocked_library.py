"""A library in which every table has rows, and what of it people would miss."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from accounts import Accounts
from accounts.administration import Administration
from accounts.tokens import Tokens
from agent import Assistant
from agent.guides.kept_guides import load_guide
from knowledge import Library
from knowledge.integrity.record import PEOPLES
from learning.classes.assignments import Assignments
from learning.classes.class_rooms import ClassRooms
from learning.facts.kept_facts import load_facts
from learning.feedback.records import FeedbackRecords, Opinion
from learning.papers.paper_shelf import PaperShelf
from learning.progress.quiz_sessions import OpenQuiz, Unfinished
from learning.quizzes.builder import make_quiz
from llm.tasks.style import Style
from settings import SAMPLES, Settings
from storage.tables import Base, utcnow

BOOK_QUESTIONS = {"history.pdf": "을사늑약은 언제 체결되었나", "science.pdf": "광합성은 어디에서 일어나나"}
BOOK_WORDS = {"history.pdf": "을사늑약", "science.pdf": "광합성"}
MOST_PART_PAGES = 3  # with the word
AcknowledgedRows = dict[str, dict[str, str]]  # table -> key -> content
DERIVED = ("headings", "entries", "data_tables")  # of what is read from a file: how many rows there are
TABLE_BOOK = "# 조약표\n\n## 조약\n\n| 조약 | 해 |\n| --- | --- |\n" + "".join(
    f"| 제{n}조약 | {1870 + n} |\n" for n in range(1, 9)
)


def stock(folder: Path) -> None:
    """Books with a table among them, conversations, quizzes, a paper, a class and its people, a second owner."""
    settings = Settings(library=folder)
    assistant = Assistant.open(settings)
    for book in SAMPLES:
        _add_part(assistant.library, book, BOOK_WORDS[book.name])
    table_book = folder / "조약표.md"
    table_book.write_text(TABLE_BOOK, encoding="utf-8")
    assistant.library.add(table_book)
    table_book.unlink()
    assistant.prefer(Style("해요체", "중"))
    for number, asked in enumerate(BOOK_QUESTIONS.values()):
        for turn in range(3):
            answer = assistant.ask(f"{asked} {turn}", thread=f"t{number}")
            opinion = Opinion(kind="thumb", subject=f"answer:{turn + 1}", question=asked, shown=answer.text, good=True)
            FeedbackRecords(assistant.library.database, "default").keep(opinion)
    for source in assistant.library.sources():
        load_facts(assistant.library, [source.id])
        load_guide(assistant.library, source.id)
        if source.filename not in BOOK_WORDS:
            continue
        made = make_quiz(assistant.library, [source.id], n=6, seed=1)
        for question in made:
            assistant.learner.submit(question.id, "틀린 답")
            assistant.learner.submit(question.id, "1")
        quiz = OpenQuiz(id=f"q{source.id}", questions=tuple(one.id for one in made))
        Unfinished(assistant.library.database, "default").keep(quiz, new=True)
        PaperShelf(assistant.library).keep(f"{source.title} 시험", made)
    assistant.close()
    _stock_class(folder)
    other = Library.open(folder, owner="other", settings=Settings(library=folder, owner="other"))
    _add_part(other, SAMPLES[1], BOOK_WORDS[SAMPLES[1].name])
    other.close()


def _add_part(library: Library, book: Path, word: str) -> None:
    """A few pages of a textbook, those with a word among them: checks and repairs of a small library are soon done."""
    reader, writer = PdfReader(book), PdfWriter()
    about = [number for number, page in enumerate(reader.pages) if word in page.extract_text()]
    for number in sorted({0, 1, *about[:MOST_PART_PAGES]}):
        writer.add_page(reader.pages[number])
    part = library.path / book.name
    writer.write(part)
    library.add(part)
    part.unlink()


def _stock_class(folder: Path) -> None:
    """A teacher with a token and an invitation, two pupils, an assignment that one has handed in."""
    settings = Settings(library=folder)
    accounts = Accounts.open(settings)
    teacher = accounts.add("선생", "admin", owner="default")
    pupils = [accounts.add(name, "student") for name in ("하나", "두리")]
    Administration(accounts, teacher).invite()
    accounts.close()
    library = Library.open(folder, settings=settings)
    Tokens(library.database).add(teacher.id, "연습", ("read",))
    rooms = ClassRooms(library.database, "default")
    room = rooms.make("1학년 1반")
    for pupil in pupils:
        ClassRooms(library.database, pupil.owner).join(room.code)
    source = next(one for one in library.sources() if one.filename in BOOK_WORDS)
    rooms.share(room.id, source.id)
    questions = make_quiz(library, [source.id], n=3, seed=2)
    task = Assignments(library.database, "default").assign(room.id, "숙제", questions, utcnow() + timedelta(days=3))
    desk = Assignments(library.database, pupils[0].owner)
    desk.hand_in(desk.start(task.id).id, {questions[0].id: "O"})
    library.close()


def snapshot(folder: Path) -> AcknowledgedRows:
    """What people made, row by row, and each source's text and tables; a table that cannot be read is empty."""
    found: AcknowledgedRows = {}
    with closing(sqlite3.connect(folder / "hyunmoo.db")) as connection:
        for table in PEOPLES:
            keys = [column.name for column in Base.metadata.tables[table].primary_key.columns]
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [one[0] for one in cursor.description]
            rows = [dict(zip(names, values, strict=True)) for values in cursor]
            left_out = {"updated_at"} if table == "threads" else set()
            found[table] = {
                json.dumps([row[key] for key in keys]): repr({k: v for k, v in row.items() if k not in left_out})
                for row in rows
            }
        texts = connection.execute("SELECT source_id, text FROM pages ORDER BY source_id, number").fetchall()
        found["sources"] = {}
        for source, text in texts:
            found["sources"][source] = found["sources"].get(source, "") + text + "\n"
        found["titles"] = dict(connection.execute("SELECT id, title FROM sources").fetchall())
        for table in DERIVED:
            counts = connection.execute(f"SELECT source_id, count(*) FROM {table} GROUP BY source_id").fetchall()
            found[table] = {source: str(count) for source, count in counts}
    return found

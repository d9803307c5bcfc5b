"""What a busy library has acknowledged, held against what is there after the fault."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from agent.upkeep import check_everything
from bench.keeping.busy_library import open_shelf
from errors import HyunmooError
from knowledge.integrity.library_backup import restore_library
from knowledge.integrity.record import look_at_record
from knowledge.store import hash_file

# What a fault may leave for a check to see to: caches, half read files, copies that were being written.
LEFT_OVER = {"reading_left", "reading_interrupted", "partial_left", "index_stale", "index_damaged", "file_orphan"}


ASK_EVERY = 4  # libraries


def read_said(lines: Iterable[bytes]) -> list[dict[str, Any]]:
    """Whole lines of what was said."""
    return [json.loads(line) for line in lines if line.endswith(b"\n")]


def find_losses(folder: Path, said: list[dict[str, Any]]) -> list[str]:
    """Everything that was acknowledged and is not there, is half there, or keeps the library from being whole."""
    found: list[str] = []
    library = folder / "library"
    try:
        record = [one for one in look_at_record(library, False) if one.code != "last_writes_lost"]  # nobody was told
        found += [f"record: {one.code} {one.detail}" for one in record]
        with closing(sqlite3.connect(library / "hyunmoo.db")) as connection:
            found += [f"torn: {row[0]}" for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += _compare_rows(connection, said, library)
        with closing(open_shelf(folder)) as assistant:
            first = check_everything(assistant.library)
            found += [f"{one.code} {one.detail}" for one in first if one.code not in LEFT_OVER]
            if first:
                check_everything(assistant.library, repair=True)
                found += [f"after repair: {one.code}" for one in check_everything(assistant.library)]
            for thread in assistant.threads():
                assistant.history(thread.id)
            if len(said) % ASK_EVERY == 0:  # loading what a question needs takes longer than everything else
                found += [] if assistant.library.search("을사늑약은 언제 체결되었나") else ["nothing is found"]
                assistant.ask("그러면 그다음은?", thread="t0")
        if any("backup" in line for line in said):
            restore_library(folder / "kept.hyunmoo", folder / "elsewhere")
    except HyunmooError as error:
        found.append(f"refused: {error.code}")
    except (sqlite3.Error, OSError, ValueError) as error:
        found.append(f"crash: {error!r}"[:200])
    return found


def _compare_rows(connection: sqlite3.Connection, said: list[dict[str, Any]], library: Path) -> list[str]:
    found: list[str] = []
    answers = {row[0]: json.loads(row[1]) for row in connection.execute("SELECT id, payload FROM answers")}
    questions = {row[0] for row in connection.execute("SELECT id FROM questions")}
    opinions = {row[0] for row in connection.execute("SELECT subject FROM feedback")}
    for line in said:
        if "answer" in line and answers.get(line["answer"], {}).get("text") != line["text"]:
            found.append(f"answer {line['answer']} of {line['thread']}")
        if "questions" in line and "taking" not in line and not set(line["questions"]) <= questions:
            found.append("questions of a chat quiz")
        if "opinion" in line and line["subject"] not in opinions:
            found.append(f"opinion {line['subject']}")
    return found + _compare_sittings(connection, said) + _compare_books(connection, said, library)


def _compare_sittings(connection: sqlite3.Connection, said: list[dict[str, Any]]) -> list[str]:
    """Each quiz is under way with its answers, or handed in with all of its attempts, never between."""
    kept = {
        row[0]: json.loads(row[1]).get("said", {}) for row in connection.execute("SELECT id, payload FROM sittings")
    }
    tried = [row[0] for row in connection.execute("SELECT question_id FROM attempts")]
    taken = {line["taking"]: line["questions"] for line in said if "taking" in line}
    wanted = {line["sitting"]: line["said"] for line in said if "sitting" in line}
    handing = {line["handing"] for line in said if "handing" in line}
    handed = {line["handed"] for line in said if "handed" in line}
    found = []
    for quiz, responses in wanted.items():
        here = [tried.count(question) for question in taken[quiz]]
        if quiz in handed and (quiz in kept or 0 in here):
            found.append(f"quiz {quiz} was handed in")
        if quiz not in handed and quiz in kept and not responses.items() <= kept[quiz].items():
            found.append(f"answers of quiz {quiz}")
        if quiz not in handing and quiz not in kept:
            found.append(f"quiz {quiz}")
        if quiz in handing - handed and quiz not in kept and 0 in here:
            found.append(f"quiz {quiz} is half handed in")
    return found


def _compare_books(connection: sqlite3.Connection, said: list[dict[str, Any]], library: Path) -> list[str]:
    """Each book with the text that was acknowledged last, or that of the change that was under way, and its file."""
    rows = {
        row[0]: row[1:] for row in connection.execute("SELECT id, sha256, removed_at FROM sources WHERE NOT reading")
    }
    texts: dict[str, str] = {}
    for source, text in connection.execute("SELECT source_id, text FROM pages ORDER BY source_id, number"):
        texts[source] = texts.get(source, "") + text
    wanted: dict[str, str | None] = {}
    changing: set[str] = set()
    for line in said:
        if "book" in line:
            wanted[line["book"]] = line["text"]
        if "removed" in line:
            wanted[line["removed"]] = None
        changing = changing | {line[name] for name in ("replacing", "removing") if name in line}
        if "done" in line or "refused" in line:
            changing = set()
    found = []
    for source, number in wanted.items():
        row = rows.get(source)
        if source in changing and row is not None:
            continue
        if row is None:
            found.append(f"book {source}")
        elif number is None and row[1] is None:
            found.append(f"book {source} was removed")
        elif number is not None and (row[1] is not None or f"번호는 {number}이다" not in texts.get(source, "")):
            found.append(f"book {source} is not {number}")
    for source, (sha256, _) in rows.items():
        file = library / "files" / sha256
        if not file.exists() or hash_file(file) != sha256:
            found.append(f"the file of {source}")
    return found

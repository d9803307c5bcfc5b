"""A class reads what its teacher shares, as long as it is shared, and changes nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from agent.guides.kept_guides import find_kept_guides, keep_guide
from errors import AccountError, QuestionError
from knowledge import Library
from knowledge.reading import LibraryReader
from learning import make_quiz
from storage.tables import GuideRow
from tests.learning.classes.conftest import School

QUESTION = "을사늑약은 언제 체결되었나"


def refuse(step: Callable[..., object], *arguments: object, **named: object) -> str:
    with pytest.raises((AccountError, QuestionError)) as refused:
        step(*arguments, **named)
    return refused.value.code


def test_a_class_is_made_by_a_teacher_and_joined_by_its_code(school: School) -> None:
    assert refuse(school.rooms("하나").make, "우리 반") == "not_a_teacher"
    assert refuse(school.rooms("선생").make, " ") == "bad_class_name"
    assert [one.name for one in school.rooms("선생").members(school.room.id)] == ["두리", "하나"]
    (joined,) = school.rooms("하나").joined()
    assert (joined.name, joined.teacher, joined.code, joined.members) == ("1학년 1반", "선생", "", 2)
    assert refuse(school.rooms("낯선이").join, "AAAA2222") == "bad_class_code"
    new = school.rooms("선생").renew_code(school.room.id)
    assert refuse(school.rooms("낯선이").join, school.room.code) == "bad_class_code"
    assert school.rooms("낯선이").join(f" {new[:4].lower()}-{new[4:]} ").name == "1학년 1반"
    school.rooms("낯선이").leave(school.room.id)
    school.rooms("선생").send_away(school.room.id, school.owner("하나"))
    assert [one.name for one in school.rooms("선생").members(school.room.id)] == ["두리"]


def test_another_teacher_and_the_pupils_change_nothing_of_a_class(school: School) -> None:
    (source,) = school.library.sources()
    for name in ("옆반", "하나", "낯선이"):
        rooms = school.rooms(name)
        for step, *arguments in (
            (rooms.members, school.room.id),
            (rooms.renew_code, school.room.id),
            (rooms.remove, school.room.id),
            (rooms.send_away, school.room.id, school.owner("두리")),
            (rooms.share, school.room.id, source.id),
            (rooms.unshare, school.room.id, source.id),
            (rooms.shared, school.room.id),
        ):
            assert refuse(step, *arguments) == "unknown_class"
    other = school.rooms("옆반").make("옆 반")
    assert refuse(school.rooms("옆반").share, other.id, source.id) == "not_your_source"


def test_a_shared_book_answers_its_class_alone_and_only_while_it_is_shared(school: School) -> None:
    (source,) = school.library.sources()
    pupil, stranger = school.shelf("하나"), school.shelf("낯선이")
    assert pupil.sources() == stranger.sources() == pupil.search(QUESTION) == []
    school.rooms("선생").share(school.room.id, source.id)
    for shelf, sees in ((pupil, True), (stranger, False)):
        assert bool(shelf.sources()) == bool(shelf.search(QUESTION)) == shelf.has(source.id) == sees
        assert bool(shelf.known_words(["을사늑약"])) == bool(shelf.lookup("을사늑약")) == sees
    hits = pupil.search_for_answer(QUESTION)
    assert "1905년" in pupil.best_sentences(QUESTION, hits)[0].text
    assert [hit.passage.id for hit in pupil.search(QUESTION)] == [
        hit.passage.id for hit in school.library.search(QUESTION)
    ]
    assert stranger.best_sentences(QUESTION, hits) == []
    assert pupil.text(source.id, 0, 50) == school.library.text(source.id, 0, 50)
    assert make_quiz(pupil, [source.id], n=2, seed=1)[0].id != make_quiz(school.library, [source.id], n=2, seed=1)[0].id
    assert not pupil.is_own(source.id) and school.library.is_own(source.id)
    school.rooms("선생").unshare(school.room.id, source.id)
    assert pupil.search(QUESTION) == [] and refuse(pupil.text, source.id, 0, 5) == "unknown_source"
    school.rooms("선생").share(school.room.id, source.id)
    school.library.remove(source.id)
    assert pupil.sources() == [] and pupil.search(QUESTION) == []
    pupil.close()
    stranger.close()


def test_the_guide_to_a_shared_book_is_kept_once_whoever_finds_it(school: School) -> None:
    (source,) = school.library.sources()
    pupil, stranger = school.shelf("하나"), school.shelf("낯선이")
    assert not keep_guide(pupil, source.id)  # it is not on the pupil's shelf
    school.rooms("선생").share(school.room.id, source.id)
    assert keep_guide(pupil, source.id)
    (kept,) = find_kept_guides(pupil)
    assert kept.first_questions and find_kept_guides(school.library) == [kept] and find_kept_guides(stranger) == []
    with school.library.database.session() as session:
        assert session.scalars(select(GuideRow.owner)).all() == [school.owner("선생")]
    school.rooms("선생").unshare(school.room.id, source.id)
    assert find_kept_guides(pupil) == [] and find_kept_guides(school.library) == [kept]
    pupil.close()
    stranger.close()


def test_who_reads_a_shared_book_cannot_change_it(school: School, tmp_path: Path) -> None:
    (source,) = school.library.sources()
    school.rooms("선생").share(school.room.id, source.id)
    pupil, other = school.shelf("하나"), tmp_path / "다른 책.md"
    other.write_text("# 다른 책\n\n다른 글이다.\n", encoding="utf-8")
    for step, *arguments in (
        (pupil.rename, source.id, "내 책"),
        (pupil.remove, source.id),
        (pupil.restore, source.id),
        (pupil.replace, source.id, other),
    ):
        assert refuse(step, *arguments) == "unknown_source"
    pupil.check(repair=True)
    assert school.library.sources() == [source] and school.library.check() == []
    assert "1905" in school.library.search(QUESTION)[0].passage.text
    pupil.close()


def test_every_reader_of_a_source_refuses_who_is_not_in_its_class(school: School) -> None:
    (source,) = school.library.sources()
    school.rooms("선생").share(school.room.id, source.id)
    stranger, asked = school.shelf("낯선이"), 0
    arguments = {
        "source_id": source.id,
        "number": 1,
        "start": 0,
        "end": 5,
        "offset": 0,
        "first": 1,
        "last": 1,
        "ordinal": 0,
    }
    for name in dir(LibraryReader):
        code = getattr(getattr(LibraryReader, name), "__code__", None)
        if name.startswith("_") or code is None or "source_id" not in code.co_varnames[: code.co_argcount]:
            continue
        needed = code.co_varnames[1 : code.co_argcount]
        given = {key: arguments[key] for key in needed if key in arguments}
        if name in ("has", "is_own", "entries"):
            assert not getattr(stranger, name)(**given), name
        else:
            assert refuse(getattr(stranger, name), **given) == "unknown_source", name
        asked += 1
    assert asked > 10 and isinstance(stranger, Library)
    stranger.close()

"""Topics: books of several subjects fall into them, names and sentences are the books' own, and what is kept is one
owner's and of the shelf as it stands.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, event, select, update

from errors import QuestionError
from knowledge import Library
from knowledge.topics.grouping import MOST_COMPARED, build_tree
from knowledge.topics.kept_topics import WHOLE_SHELF, find_kept_topics, load_topics, read_sentences, still_hold
from knowledge.topics.telling_words import WordCounts, list_word_runs, weigh_words
from knowledge.topics.topic_finding import FEWEST_PASSAGES
from knowledge.topics.topic_places import find_spans, topic_finder
from korean import agree, tokenize
from learning.progress.learner import Learner
from learning.progress.progress import Progress
from learning.study.topic_study import find_topic_mastery, make_topic_quiz, summarize_topic
from settings import Settings
from storage import Database
from storage.class_tables import ClassMemberRow, ClassRow, ClassShareRow
from storage.tables import SourceRow, utcnow
from storage.topic_tables import TopicMapRow

SUBJECTS = {
    "광합성": ("엽록체", "이산화 탄소", "빛에너지", "포도당", "기공", "엽록소", "물관", "산소"),
    "금리": ("중앙 은행", "물가 상승", "환율", "통화량", "채권", "예금", "대출", "국채"),
    "판소리": ("소리꾼", "고수", "추임새", "사설", "장단", "진양조", "북장단", "아니리"),
}
FORMS = (
    "{0}에서 {1}의 구실은 {2}과(와) {3}을(를) 이어 주는 것이라고 이 책은 설명한다.",
    "{1}의 변화가 크면 {0}과(와) {2}도 함께 달라진다고 학자들은 말한다.",
    "{2}을(를) 먼저 살피고 나서 {1}과(와) {3}을(를) 보면 {0}의 얼개가 드러난다.",
    "{3}과(와) {1} 사이에는 {0}을(를) 거쳐야만 보이는 관계가 숨어 있다.",
)


def write_book(path: Path, subjects: tuple[str, ...], seed: int) -> Path:
    """A book of our own: a chapter a subject, sections of four sentences."""
    rng = random.Random(seed)
    lines = ["# 시험 책"]
    for number, subject in enumerate(subjects, 1):
        lines.append(f"\n## {number}장 {subject}")
        for section in range(1, 7):
            said = (agree(form.format(subject, *rng.sample(SUBJECTS[subject], 3))) for form in FORMS)
            lines += [f"\n### {section}절 {subject} 살피기\n", " ".join(said)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """Two books: one of 광합성 and 금리, one of 금리 and 판소리."""
    folder = tmp_path_factory.mktemp("topics")
    library = Library.open(folder / "library", settings=Settings(library=folder / "library"))
    library.add(write_book(folder / "과학과 경제.md", ("광합성", "금리"), 1))
    library.add(write_book(folder / "경제와 음악.md", ("금리", "판소리"), 2))
    yield library
    library.close()


def subject_of(library: Library, source_id: str, span: tuple[int, int]) -> str:
    text = library.text(source_id, *span)
    return max(SUBJECTS, key=text.count)


def test_each_subject_is_a_topic_across_books_and_a_word_of_its_own_names_it(shelf: Library) -> None:
    found = load_topics(shelf)
    assert sum(topic.passages for topic in found.topics) == found.looked_at == found.passages
    named: dict[str, set[str]] = {subject: set() for subject in SUBJECTS}
    for topic in found.topics:
        spans = [(source, span) for source, held in find_spans(shelf, topic).items() for span in held]
        subjects = {subject_of(shelf, source, span) for source, span in spans}
        assert len(subjects) == 1, topic.name
        (subject,) = subjects
        named[subject] |= set(topic.words)
        others = {word for other in SUBJECTS if other != subject for word in SUBJECTS[other]}
        assert topic.name and not others & set(topic.words)
        assert not any(word.startswith(("1장", "2장")) for word in topic.words)
    assert all(words & {subject, *SUBJECTS[subject]} for subject, words in named.items())
    parts = [part for topic in found.topics for part in topic.parts]
    for topic in found.topics:
        for part in topic.parts:
            assert all(
                topic.holds(source, at)
                for source, runs in part.places.items()
                for first, last in runs
                for at in (first, last)
            )
    assert all(part.words for part in parts)


def test_typical_sentences_are_exact_spans_on_their_pages(shelf: Library) -> None:
    for _, topic in load_topics(shelf).walk():
        sentences = read_sentences(shelf, topic)
        assert sentences and len({one.start for one in sentences}) == len(sentences)
        for one in sentences:
            assert one.text == shelf.text(one.source_id, one.start, one.end) and one.text.endswith(".")
            assert one.text in shelf.page(one.source_id, one.page).text
            assert topic_finder(shelf, [topic], [one.source_id])(one.source_id, one.start) == 0


def test_what_is_kept_is_what_was_found_and_goes_with_the_shelf(shelf: Library) -> None:
    found = load_topics(shelf)
    kept = find_kept_topics(shelf)
    assert kept is not None and [topic.words for topic in kept.topics] == [one.words for one in found.topics]
    book = shelf.sources()[0].id
    own = load_topics(shelf, book)
    assert {source for topic in own.topics for source in topic.places} == {book}
    shelf.remove(book)
    try:
        assert find_kept_topics(shelf) is None
        assert book not in {source for topic in load_topics(shelf).topics for source in topic.places}
        with pytest.raises(QuestionError):
            load_topics(shelf, book)
        gone = next(topic for topic in found.topics if set(topic.places) == {book})
        assert read_sentences(shelf, gone) == [] and find_spans(shelf, gone) == {}
    finally:
        shelf.restore(book)
    assert find_kept_topics(shelf) is None and load_topics(shelf).passages == found.passages


def test_a_damaged_row_is_found_anew(shelf: Library) -> None:
    load_topics(shelf)
    with shelf.database.session() as session:
        row = session.get(TopicMapRow, (shelf.owner, WHOLE_SHELF))
        assert row is not None
        row.data = b"no zlib"
    assert find_kept_topics(shelf) is None
    assert load_topics(shelf).topics and find_kept_topics(shelf) is not None


def test_another_owner_has_topics_of_what_is_shared_alone(shelf: Library) -> None:
    pupil = Library(shelf.path, "학생", shelf.settings.model_copy(update={"owner": "학생"}))
    try:
        assert load_topics(pupil).passages == 0
        book = shelf.sources()[0].id
        with shelf.database.session() as session:
            session.add(ClassRow(id="반", owner=shelf.owner, name="반", code="반"))
            session.flush()
            session.add(ClassMemberRow(class_id="반", owner="학생"))
            session.add(ClassShareRow(class_id="반", source_id=book, owner=shelf.owner))
        shared = load_topics(pupil)
        assert shared.topics and {source for topic in shared.topics for source in topic.places} == {book}
        with shelf.database.session() as session:
            session.execute(delete(ClassRow))
        assert find_kept_topics(pupil) is None and read_sentences(pupil, shared.topics[0]) == []
    finally:
        pupil.close()


def kept_rows(database: Database) -> dict[tuple[str, str], bytes]:
    with database.session() as session:
        return {(row.owner, row.scope): row.data for row in session.scalars(select(TopicMapRow))}


def test_topics_of_a_source_that_is_gone_for_good_are_overwritten(library: Library, tmp_path: Path) -> None:
    gone = library.add(write_book(tmp_path / "가는 책.md", ("광합성", "판소리"), 3)).id
    left = library.add(write_book(tmp_path / "남는 책.md", ("금리",), 4)).id
    for scope in (gone, left, None):
        load_topics(library, scope)
    kept = kept_rows(library.database)
    library.remove(gone)
    assert kept_rows(library.database) == kept  # it can be restored
    turn_off = "PRAGMA secure_delete = OFF"  # some builds of SQLite overwrite by themselves
    event.listen(library.database.engine, "checkout", lambda connection, *_: connection.execute(turn_off))
    with library.database.session() as session:
        session.execute(update(SourceRow).where(SourceRow.id == gone).values(removed_at=utcnow() - timedelta(days=8)))
    library.remove(left)
    assert set(kept_rows(library.database)) == {(library.owner, left)}
    library.close()
    file = (library.path / "hyunmoo.db").read_bytes()
    assert kept[library.owner, left][-32:] in file
    assert not any(kept[library.owner, scope][-32:] in file for scope in (gone, WHOLE_SHELF))


def test_nothing_is_kept_of_a_source_that_went_while_its_topics_were_found(library: Library, tmp_path: Path) -> None:
    book = library.add(write_book(tmp_path / "책.md", ("광합성", "판소리"), 3)).id

    def report(done: int, total: int) -> None:
        if done == total:
            library.remove(book)

    found = load_topics(library, book, report)
    assert found.topics and kept_rows(library.database) == {}
    assert not still_hold(library, found, book)


def test_topics_of_a_shelf_that_is_being_read_hold_until_a_source_leaves_it(library: Library, tmp_path: Path) -> None:
    book = library.add(write_book(tmp_path / "책.md", ("광합성", "판소리"), 3)).id
    second = library.add(write_book(tmp_path / "둘째.md", ("금리",), 4)).id

    def change(source_id: str, **values: object) -> None:
        with library.database.session() as session:
            session.execute(update(SourceRow).where(SourceRow.id == source_id).values(**values))

    with library.store.locks.hold(second, ""):
        change(second, reading=True)
        found = load_topics(library)
        assert found.topics and kept_rows(library.database) == {} and still_hold(library, found)
        change(second, edition="다음 쪽")
        assert still_hold(library, found)
        library.remove(book)
        assert not still_hold(library, found)
        library.restore(book)
        change(second, reading=False)
    assert not still_hold(library, found) and still_hold(library, load_topics(library))


def test_too_little_text_has_no_topics(library: Library) -> None:
    found = load_topics(library)
    assert found.topics == () and found.passages < FEWEST_PASSAGES


def test_a_topic_is_asked_told_and_its_mastery_known(shelf: Library) -> None:
    topics = load_topics(shelf).topics
    learner = Learner(shelf.database, shelf.owner)
    assert find_topic_mastery(shelf, Progress(learner), topics) == {}
    made = make_topic_quiz(shelf, topics[0], 2)
    find = topic_finder(shelf, topics, [source.id for source in shelf.sources()])
    assert made and {find(one.citation.source_id, one.citation.start) for one in made} == {0}
    learner.submit(made[0].id, "모름")
    known = find_topic_mastery(shelf, Progress(learner), topics)
    assert list(known) == [0] and known[0].answers == 1
    told = summarize_topic(shelf, topics[0])
    assert {find(one.source_id, one.start) for summary in told for one in summary.bullets} == {0}


def test_phrases_stay_whole_and_verbs_and_formulas_name_nothing() -> None:
    text = "경사 하강법은 학습률을 사용하여 $\\mathbf{w}$를 고친다. 경사 하강법은 볼록 함수에서 잘 된다."
    runs = list_word_runs(text, tokenize(text))
    words = {word for run in runs for word in run}
    assert ("경사", "하강법") in runs and "학습률" in words and not {"사용", "mathbf"} & words
    counts = WordCounts(2)
    for _ in range(4):
        counts.add(0, runs)
        counts.add(1, [("시장", "금리"), ("예금",)])
    first, second = weigh_words(counts.count())
    assert "경사 하강법" in first and not {"경사", "하강법"} & first.keys() and "시장 금리" in second


def test_many_points_are_grouped_by_way_of_small_groups() -> None:
    rng = np.random.default_rng(0)
    middles = np.eye(4, 16, dtype=np.float32)
    truth = rng.integers(0, 4, MOST_COMPARED + 200)
    points = middles[truth] + rng.normal(0, 0.03, (len(truth), 16)).astype(np.float32)
    labels = build_tree(points).cut(4)
    assert len({(int(a), int(b)) for a, b in zip(truth, labels, strict=True)}) == 4

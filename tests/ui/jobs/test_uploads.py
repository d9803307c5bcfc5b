"""Reading in the background: order, outcomes, calling off, and a new edition in an old one's place."""

import time
from pathlib import Path

from sqlalchemy import delete, update

from agent.guides.kept_guides import find_kept_guides
from knowledge import Library
from knowledge.loaders.registry import Loader, register_loader, unregister_loader
from storage.tables import FactsRow, GuideRow
from ui.jobs.uploads import Upload, Uploads

TEXT = "광합성은 빛으로 양분을 만드는 과정이다. 광합성은 엽록체에서 일어난다. "


def ended(uploads: Uploads, within: float = 60.0) -> list[str]:
    until = time.monotonic() + within
    while any(upload.active for upload in uploads.all) and time.monotonic() < until:
        time.sleep(0.05)
    return [upload.state for upload in uploads.all]


def test_documents_come_in_and_tell_their_outcome(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    uploads = Uploads(library)
    first = uploads.add(TEXT.encode(), "과학.txt")
    uploads.add(TEXT.encode(), "같은 과학.txt")
    uploads.add(b"", "빈 파일.txt")
    states = ended(uploads)  # read side by side: either of the two may be the first
    assert sorted(states[:2]) == ["done", "known"] and states[2] == "failed"
    assert first.source is not None and first.stage == "done" and first.share == 1.0
    assert uploads.all[2].error is not None and len(library.sources()) == 1
    uploads.clear()
    assert uploads.all == []
    library.close()


def test_what_is_called_off_is_not_kept(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    uploads = Uploads(library)
    busy = uploads.add((TEXT * 3000).encode(), "긴 책.txt")
    waiting = uploads.add(TEXT.encode(), "다음 책.txt")
    uploads.cancel(waiting)
    until = time.monotonic() + 30
    while busy.state == "waiting" and time.monotonic() < until:
        time.sleep(0.02)
    uploads.cancel(busy)
    assert ended(uploads) == ["cancelled", "cancelled"]
    assert library.sources() == []
    library.close()


def test_what_was_called_off_is_read_again_without_another_upload(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    uploads = Uploads(library)
    busy = uploads.add((TEXT * 3000).encode(), "긴 책.txt")
    until = time.monotonic() + 30
    while busy.state == "waiting" and time.monotonic() < until:
        time.sleep(0.02)
    uploads.cancel(busy)
    assert ended(uploads) == ["cancelled"] and busy.can_resume
    again = uploads.resume(busy)
    assert uploads.all == [again] and ended(uploads, 120.0) == ["done"] and len(library.sources()) == 1
    assert not again.can_resume
    library.close()


def test_a_new_edition_takes_the_old_ones_place(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    uploads = Uploads(library)
    old = uploads.add(TEXT.encode(), "과학.txt")
    ended(uploads)
    assert old.source is not None
    uploads.add((TEXT + "호흡은 양분에서 힘을 얻는 과정이다.").encode(), "과학 2판.txt", replaces=old.source.id)
    assert ended(uploads) == ["done", "done"]
    (only,) = library.sources()
    assert only.id == old.source.id and only.filename == "과학 2판.txt"
    library.close()


def test_time_left_follows_the_pace_of_the_stage() -> None:
    upload = Upload("책.pdf")
    upload.report("read", 10, 100)
    assert upload.seconds_left is None
    upload.since = time.monotonic() - 5
    assert upload.seconds_left in (44, 45, 46)
    upload.report("index", 1, 50)
    assert upload.stage == "index" and upload.seconds_left is None


def test_nobody_waits_for_a_guide_that_never_comes(tmp_path: Path) -> None:
    library = Library.open(tmp_path / "library")
    uploads = Uploads(library)
    upload = uploads.add(TEXT.encode(), "과학.txt")
    ended(uploads)
    assert upload.source is not None
    source = upload.source.id
    guided(uploads, source)
    (kept,) = find_kept_guides(library)
    with library.database.session() as session:
        session.execute(update(FactsRow).values(data=b"damaged"))
        session.execute(delete(GuideRow))
    uploads.add(TEXT.encode(), "과학.txt")
    ended(uploads)
    guided(uploads, source)
    assert find_kept_guides(library) == [kept]  # facts that cannot be read are found anew
    library.remove(source)
    uploads.guide(source)
    guided(uploads, source)
    uploads.guide(source)  # what could not be found is not looked for again and again
    assert not uploads.is_guiding(source)
    library.close()


def guided(uploads: Uploads, source_id: str, within: float = 60.0) -> None:
    until = time.monotonic() + within
    while uploads.is_guiding(source_id):
        assert time.monotonic() < until, "the guide is on its way for ever"
        time.sleep(0.02)


def test_a_slow_document_holds_up_nobody(tmp_path: Path) -> None:
    register_loader(Loader("slow", "느린 문서", (".slow",), "tests.knowledge.loaders.slow_reader", "text/x-slow"))
    try:
        uploads = Uploads(Library.open(tmp_path / "library"))
        slow = uploads.add(b"STOP", "느림.slow")
        quick = uploads.add("# 글\n\n광합성은 엽록체에서 일어난다.".encode(), "글.md")
        until = time.monotonic() + 60
        while quick.active and time.monotonic() < until:
            time.sleep(0.05)
        assert quick.state == "done" and slow.active
        uploads.cancel(slow)
        begun = time.monotonic()
        assert ended(uploads) == ["cancelled", "done"] and time.monotonic() - begun < 5
        uploads.library.close()
    finally:
        unregister_loader("slow")

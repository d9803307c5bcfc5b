"""The bench beside other readers: what is compared, and that absent readers are said to be."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from bench.reading.peer_readers import PeerReading, find_peers
from bench.reading.peers import OURS, list_behind, read_ours, read_truth, score_reading, tabulate_scores

OPENED = "생물.docx"  # by the hash of its name a source that is read
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


@pytest.fixture
def report(tmp_path: Path) -> Path:
    def cell(text: str) -> str:
        return f"<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    lines = "".join(
        f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        for text in ("세포는 생물의 기본 단위이다.", "핵은 유전 물질을 담는다.")
    )
    rows = "".join(
        f"<w:tr>{cell(a)}{cell(b)}</w:tr>" for a, b in (("이름", "크기"), ("대장균", "2"), ("아메바", "500"))
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr(
            "word/document.xml", f"<w:document {W}><w:body>{lines}<w:tbl>{rows}</w:tbl></w:body></w:document>"
        )
        package.writestr("[Content_Types].xml", "<Types/>")
    path = tmp_path / OPENED
    path.write_bytes(packed.getvalue())
    return path


def test_our_reading_of_a_report_is_whole(report: Path) -> None:
    reading, left = read_ours(report)
    score = score_reading(OURS, report, OPENED, read_truth(report), reading, left)
    assert (score.error, score.text, score.cells, score.order) == ("", 1.0, 1.0, 1.0)


def test_what_a_reading_lacks_is_seen(report: Path) -> None:
    truth = read_truth(report)
    poor = PeerReading("핵은 유전 물질을 담는다. 세포는 생물의 기본 단위이다. 이름 크기 대장균 2", 1, 0.1)
    score = score_reading("다른 것", report, OPENED, truth, poor)
    assert score.order == 0.0 and score.cells == 0.0 and 0.5 < score.text < 1.0


def test_a_file_that_another_reader_reads_better_is_listed(report: Path) -> None:
    truth = read_truth(report)
    ours = score_reading(OURS, report, OPENED, truth, PeerReading("세포는 생물의 기본 단위이다.", 1, 0.1))
    other = score_reading("다른 것", report, OPENED, truth, read_ours(report)[0])
    listed = list_behind([ours, other])
    assert {row[1] for row in listed} == {"다른 것"} and "cells 100.0 points ahead" in {row[2] for row in listed}
    assert {row[2] for row in tabulate_scores([ours, other])} == {OURS, "다른 것"}


def test_readers_that_are_absent_are_said_to_be(tmp_path: Path, report: Path) -> None:
    peers, absent = find_peers(None, tmp_path / "python", sys.executable)
    assert [peer.name for peer in peers] == ["pypdf"] and len(absent) == 2
    (pypdf,) = peers
    refused = pypdf.read(report, 30.0)
    assert refused.error and not refused.text
    pypdf.close()

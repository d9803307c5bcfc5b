"""Cards of Anki, as text and as a package: gaps, HTML, media told by name; a stranger's package costs little."""

from __future__ import annotations

import io
import json
import sqlite3
import time
import zipfile
from pathlib import Path

import pytest

from errors import QuizError
from knowledge import Library
from learning import Question
from learning.exchange.export import FORMATS
from learning.exchange.import_ import PACKAGE_READERS, READERS, import_file
from learning.exchange.import_.parsed import Fault, Parsed
from learning.kinds import Draft

BASIC = {"7": {"name": "Basic", "flds": [{"name": "Front"}, {"name": "Back"}]}}


def package(*notes: str, models: object = BASIC, name: str = "collection.anki2", script: str = "") -> bytes:
    """A package of notes, their fields apart by "\\x1f"."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE col (id INTEGER, models TEXT)")
    base.execute("INSERT INTO col VALUES (1, ?)", (json.dumps(models),))
    base.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, mid INTEGER, flds TEXT, tags TEXT)")
    base.executemany("INSERT INTO notes (mid, flds, tags) VALUES (7, ?, '')", [(note,) for note in notes])
    base.commit()
    if script:
        base.executescript(script)
    return archive({name: base.serialize()})


def archive(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return packed.getvalue()


def of_text(text: str) -> tuple[list[Draft], list[str]]:
    return split(list(READERS["txt"](text)))


def of_package(content: bytes) -> tuple[list[Draft], list[str]]:
    return split(list(PACKAGE_READERS["apkg"](content)))


def split(found: list[Parsed | Fault]) -> tuple[list[Draft], list[str]]:
    drafts = [one.draft for one in found if isinstance(one, Parsed)]
    return drafts, [one.message for one in found if isinstance(one, Fault)]


@pytest.mark.parametrize(
    "text",
    [
        "#separator:tab\n#html:true\n끓는 물은 몇 도?\t<b>100</b>&nbsp;도\n",
        "#separator:Comma\n#html:true\n#tags column:3\n끓는 물은 몇 도?,<div>100 도</div>,과학::물\n",
        "#separator:Semicolon\n#html:false\n#deck column:1\n과학;끓는 물은 몇 도?;100 도\n",
        "#separator:|\n#html:true\n#columns:태그|뒷면|앞면\n#tags column:1\n물|100 도|끓는 물은 몇 도?\n",
        "#html:true\r\n끓는 물은 몇 도?\t100<br>도\r\n",
        "끓는 물은 몇 도?\t100 도\n",
    ],
)
def test_a_text_export_is_read_by_what_its_first_lines_say(text: str) -> None:
    drafts, faults = of_text(text)
    assert [(one.stem, one.answer[0].replace("\n", " ").split()[0]) for one in drafts] == [("끓는 물은 몇 도?", "100")]
    assert not faults


@pytest.mark.parametrize(
    ("field", "cards"),
    [
        ("{{c1::수소}}와 {{c2::산소}}", [("( ㉠ )와 산소", "수소"), ("수소와 ( ㉠ )", "산소")]),
        ("물은 {{c1::0도::몇 도?}}에서 언다", [("물은 ( ㉠ )(몇 도?)에서 언다", "0도")]),
        ("{{c1::봄}}과 {{c1::가을}}", [("( ㉠ )과 ( ㉠ )", "봄, 가을")]),
        ("{{c3::<i>달</i>}}은 돈다", [("( ㉠ )은 돈다", "달")]),
        ("<ul><li>{{c1::잎}}</li><li>줄기</li></ul>", [("( ㉠ )\n줄기", "잎")]),
    ],
)
def test_every_number_of_a_gap_is_a_question(field: str, cards: list[tuple[str, str]]) -> None:
    drafts, _ = of_text(f"#separator:tab\n#html:true\n{field}\t설명\n")
    assert [(one.stem, one.answer[0]) for one in drafts] == cards
    assert {(one.kind, one.explanation) for one in drafts} == {("cloze", "설명")}


def test_powers_quotes_and_lines_of_a_field_are_read() -> None:
    drafts, _ = of_text('#separator:tab\n#html:true\n"둘째 줄이\n있는 ""말"""\t10<sup>23</sup>\n')
    assert drafts[0].stem.split() == ["둘째", "줄이", "있는", '"말"'] and drafts[0].answer == ("10²³",)


@pytest.mark.parametrize(
    ("front", "named"),
    [
        ('이 새는? <img src="까치.jpg">', "까치.jpg"),
        ("이 새는? [sound:까치.mp3]", "까치.mp3"),
        ("이 새는? <audio src='a.ogg'></audio><video><source src=b.mp4></video>", "a.ogg, b.mp4"),
        ("<img src=x onerror=alert(1)>이 새는?<script>alert(1)</script>", "x"),
    ],
)
def test_media_are_left_out_by_name(front: str, named: str) -> None:
    drafts, faults = of_package(package(f"{front}\x1f까치"))
    assert [(one.stem, one.answer) for one in drafts] == [("이 새는?", ("까치",))]
    assert len(faults) == 1 and named in faults[0]


def test_a_card_of_a_picture_alone_is_refused_with_its_name() -> None:
    drafts, faults = of_package(package('<img src="지도.png">\x1f제주도', "섬은?\x1f제주도"))
    assert [one.stem for one in drafts] == ["섬은?"] and len(faults) == 1 and "지도.png" in faults[0]


def test_the_newer_collection_is_read_where_there_are_two() -> None:
    new, old = package("새 물음?\x1f답", name="collection.anki21"), package("Please update\x1f답")
    both: dict[str, bytes] = {}
    for content in (new, old):
        with zipfile.ZipFile(io.BytesIO(content)) as one:
            both |= {name: one.read(name) for name in one.namelist()}
    assert [one.stem for one in of_package(archive(both))[0]] == ["새 물음?"]


def test_fields_are_known_by_their_names_and_our_own_package_comes_back(
    sample_library: Library, made: list[Question]
) -> None:
    models = {"7": {"flds": [{"name": "정답"}, {"name": "해설"}, {"name": "질문"}]}}
    drafts, _ = of_package(package("까치\x1f텃새이다.\x1f이 새는?", models=models))
    assert [(one.stem, one.answer, one.explanation) for one in drafts] == [("이 새는?", ("까치",), "텃새이다.")]
    own = FORMATS["anki"].write(made, "제목")
    assert isinstance(own, bytes)
    again, _ = of_package(own)
    assert len(again) == len(made)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 nothing",
        archive({"media": b"{}"}),
        archive({"collection.anki2": b"SQLite format 3\x00" + b"\xff" * 4000}),
        archive({"collection.anki2": b""}),
        package("물음?\x1f답")[:300],
        package("물음?\x1f답", script="DROP TABLE notes; CREATE VIEW notes AS SELECT 1 AS id, 7 AS mid, 'a' AS flds;"),
        package(
            "물음?\x1f답",
            script="DROP TABLE notes; CREATE VIEW notes AS WITH RECURSIVE n(id, mid, flds) AS "
            "(SELECT 1, 7, 'a' UNION ALL SELECT id + 1, mid, flds FROM n) SELECT * FROM n;",
        ),
    ],
)
def test_a_broken_or_hostile_package_is_refused_at_once(content: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(QuizError) as refused:
        list(PACKAGE_READERS["apkg"](content))
    assert refused.value.code == "import_package" and time.monotonic() - begun < 5


def test_an_archive_that_unpacks_to_gigabytes_is_refused_before_it_does() -> None:
    with pytest.raises(QuizError) as refused:
        list(PACKAGE_READERS["apkg"](archive({"collection.anki2": bytes(101 * 2**20)})))
    assert refused.value.code == "import_too_large"


def test_the_newest_format_is_refused_with_the_way_out() -> None:
    with pytest.raises(QuizError) as refused:
        list(PACKAGE_READERS["apkg"](archive({"collection.anki21b": b"\x28\xb5\x2f\xfd"})))
    assert refused.value.code == "import_anki_new" and ".txt" in refused.value.message


def test_a_package_is_imported_under_the_owner(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "새.apkg"
    file.write_bytes(package("까치는 무슨 새인가?\x1f텃새", "{{c1::까치}}는 텃새다\x1f"))
    imported = import_file(library, file)
    assert (imported.new, [one.kind for one in imported.questions]) == (2, ["short", "cloze"])
    assert import_file(library, file).new == 0


def test_a_hostile_field_is_read_in_time() -> None:
    begun = time.monotonic()
    for field in ("{{c1::" * 20_000, "<" * 200_000, "<b>" * 100_000, "[latex]" * 30_000, "{{c1::a}}" * 5_000):
        of_package(package(f"{field}\x1f답"))
    assert time.monotonic() - begun < 20

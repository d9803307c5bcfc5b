"""Questions from elsewhere: our own files come back whole, faults are named by line."""

import json
from pathlib import Path

import pytest

from errors import QuizError
from knowledge import Library
from learning import Learner, Question, make_quiz
from learning.exchange.export import FORMATS
from learning.exchange.import_ import READERS, import_file, read_questions
from learning.exchange.import_.parsed import Fault, Parsed
from tests.learning.exchange.export_parts import TITLE


def test_our_own_gift_comes_in_as_the_same_questions(sample_library: Library, made: list[Question]) -> None:
    text = str(FORMATS["gift"].write(made, TITLE))
    found, faults = read_questions(sample_library, text, READERS["gift"], "파일")
    unsaid = {"bloom", "made", "passed"}  # a file does not say how a question was made
    assert [q.model_dump(exclude=unsaid) for q in found] == [q.model_dump(exclude=unsaid) for q in made] and not faults
    assert {question.made for question in found} == {"import"} and {question.made for question in made} == {"rules"}


def test_our_own_csv_comes_in_with_all_that_it_holds(sample_library: Library, made: list[Question]) -> None:
    text = str(FORMATS["csv"].write(made, TITLE))
    found, faults = read_questions(sample_library, text, READERS["csv"], "파일")
    assert not faults and len(found) == len(made)
    for one, question in zip(found, made, strict=True):
        same = ("kind", "stem", "options", "explanation")
        plain = question.model_copy(update={"stem": question.stem.replace("**", "")})  # a card has no emphasis
        assert [getattr(one, name) for name in same] == [getattr(plain, name) for name in same]
        assert one.answer == question.answer[:1]
        if question.citation.quote.replace("\n", " ") in question.explanation:
            assert one.citation == question.citation
        if one.citation.source_id:
            cited = one.citation
            assert sample_library.text(cited.source_id, cited.start, cited.end) == cited.quote


def test_csv_faults_name_their_lines() -> None:
    text = (
        '앞면,뒷면,종류\n"물음\n① 가\n② 나",② 나,mcq5\n물음,답\n물음,답,없는종류\n물음,답,mcq5\n"물음\n① 가\n② 나",③ '
        "다,mcq5\n물음,네,ox\n'=1+1은?,'=2,short\n\"끝나지 않은"
    )
    found = list(READERS["csv"](text))
    parsed = [one for one in found if isinstance(one, Parsed)]
    assert [(one.line, one.draft.answer) for one in parsed] == [(2, ("2",)), (12, ("=2",))]
    assert parsed[1].draft.stem == "=1+1은?"
    assert [one.line for one in found if isinstance(one, Fault)] == [5, 6, 7, 8, 11, 13]


def test_imported_questions_are_stored_asked_and_graded(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "기출.gift"
    file.write_text(
        "광합성은 어디에서 일어나는가? {=엽록체 #광합성은 엽록체에서 일어난다.}\n\n수도가 파리인 나라는? {=프랑스}\n\n논하시오 {}\n",
        encoding="utf-8-sig",
    )
    made = import_file(library, file)
    assert (made.new, len(made.questions), [fault.line for fault in made.faults]) == (2, 2, [5])
    cited, uncited = made.questions
    assert cited.citation.quote == "광합성은 엽록체에서 일어난다." and cited.citation.status == "확인됨"
    assert uncited.citation.source_id == "" and uncited.citation.status == "근거 없음"
    learner = Learner(library.database, library.owner)
    assert all(learner.submit(one.id, one.answer[0]).correct for one in made.questions)
    assert import_file(library, file).new == 0
    assert Learner(library.database, "다른 사람").questions() == []
    again = tmp_path / "다시.csv"
    again.write_text(str(FORMATS["csv"].write(learner.questions(), "")), encoding="utf-8", newline="")
    assert import_file(library, again).new == 0


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.docx", b"", "import_format"),
        ("a.csv", b"", "nothing_to_import"),
        ("a.csv", "물음,답,없음".encode("cp949"), "nothing_to_import"),
        ("a.gift", b"\xff\xfe\xff", "import_encoding"),
    ],
)
def test_files_that_hold_no_questions_are_refused(
    library: Library, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(QuizError) as raised:
        import_file(library, path)
    assert raised.value.code == code


def test_the_command_line_takes_questions_in_and_out(library: Library, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from ui.commands import app

    make_quiz(library, [library.sources()[0].id], n=2, seed=1)
    place = ["--library", str(library.path)]
    for name in ("markdown", "anki", "gift"):
        out = tmp_path / f"quiz.{FORMATS[name].ending}"
        ran = CliRunner().invoke(app, ["export", "--out", str(out), "--json", *place])
        said = json.loads(ran.output)
        assert ran.exit_code == 0 and (said["format"], said["questions"]) == (name, 2) and out.stat().st_size > 100
    assert CliRunner().invoke(app, ["export", "--format", "anki", *place]).exit_code == 2
    assert CliRunner().invoke(app, ["export", "--format", "없음", *place]).exit_code == 2
    ran = CliRunner().invoke(app, ["import", str(tmp_path / "quiz.gift"), "--json", *place])
    said = json.loads(ran.output)
    assert ran.exit_code == 0 and said["new"] == 0 and len(said["questions"]) == 2 and said["faults"] == []

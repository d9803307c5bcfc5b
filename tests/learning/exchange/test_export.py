"""Quizzes out and in: what other programs read, what comes back, and that no text of a book is run on the way."""

import csv
import html
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from errors import QuizError
from knowledge import Citation, Library
from learning import KINDS, Learner, Option, Question, make_quiz
from learning.exchange.export import FORMATS, fonts, gift, title_of
from learning.exchange.export import render_export as exported
from learning.exchange.export.parts import category, form, one_line, plain
from learning.exchange.import_ import READERS, import_file, read_questions
from learning.exchange.import_.gift import read as read_gift
from learning.exchange.import_.parsed import Fault, Parsed

TITLE = "중간고사: 1/2반 <b>"
NASTY = "<script>alert(1)</script> ~물결 =같음 #우물 {중괄호} :쌍점 \\역빗금 [sound:x.mp3] {{c1::빈칸}} \\(x\\) 50% //주석 -> 2*3 😀"


@pytest.fixture(scope="module")
def made(sample_library: Library) -> list[Question]:
    source = next(s.id for s in sample_library.sources() if s.filename == "history.pdf")
    return make_quiz(sample_library, [source], n=16, seed=5, kinds=tuple(KINDS))


@pytest.fixture(scope="module")
def questions(made: list[Question]) -> list[Question]:
    """A quiz of every kind, with a question of hostile text of each form."""
    return [*made, written("short", NASTY), written("mcq5", NASTY), written("ox", NASTY)]


def written(kind: str, text: str) -> Question:
    options = {
        "mcq5": tuple(Option(id=str(n), text=f"{n * '%'}{text} {n}") for n in range(1, 6)),
        "ox": (Option(id="O", text="맞다"), Option(id="X", text="틀리다")),
    }.get(kind, ())
    return Question(
        id=f"id-{kind}",
        kind=kind,
        stem=f"다음 물음에 답하시오.\n{text}",
        options=options,
        answer={"mcq5": ("3",), "ox": ("X",)}.get(kind, (text.replace("->", "→"), "다른 답")),
        explanation=f"풀이 {text}",
        citation=Citation(1, "", f"책 {text}", 7, 0, 0, f"인용 {text}\n둘째 줄", "근거 없음"),
        concept="개념 하나",
        difficulty=0.35,
    )


def package(data: str | bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:  # type: ignore[arg-type]
        return {name: archive.read(name) for name in archive.namelist()}


def schema(name: str) -> etree.RelaxNG:
    """One of ours, which says in our words what the standard, or the program that reads the format, says."""
    return etree.RelaxNG(file=Path(__file__).parent / "schemas" / f"{name}.rng")


class MoodleText:
    """What Moodle's reader keeps of the texts: it is fed 4,096 bytes at a time, and drops
    each piece of text that is blank.
    """

    def __init__(self) -> None:
        self.kept: list[str] = []
        self.pieces: list[str] = []

    def start(self, tag: str, attributes: object) -> None:
        self.pieces = []

    def data(self, piece: str) -> None:
        self.pieces += [piece] if piece.strip() else []

    def end(self, tag: str) -> None:
        if tag == "text":
            self.kept.append("".join(self.pieces).strip())

    def close(self) -> list[str]:
        return self.kept


def shown(text: str) -> str:
    """A card's HTML as a person reads it."""
    return html.unescape(re.sub(r"<[^<>]*>", "", text.replace("<br>", "\n")))


# -- every format ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format_writes_a_file_of_its_kind(questions: list[Question], name: str) -> None:
    chosen = FORMATS[name]
    data = chosen.write(questions[-4:], TITLE)
    assert data and isinstance(data, bytes) == chosen.binary
    if name != "pdf":
        assert isinstance(chosen.write([], ""), bytes) == chosen.binary
    if chosen.ending in ("apkg", "zip"):
        assert isinstance(data, bytes) and zipfile.ZipFile(io.BytesIO(data)).testzip() is None


@pytest.mark.parametrize("name", ["markdown", "csv", "json"])
def test_texts_hold_every_stem_and_answer(made: list[Question], name: str) -> None:
    text = str(FORMATS[name].write(made, TITLE)).replace("\\n", "\n").replace('""', '"')
    assert all(q.stem.split("\n")[-1][:10] in text and q.answer[0] in text for q in made)


def test_a_spreadsheet_runs_no_cell_of_ours() -> None:
    bad = written("short", "x").model_copy(update={"stem": "=HYPERLINK(1)"})
    row = next(csv.reader(io.StringIO(str(FORMATS["csv"].write([bad], "")))))
    assert row[0].startswith("'=HYPERLINK")


def test_an_exam_is_called_after_its_book(made: list[Question]) -> None:
    assert title_of(made) == f"{made[0].citation.title} 문제"
    assert title_of([*made, written("ox", "x")]) == title_of([]) == "문제"


# -- Anki --------------------------------------------------------------------------------------------------------------


def test_anki_imports_the_package_and_updates_it(questions: list[Question], tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's own library is not installed")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    collection = Collection(str(tmp_path / "collection.anki2"))
    changed = questions[0].model_copy(update={"explanation": "고친 풀이"})
    for turn, paper in enumerate((questions, [changed, *questions[1:]])):
        package = tmp_path / f"{turn}.apkg"
        package.write_bytes(FORMATS["anki"].write(paper, TITLE))  # type: ignore[arg-type]
        request = ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
        collection.import_anki_package(request)
        notes = [collection.get_note(note) for note in collection.find_notes("")]
        assert len(notes) == collection.card_count() == len(questions)
        assert collection.db
        collection.db.execute("update notes set mod = mod - 60")  # a minute passes: only what is newer updates a note
        collection.db.execute("update notetypes set mtime_secs = mtime_secs - 60")
    by_stem = {shown(note["문제"]): note for note in notes}
    assert shown(by_stem[changed.stem.strip()]["풀이"]) == "고친 풀이"
    nasty = by_stem[questions[-1].stem]
    assert "<script" not in nasty["문제"] and "[sound:" not in nasty["문제"] and "{{" not in nasty["문제"]
    source = shown(nasty["근거"])
    assert "「책 <script>" in source and "7쪽" in source and "둘째 줄" in source and shown(nasty["정답"]) == "X"
    card = nasty.cards()[0]
    assert (
        "풀이" in card.answer()
        and "<script>" not in card.question() + card.answer()
        and "av" not in card.question()[:0]
    )
    assert not card.question_av_tags() and not card.answer_av_tags()
    assert any(deck.name.startswith("현무::중간고사") for deck in collection.decks.all_names_and_ids())
    collection.close()


def test_anki_has_the_marked_pages_inside(sample_library: Library, made: list[Question], tmp_path: Path) -> None:
    pytest.importorskip("anki", reason="Anki's own library is not installed")
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from PIL import Image

    paper = made[:3]
    package = tmp_path / "pages.apkg"
    data = exported("anki", paper, TITLE, sample_library)
    assert isinstance(data, bytes)
    package.write_bytes(data)
    collection = Collection(str(tmp_path / "collection.anki2"))
    collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(package), options=ImportAnkiPackageOptions())
    )
    notes = [collection.get_note(note) for note in collection.find_notes("")]
    names = {re.search(r'<img src="([^"]+)">', note["근거"])[1] for note in notes}  # type: ignore[index]
    assert len(notes) == len(names) == 3
    for name in names:
        with Image.open(Path(collection.media.dir()) / name) as picture:
            assert picture.format == "PNG" and picture.width > 400
            colours = picture.convert("RGB").getcolors(1 << 20) or []
        assert sum(n for n, (red, green, blue) in colours if red > 230 and green > 200 and blue < 170) > 200
    assert not collection.media.check().missing
    collection.close()


# -- Moodle ------------------------------------------------------------------------------------------------------------


def test_moodle_xml_reads_back_as_the_same_questions(questions: list[Question]) -> None:
    root = ET.fromstring(str(FORMATS["moodle"].write(questions, TITLE)))
    assert root.tag == "quiz" and root[0].get("type") == "category"
    assert root[0].findtext("category/text") == "$course$/top/중간고사: 1//2반 〈b〉"
    for node, question in zip(root[1:], questions, strict=True):
        assert (
            node.get("type")
            == {"choice": "multichoice", "truefalse": "truefalse", "text": "shortanswer"}[form(question)]
        )
        assert node.findtext("questiontext/text") == question.stem.replace("**", "")
        assert {child.get("format") for child in node if child.tag in ("questiontext", "generalfeedback")} == {
            "plain_text"
        }
        assert question.citation.quote in (node.findtext("generalfeedback/text") or "")
        assert node.findtext("idnumber") == question.id and node.findtext("tags/tag/text") == question.kind
        right = tuple(answer.findtext("text") for answer in node.findall("answer") if answer.get("fraction") == "100")
        texts = {option.id: option.text for option in question.options}
        if question.kind == "ox":
            assert right == ("true" if question.answer == ("O",) else "false",)
        else:
            assert right == tuple(texts.get(key, key.replace("*", "\\*")) for key in question.answer)
            assert len(node.findall("answer")) == len(question.options or question.answer)


def test_moodle_xml_is_what_moodle_writes_and_reads(questions: list[Question]) -> None:
    valid = schema("moodle")
    long = written("mcq5", "<보기> 가 & 나\nㄴ. 마지막 ]]> 글이다 " * 90).model_copy(update={"concept": ""})
    for paper, title in (([*questions, long], TITLE), (questions[:1], ""), ([], "")):
        text = str(FORMATS["moodle"].write(paper, title)).encode()
        valid.assertValid(etree.fromstring(text))
        parser = etree.XMLParser(target=MoodleText())
        for at in range(0, len(text), 4096):
            parser.feed(text[at : at + 4096])
        assert parser.close() == [(node.text or "").strip() for node in ET.fromstring(text).iter("text")]


def test_an_answer_with_a_star_accepts_no_other_text() -> None:
    root = ET.fromstring(str(FORMATS["moodle"].write([written("short", "2*3")], "")))
    assert root.findtext(".//answer/text") == "2\\*3"  # Moodle: a bare * stands for any text
    assert "=2\\*3\n" in gift.write([written("short", "2*3")], "")


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from("/ <>가"), st.characters()), max_size=300))
def test_a_moodle_category_is_one_name_below_the_course(title: str) -> None:
    names = [name.strip().replace("//", "/") for name in re.split("(?<!/)/(?!/)", category(title))]
    name = one_line(title).replace("<", "〈").replace(">", "〉")[:255].strip()
    assert names == (["$course$", "top", name] if name else [""])


def drafts(text: str) -> list[Parsed]:
    found = list(read_gift(text))
    assert not [one for one in found if isinstance(one, Fault)], found
    return [one for one in found if isinstance(one, Parsed)]


def test_gift_comes_back_without_loss(questions: list[Question]) -> None:
    for one, question in zip(drafts(str(FORMATS["gift"].write(questions, TITLE))), questions, strict=True):
        draft = one.draft
        assert (draft.kind, draft.stem, draft.answer) == (question.kind, question.stem, question.answer)
        assert draft.options == tuple((option.id, option.text) for option in question.options)
        assert (draft.explanation, draft.difficulty) == (question.explanation, question.difficulty)
        assert draft.concept == question.concept
        assert one.cited == (question.citation.title, question.citation.page, question.citation.quote)


@settings(max_examples=60, deadline=None)
@given(
    st.text(min_size=1, max_size=40).filter(lambda text: plain(text).strip()), st.sampled_from(["short", "mcq5", "ox"])
)
def test_gift_escapes_any_text(text: str, kind: str) -> None:
    question = written(kind, text)
    (one,) = drafts(gift.write([question], text))
    assert (
        one.draft.stem == plain(question.stem).strip() and one.draft.explanation == plain(question.explanation).strip()
    )
    assert [t for _, t in one.draft.options] == [plain(option.text).strip() for option in question.options]


def test_gift_of_others_is_read_and_refused_line_by_line() -> None:
    text = """// 한 교사의 파일
$CATEGORY: 역사

::1번:: 신간회가 창립된 해는? {=1927년 =%100%1927 ~%50%1926년 #아깝다}

신간회는 1927년에 창립되었다.{TRUE#틀렸어요#맞았어요}

1927년에 {=신간회 =신간회(新幹會)}가 창립되었다.

[html]<p>가장 <b>먼저</b> 일어난 일은?</p>{
~갑신정변 # 1884년
=임오군란 # 1882년의 일입니다.
~갑오개혁
####전체 &amp; 풀이}

짝을 지으시오 {=가 -> 나 =다 -> 라}

연도는? {#1927:1}

논하시오 {}

설명만 있는 글

보기가 같다 {=하나 ~하나}

반만 맞다 {~%50%가 ~%50%나 ~다}
"""
    found = list(read_gift(text))
    kinds = [(one.draft.kind, one.draft.answer) for one in found if isinstance(one, Parsed)]
    assert kinds == [("mcq5", ("1", "2")), ("ox", ("O",)), ("cloze", ("신간회", "신간회(新幹會)")), ("mcq5", ("2",))]
    parsed = [one.draft for one in found if isinstance(one, Parsed)]
    assert parsed[2].stem == "1927년에 ( ㉠ )가 창립되었다." and parsed[1].explanation == "맞았어요"
    assert parsed[3].stem == "가장 먼저 일어난 일은?" and parsed[3].explanation == "전체 & 풀이"
    faults = {one.line: one.message for one in found if isinstance(one, Fault)}
    lines = text.split("\n")
    said = {lines[line - 1].split()[0]: message for line, message in faults.items()}
    assert set(said) == {"짝을", "연도는?", "논하시오", "설명만", "보기가", "반만"}
    assert "짝 맞추기" in said["짝을"] and "수치형" in said["연도는?"] and "중괄호" in said["설명만"]


# -- QTI ---------------------------------------------------------------------------------------------------------------


def test_qti_is_a_package_with_every_element_in_its_place(questions: list[Question]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(bytes(FORMATS["qti"].write(questions, TITLE))))  # type: ignore[arg-type]
    cp, qti = "{http://www.imsglobal.org/xsd/imscp_v1p1}", "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    manifest = ET.fromstring(archive.read("imsmanifest.xml"))
    assert [child.tag for child in manifest] == [f"{cp}{tag}" for tag in ("metadata", "organizations", "resources")]
    resources = {node.get("identifier"): node for node in manifest.iter(f"{cp}resource")}
    hrefs = [node.get("href") for node in manifest.iter(f"{cp}file")]
    assert sorted(["imsmanifest.xml", *map(str, hrefs)]) == sorted(archive.namelist())
    test = ET.fromstring(archive.read("test.xml"))
    assert test.get("title") == TITLE
    refs = [ref.get("identifier") for ref in test.iter(f"{qti}assessmentItemRef")]
    assert len(refs) == len(questions) and all(name in resources for name in refs)
    assert [d.get("identifierref") for d in resources["hyunmoo-test"].findall(f"{cp}dependency")] == refs
    order = ["responseDeclaration", "outcomeDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]
    for name, question in zip(refs, questions, strict=True):
        item = ET.fromstring(archive.read(f"items/{name}.xml"))
        assert [child.tag.removeprefix(qti) for child in item] == [*order, "modalFeedback"]
        assert {"identifier", "title", "adaptive", "timeDependent"} <= set(item.attrib)
        choices = {c.get("identifier"): c.text for c in item.iter(f"{qti}simpleChoice")}
        value = item.findtext(f"{qti}responseDeclaration/{qti}correctResponse/{qti}value")
        assert len(choices) == len(question.options)
        if choices:
            right = next(option.text for option in question.options if option.id in question.answer)
            assert str(choices[value]).endswith(right)
        else:
            assert value == question.answer[0] and item.find(f".//{qti}p/{qti}textEntryInteraction") is not None
        assert "".join(item.find(f"{qti}itemBody").itertext()).count(question.stem.split("\n")[-1].replace("**", ""))  # type: ignore[union-attr]


def test_qti_is_what_the_standard_says_of_every_file(questions: list[Question]) -> None:
    files = package(
        FORMATS["qti"].write([*questions, written("cloze", "둘째 줄이\n있는 답 & <답>")], f"{TITLE}\n둘째 줄")
    )
    item, manifest = schema("qti21"), schema("qti21_manifest")
    for name, data in files.items():
        (manifest if name == "imsmanifest.xml" else item).assertValid(etree.fromstring(data))
    cp = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
    qti = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
    test = ET.fromstring(files["test.xml"])
    named = [node.get("identifier") for node in test.iter() if node.get("identifier")]
    assert len(named) == len(set(named)) == len(files) + 1  # the test, its part and its section, and an item a file
    for ref in test.iter(f"{qti}assessmentItemRef"):
        root = ET.fromstring(files[str(ref.get("href"))])
        assert root.get("identifier") == ref.get("identifier")
        declared = {
            node.get("identifier") for tag in ("response", "outcome") for node in root.iter(f"{qti}{tag}Declaration")
        }
        used = {
            node.get("identifier")
            for tag in ("variable", "mapResponse", "setOutcomeValue")
            for node in root.iter(qti + tag)
        }
        assert used | {"RESPONSE"} == declared == {"RESPONSE", "SCORE", "FEEDBACK"}
        keys = [entry.get("mapKey") for entry in root.iter(f"{qti}mapEntry")]
        choices = [choice.get("identifier") for choice in root.iter(f"{qti}simpleChoice")]
        assert len(set(keys)) == len(keys) and len(set(choices)) == len(choices)
        assert not choices or set(keys) <= set(choices)
    types = {
        node.get("href"): node.get("type") for node in ET.fromstring(files["imsmanifest.xml"]).iter(f"{cp}resource")
    }
    assert types.pop("test.xml") == "imsqti_test_xmlv2p1" and set(types.values()) == {"imsqti_item_xmlv2p1"}
    assert {"test.xml", "imsmanifest.xml", *types} == set(files)


@pytest.mark.parametrize(
    ("name", "was", "is_now"),
    [
        ("item", ' timeDependent="false"', ""),
        ("item", ' adaptive="false"', ' adaptive="nein"'),
        ("item", 'cardinality="single"', 'cardinality="one"'),
        ("item", "<itemBody>", "<itemBody>글"),
        ("item", 'showHide="show"', 'showHide="always"'),
        ("item", 'identifier="RESPONSE"', 'identifier="1 RESPONSE"'),
        ("item", "</itemBody>", "</itemBody><itemBody><p/></itemBody>"),
        ("item", '<mapEntry mapKey="q3"', '<mapEntry key="q3"'),
        ("test", ' visible="true"', ""),
        ("test", 'navigationMode="nonlinear"', 'navigationMode="free"'),
        ("imsmanifest", "<organizations />", ""),
        ("imsmanifest", "QTIv2.1 Package", "QTI 2.1 Package"),
        ("imsmanifest", "imsqti_item_xmlv2p1", "imsqti_item_xmlv2p9"),
        ("imsmanifest", 'identifierref="qid-mcq5"', 'identifierref="qid-other"'),
    ],
)
def test_the_schemas_refuse_what_the_standard_refuses(name: str, was: str, is_now: str) -> None:
    files = package(FORMATS["qti"].write([written("mcq5", "글")], TITLE))
    text = files["items/qid-mcq5.xml" if name == "item" else f"{name}.xml"].decode()
    valid = schema("qti21_manifest" if name == "imsmanifest" else "qti21")
    assert valid.validate(etree.fromstring(text.encode()))
    changed = text.replace(was, is_now, 1)
    assert changed != text and not valid.validate(etree.fromstring(changed.encode()))


# -- paper -------------------------------------------------------------------------------------------------------------


def test_the_sheet_reads_back_in_korean_with_its_key_on_a_page_of_its_own(questions: list[Question]) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(bytes(FORMATS["pdf"].write(questions, "한국사 시험"))))  # type: ignore[arg-type]
    pages = [page.extract_text() for page in reader.pages]
    key = next(number for number, text in enumerate(pages) if "정답과 해설" in text)
    assert 2 <= key < len(pages) <= 12
    asked, told = ("".join("".join(part).split()) for part in (pages[:key], pages[key:]))
    assert pages[0].startswith(("한국사 시험", "1 / ")) and all(word in pages[0] for word in ("이름", "학번", "점수"))
    for number, question in enumerate(questions[:-3], 1):
        head = "".join(question.stem.split("\n")[0].replace("**", "").split())
        assert head in asked and f"{number}." in asked
        assert "".join(question.shown_answer().split()) in told
        assert "".join(f"「{question.citation.title}」{question.citation.page}쪽".split()) in told
        assert "".join(question.explanation.split()) not in asked or question.kind == "ox"
    assert all(circled in asked for circled in "①②③④⑤")
    assert reader.metadata and reader.metadata.title == "한국사 시험"


def test_a_machine_without_a_korean_font_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(QuizError, match="fonts-nanum") as raised:
        fonts.korean_fonts([tmp_path])
    assert raised.value.code == "no_korean_font"


# -- in ----------------------------------------------------------------------------------------------------------------


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
        assert [getattr(one, name) for name in same] == [getattr(question, name) for name in same]
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

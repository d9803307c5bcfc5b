"""Moodle XML and GIFT: what their readers make of our files."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from learning import Question
from learning.exchange.export import FORMATS, gift
from learning.exchange.export.parts import category, form, one_line, plain
from learning.exchange.import_.gift import read as read_gift
from learning.exchange.import_.parsed import Fault, Parsed
from tests.learning.exchange.export_parts import TITLE, schema, written


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


def test_moodle_xml_reads_back_as_the_same_questions(questions: list[Question]) -> None:
    root = ET.fromstring(str(FORMATS["moodle"].write(questions, TITLE)))
    assert root.tag == "quiz" and root[0].get("type") == "category"
    assert root[0].findtext("category/text") == "$course$/top/중간고사: 1//2반 〈b〉"
    for node, question in zip(root[1:], questions, strict=True):
        assert (
            node.get("type")
            == {"choice": "multichoice", "truefalse": "truefalse", "text": "shortanswer", "prose": "essay"}[
                form(question)
            ]
        )
        assert node.findtext("questiontext/text") == question.stem.replace("**", "")
        assert {child.get("format") for child in node if child.tag in ("questiontext", "generalfeedback")} == {
            "plain_text"
        }
        assert question.citation.quote in (node.findtext("generalfeedback/text") or "")
        assert node.findtext("idnumber") == question.id and node.findtext("tags/tag/text") == question.kind
        right = tuple(answer.findtext("text") for answer in node.findall("answer") if answer.get("fraction") == "100")
        texts = {option.id: option.text for option in question.options}
        if form(question) == "prose":
            told = node.findtext("graderinfo/text") or ""
            assert question.shown_answer() in told and "채점 기준" in told and not right
        elif question.kind == "ox":
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

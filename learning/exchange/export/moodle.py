"""Moodle XML: multichoice, truefalse, shortanswer and essay questions; every text is plain text, so nothing is run
as HTML.

There is no published schema; the order and the values are those of Moodle's own writer and reader (qformat_xml).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET
from xml.sax.saxutils import unescape

from learning.exchange.export.parts import (
    category,
    essay_notes,
    evidence,
    form,
    one_line,
    plain,
    without_emphasis,
    worth_of,
)
from learning.models import Question

TYPES = dict(pair.split() for pair in ("truefalse truefalse", "choice multichoice", "text shortanswer", "prose essay"))
AUTO_FORMAT = "moodle_auto_format"  # what Moodle itself writes for answers that are compared, not shown
LONGEST_TAG = 50  # characters that Moodle keeps
_TEXT = re.compile("(?<=<text>)[^<]+(?=</text>)")


def write(questions: Sequence[Question], title: str, points: Sequence[float] = ()) -> str:
    """The file, with a category of the title; each question worth as ``points`` say."""
    root = ET.Element("quiz")
    if path := category(title):
        _texts(ET.SubElement(root, "question", type="category"), "category", path)
    for number, question in enumerate(questions, 1):
        _question(root, question, number, worth_of(points, number - 1))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _TEXT.sub(_cdata, ET.tostring(root, encoding="unicode")) + "\n"


def _cdata(escaped: re.Match[str]) -> str:
    """A text as CDATA: Moodle's reader drops a piece that is blank, and it gets ``> `` as
    two pieces, one of them blank.
    """
    return "<![CDATA[" + unescape(escaped[0]).replace("]]>", "]]]]><![CDATA[>") + "]]>"


def _question(root: ET.Element, question: Question, number: int, points: float) -> None:
    shape = form(question)
    node = ET.SubElement(root, "question", type=TYPES[shape])
    _texts(node, "name", f"문제 {number}")
    _texts(node, "questiontext", without_emphasis(question.stem), "plain_text")
    _texts(node, "generalfeedback", evidence(question), "plain_text")
    settings = {"defaultgrade": f"{points:g}", "penalty": "1" if shape == "truefalse" else "0.3333333", "hidden": "0"}
    settings["idnumber"] = plain(question.id)
    if shape == "choice":
        # Several right options are each right by themselves, as our own grading has it.
        settings |= {"single": "true", "shuffleanswers": "false", "answernumbering": "123"}
    elif shape == "text":
        settings["usecase"] = "0"
    elif shape == "prose":
        settings["penalty"] = "0"
        settings |= {"responseformat": "plain", "responserequired": "1", "responsefieldlines": "10", "attachments": "0"}
    for key, value in settings.items():
        ET.SubElement(node, key).text = value
    if shape == "prose":
        _texts(node, "graderinfo", essay_notes(question, points), "plain_text")
        _texts(node, "responsetemplate", "", "plain_text")
    elif shape == "choice":
        for option in question.options:
            _answer(node, option.text, option.id in question.answer, "plain_text")
    elif shape == "truefalse":
        _answer(node, "true", "O" in question.answer, AUTO_FORMAT)
        _answer(node, "false", "O" not in question.answer, AUTO_FORMAT)
    else:
        for text in question.answer:
            _answer(node, text.replace("*", "\\*"), True, AUTO_FORMAT)  # a bare * stands for any text
    tags = ET.SubElement(node, "tags")
    for tag in filter(None, map(_tag, (question.kind, question.concept))):
        _texts(tags, "tag", tag)


def _tag(text: str) -> str:
    """A tag as Moodle keeps it: without ``<``, ``>`` and backquotes, and not too long."""
    return one_line(re.sub("[<>`]", "", text))[:LONGEST_TAG].strip()


def _answer(node: ET.Element, text: str, right: bool, how: str) -> None:
    answer = ET.SubElement(node, "answer", fraction="100" if right else "0", format=how)
    ET.SubElement(answer, "text").text = plain(text)
    _texts(answer, "feedback", "", "plain_text")


def _texts(node: ET.Element, name: str, text: str, how: str = "") -> None:
    """``<name format="how"><text>...</text></name>``, the way Moodle writes every text."""
    child = ET.SubElement(node, name, {"format": how} if how else {})
    ET.SubElement(child, "text").text = plain(text)

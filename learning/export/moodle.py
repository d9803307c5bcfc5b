"""Moodle XML: multichoice, truefalse and shortanswer questions; every text is plain text, so nothing is run as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from learning.export.parts import evidence, form, plain, unmarked
from learning.models import Question

TYPES = {"truefalse": "truefalse", "choice": "multichoice", "text": "shortanswer"}
AUTO = "moodle_auto_format"  # what Moodle itself writes for answers that are compared, not shown


def write(questions: Sequence[Question], title: str) -> str:
    """The file, with a category of the title."""
    root = ET.Element("quiz")
    category = " ".join(plain(title).replace("/", "//").split())
    if category:
        _texts(ET.SubElement(root, "question", type="category"), "category", f"$course$/top/{category}")
    for number, question in enumerate(questions, 1):
        _question(root, question, number)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _question(root: ET.Element, question: Question, number: int) -> None:
    shape = form(question)
    node = ET.SubElement(root, "question", type=TYPES[shape])
    _texts(node, "name", f"문제 {number}")
    _texts(node, "questiontext", unmarked(question.stem), "plain_text")
    _texts(node, "generalfeedback", evidence(question), "plain_text")
    settings = {"defaultgrade": "1", "penalty": "1" if shape == "truefalse" else "0.3333333", "hidden": "0"}
    settings["idnumber"] = plain(question.id)
    if shape == "choice":
        # Several right options are each right by themselves, as our own grading has it.
        settings |= {"single": "true", "shuffleanswers": "false", "answernumbering": "123"}
    elif shape == "text":
        settings["usecase"] = "0"
    for key, value in settings.items():
        ET.SubElement(node, key).text = value
    if shape == "choice":
        for option in question.options:
            _answer(node, option.text, option.id in question.answer, "plain_text")
    elif shape == "truefalse":
        _answer(node, "true", "O" in question.answer, AUTO)
        _answer(node, "false", "O" not in question.answer, AUTO)
    else:
        for text in question.answer:
            _answer(node, text, True, AUTO)
    tags = ET.SubElement(node, "tags")
    for tag in filter(None, (question.kind, question.concept)):
        _texts(tags, "tag", " ".join(tag.split()))


def _answer(node: ET.Element, text: str, right: bool, how: str) -> None:
    answer = ET.SubElement(node, "answer", fraction="100" if right else "0", format=how)
    ET.SubElement(answer, "text").text = plain(text)
    _texts(answer, "feedback", "", "plain_text")


def _texts(node: ET.Element, name: str, text: str, how: str = "") -> None:
    """``<name format="how"><text>...</text></name>``, the way Moodle writes every text."""
    child = ET.SubElement(node, name, {"format": how} if how else {})
    ET.SubElement(child, "text").text = plain(text)

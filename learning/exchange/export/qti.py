"""QTI 2.1: a content package of one item a question, a test that holds them in order, and the manifest.

1EdTech QTI 2.1 (final): choiceInteraction for choices and OX, textEntryInteraction for words, extendedTextInteraction
with a rubric for essays; the explanation is modal feedback that is shown whatever was answered.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree as ET

from learning.exchange.export.parts import essay_notes, evidence, form, one_line, plain, without_emphasis, worth_of
from learning.models import Question, mark

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
SCHEMAS = {QTI: "imsqti_v2p1", CP: "qtiv2p1_imscpv1p2_v1p0"}  # the manifest's is QTI's own profile of packaging
XSI = "http://www.w3.org/2001/XMLSchema-instance"
TEST = "test.xml"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same questions give the same bytes


def write(questions: Sequence[Question], title: str, points: Sequence[float] = ()) -> bytes:
    """The package as a zip; each question worth as ``points`` say."""
    items = {_name(question.id): question for question in questions}
    files = {"imsmanifest.xml": _manifest(list(items)), TEST: _test(list(items), one_line(title) or "문제")}
    for number, (name, question) in enumerate(items.items(), 1):
        files[f"items/{name}.xml"] = _item(name, question, number, worth_of(points, number - 1))
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, root in files.items():
            ET.indent(root)
            text = ET.tostring(root, encoding="utf-8", xml_declaration=True)
            archive.writestr(zipfile.ZipInfo(path, LONG_AGO), text, zipfile.ZIP_DEFLATED)
    return package.getvalue()


def _item(name: str, question: Question, number: int, points: float) -> ET.Element:
    root = _root("assessmentItem", QTI)
    root.attrib |= {"identifier": name, "title": f"문제 {number}", "adaptive": "false", "timeDependent": "false"}
    essay = form(question) == "prose"
    _declare(root, question, points, essay)
    body = _add(root, "itemBody")
    for line in without_emphasis(plain(question.stem)).split("\n"):
        _add(body, "p", line)
    if question.options:
        choices = _add(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="false", maxChoices="1")
        for option in question.options:
            _add(choices, "simpleChoice", f"{mark(option.id)} {plain(option.text)}", identifier=_name(option.id))
    elif essay:
        rubric = _add(body, "rubricBlock", view="scorer")
        for line in essay_notes(question, points).split("\n"):
            _add(rubric, "p", line)
        _add(body, "extendedTextInteraction", responseIdentifier="RESPONSE", expectedLines="10")
    else:
        _add(_add(body, "p", "답: "), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="20")
    root.append(_processing(essay))
    shown = _add(root, "modalFeedback", outcomeIdentifier="FEEDBACK", identifier="explanation", showHide="show")
    for line in [f"정답: {plain(question.shown_answer())}", *evidence(question).split("\n")]:
        _add(shown, "p", line)
    return root


def _declare(root: ET.Element, question: Question, points: float, essay: bool) -> None:
    """The response with its key, and the outcomes; an essay has no key, its score is a person's."""
    keys = [_name(key) for key in question.answer] if question.options else [one_line(text) for text in question.answer]
    kind = "identifier" if question.options else "string"
    declared = _add(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=kind)
    if not essay:
        _add(_add(declared, "correctResponse"), "value", keys[0])
        mapping = _add(declared, "mapping", defaultValue="0")
        for key in dict.fromkeys(keys):
            _add(mapping, "mapEntry", mapKey=key, mappedValue=f"{points:g}", caseSensitive="false")
    for name, worth in (("SCORE", "0"), ("MAXSCORE", f"{points:g}")):
        score = _add(root, "outcomeDeclaration", identifier=name, cardinality="single", baseType="float")
        _add(_add(score, "defaultValue"), "value", worth)
    _add(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")


def _processing(essay: bool) -> ET.Element:
    """The score by the mapping, nothing for no answer, and none of an essay; the explanation after either."""
    root = ET.Element("responseProcessing")
    if essay:
        always = _add(root, "setOutcomeValue", identifier="FEEDBACK")
        _add(always, "baseValue", "explanation", baseType="identifier")
        return root
    condition = _add(root, "responseCondition")
    empty = _add(condition, "responseIf")
    _add(_add(empty, "isNull"), "variable", identifier="RESPONSE")
    _add(_add(empty, "setOutcomeValue", identifier="SCORE"), "baseValue", "0", baseType="float")
    answered = _add(condition, "responseElse")
    _add(_add(answered, "setOutcomeValue", identifier="SCORE"), "mapResponse", identifier="RESPONSE")
    always = _add(root, "setOutcomeValue", identifier="FEEDBACK")
    _add(always, "baseValue", "explanation", baseType="identifier")
    return root


def _test(items: Sequence[str], title: str) -> ET.Element:
    root = _root("assessmentTest", QTI)
    root.attrib |= {"identifier": "hyunmoo-test", "title": title}
    part = _add(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual")
    section = _add(part, "assessmentSection", identifier="section", title=title, visible="true")
    for name in items:
        _add(section, "assessmentItemRef", identifier=name, href=f"items/{name}.xml")
    return root


def _manifest(items: Sequence[str]) -> ET.Element:
    root = _root("manifest", CP)
    root.set("identifier", "hyunmoo-manifest")
    metadata = _add(root, "metadata")
    _add(metadata, "schema", "QTIv2.1 Package")
    _add(metadata, "schemaversion", "1.0.0")
    _add(root, "organizations")
    resources = _add(root, "resources")
    test = _add(resources, "resource", identifier="hyunmoo-test", type="imsqti_test_xmlv2p1", href=TEST)
    _add(test, "file", href=TEST)
    for name in items:
        _add(test, "dependency", identifierref=name)
        path = f"items/{name}.xml"
        _add(_add(resources, "resource", identifier=name, type="imsqti_item_xmlv2p1", href=path), "file", href=path)
    return root


def _root(tag: str, namespace: str) -> ET.Element:
    location = f"{namespace} http://www.imsglobal.org/xsd/qti/qtiv2p1/{SCHEMAS[namespace]}.xsd"
    return ET.Element(tag, {"xmlns": namespace, "xmlns:xsi": XSI, "xsi:schemaLocation": location})


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    child = ET.SubElement(parent, tag, attributes)
    child.text = text or None
    return child


def _name(text: str) -> str:
    """An identifier of XML: letters, digits, ``_``, ``-`` and ``.`` after a letter."""
    return "q" + re.sub(r"[^A-Za-z0-9_.-]", "_", text)

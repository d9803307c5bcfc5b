"""QTI 2.1: every file by the standard's schemas, and what they refuse."""

import io
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from lxml import etree

from errors import QuizError
from learning import Question
from learning.exchange.export import FORMATS, fonts
from learning.exchange.export.parts import form
from learning.exchange.printing.print_text import print_stem
from tests.learning.exchange.export_parts import TITLE, package, schema, written


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
    order = ["responseDeclaration", *["outcomeDeclaration"] * 3, "itemBody", "responseProcessing"]
    for name, question in zip(refs, questions, strict=True):
        item = ET.fromstring(archive.read(f"items/{name}.xml"))
        assert [child.tag.removeprefix(qti) for child in item] == [*order, "modalFeedback"]
        assert {"identifier", "title", "adaptive", "timeDependent"} <= set(item.attrib)
        choices = {c.get("identifier"): c.text for c in item.iter(f"{qti}simpleChoice")}
        value = item.findtext(f"{qti}responseDeclaration/{qti}correctResponse/{qti}value")
        assert len(choices) == len(question.options)
        if form(question) == "prose":
            rubric = "".join(item.find(f".//{qti}rubricBlock").itertext())  # type: ignore[union-attr]
            assert value is None and question.shown_answer() in rubric
            assert item.find(f".//{qti}extendedTextInteraction") is not None
        elif choices:
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
        assert used | {"RESPONSE", "SCORE", "MAXSCORE"} == declared == {"RESPONSE", "SCORE", "MAXSCORE", "FEEDBACK"}
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


def test_the_sheet_reads_back_in_korean_with_its_key_on_a_page_of_its_own(questions: list[Question]) -> None:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(bytes(FORMATS["pdf"].write(questions, "한국사 시험"))))  # type: ignore[arg-type]
    pages = [page.extract_text() for page in reader.pages]
    key = next(number for number, text in enumerate(pages) if "정답과 해설" in text)
    assert 2 <= key < len(pages) <= 12
    asked, told = ("".join("".join(part).split()) for part in (pages[:key], pages[key:]))
    assert pages[0].startswith(("한국사 시험", "1 / ")) and all(word in pages[0] for word in ("이름", "번호", "점수"))
    for number, question in enumerate(questions[:-3], 1):
        head = "".join(print_stem(question)[0].replace("**", "").split())
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

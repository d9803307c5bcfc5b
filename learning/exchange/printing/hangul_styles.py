"""The styles of an HWPX: every look of letters, paragraphs and frames that a document uses, written down once.

After KS X 6101 (OWPML), chapter 9: ``header.xml`` lists them, and the text names them by their numbers.
"""

from __future__ import annotations

from typing import NamedTuple

from lxml import etree
from lxml.builder import ElementMaker

from learning.exchange.printing.hangul_package import HANGUL_NAMESPACES

HEAD_NS, CORE_NS = HANGUL_NAMESPACES["hh"], HANGUL_NAMESPACES["hc"]
HANGUL_LANGUAGES = ("HANGUL", "LATIN", "HANJA", "JAPANESE", "OTHER", "SYMBOL", "USER")
FACE = "함초롬바탕"  # the face that every 한글 brings
head = ElementMaker(namespace=HEAD_NS, nsmap=HANGUL_NAMESPACES)
core = ElementMaker(namespace=CORE_NS)


class Letters(NamedTuple):
    """How letters look; ``size`` in points."""

    size: float = 10.0
    bold: bool = False
    underline: bool = False


class Paragraphs(NamedTuple):
    """How a paragraph stands; ``left``, ``hang`` and ``after`` in HWP units (7,200 an inch)."""

    align: str = "LEFT"
    left: int = 0
    hang: int = 0
    after: int = 0
    keep: bool = True  # on one page with the next


class FrameLook(NamedTuple):
    """Which edges are drawn, and whether it is grey."""

    edges: str = "LRTB"
    grey: bool = False


class HangulStyles:
    """The looks of one document; asking for one gives its number."""

    def __init__(self) -> None:
        self._letters: dict[Letters, int] = {}
        self._paragraphs: dict[Paragraphs, int] = {}
        self._frames: dict[FrameLook, int] = {}
        self.letters(Letters())
        self.paragraphs(Paragraphs(keep=False))
        self.frame(FrameLook(""))

    def letters(self, look: Letters) -> str:
        return str(self._letters.setdefault(look, len(self._letters)))

    def paragraphs(self, look: Paragraphs) -> str:
        return str(self._paragraphs.setdefault(look, len(self._paragraphs)))

    def frame(self, look: FrameLook) -> str:
        return str(self._frames.setdefault(look, len(self._frames) + 1))

    def header(self) -> etree._Element:
        """``header.xml``."""
        faces = [_fontface(language) for language in HANGUL_LANGUAGES]
        frames = [_border_fill(look, number) for look, number in self._frames.items()]
        letters = [_char_pr(look, number) for look, number in self._letters.items()]
        paragraphs = [_para_pr(look, number) for look, number in self._paragraphs.items()]
        style = head.style(
            id="0",
            type="PARA",
            name="바탕글",
            engName="Normal",
            paraPrIDRef="0",
            charPrIDRef="0",
            nextStyleIDRef="0",
            langID="1042",
            lockForm="0",
        )
        tabs = head.tabPr(id="0", autoTabLeft="0", autoTabRight="0")
        lists = (
            head.fontfaces(*faces, itemCnt=str(len(faces))),
            head.borderFills(*frames, itemCnt=str(len(frames))),
            head.charProperties(*letters, itemCnt=str(len(letters))),
            head.tabProperties(tabs, itemCnt="1"),
            head.numberings(_numbering(), itemCnt="1"),
            head.paraProperties(*paragraphs, itemCnt=str(len(paragraphs))),
            head.styles(style, itemCnt="1"),
        )
        begin = head.beginNum(page="1", footnote="1", endnote="1", pic="1", tbl="1", equation="1")
        compatible = head.compatibleDocument(head.layoutCompatibility(), targetProgram="HWP201X")
        linked = head.docOption(head.linkinfo(path="", pageInherit="0", footnoteInherit="0"))
        tracked = head.trackchageConfig(flags="56")
        return head.head(begin, head.refList(*lists), compatible, linked, tracked, version="1.4", secCnt="1")


def _fontface(language: str) -> etree._Element:
    kind = head.typeInfo(
        familyType="FCAT_MYUNGJO",
        weight="6",
        proportion="4",
        contrast="0",
        strokeVariation="1",
        armStyle="1",
        letterform="1",
        midline="1",
        xHeight="1",
    )
    return head.fontface(head.font(kind, id="0", face=FACE, type="TTF", isEmbedded="0"), lang=language, fontCnt="1")


def _border_fill(look: FrameLook, number: int) -> etree._Element:
    edges = []
    for letter, name in zip("LRTB", ("leftBorder", "rightBorder", "topBorder", "bottomBorder")):
        kind = "SOLID" if letter in look.edges else "NONE"
        edges.append(head(name, type=kind, width="0.12 mm", color="#000000"))
    fill = []
    if look.grey:
        fill = [core.fillBrush(core.winBrush(faceColor="#EEEEEE", hatchColor="#000000", alpha="0"))]
    return head.borderFill(
        head.slash(type="NONE", Crooked="0", isCounter="0"),
        head.backSlash(type="NONE", Crooked="0", isCounter="0"),
        *edges,
        head.diagonal(type="NONE", width="0.1 mm", color="#000000"),
        *fill,
        id=str(number),
        threeD="0",
        shadow="0",
        centerLine="NONE",
        breakCellSeparateLine="0",
    )


def _char_pr(look: Letters, number: int) -> etree._Element:
    def every(name: str, value: str) -> etree._Element:
        return head(name, **dict.fromkeys((language.lower() for language in HANGUL_LANGUAGES), value))

    return head.charPr(
        every("fontRef", "0"),
        every("ratio", "100"),
        every("spacing", "0"),
        every("relSz", "100"),
        every("offset", "0"),
        *([head.bold()] if look.bold else []),
        head.underline(type="BOTTOM" if look.underline else "NONE", shape="SOLID", color="#000000"),
        head.strikeout(shape="NONE", color="#000000"),
        head.outline(type="NONE"),
        head.shadow(type="NONE", color="#C0C0C0", offsetX="10", offsetY="10"),
        id=str(number),
        height=str(round(look.size * 100)),
        textColor="#000000",
        shadeColor="none",
        useFontSpace="0",
        useKerning="0",
        symMark="NONE",
        borderFillIDRef="1",
    )


def _para_pr(look: Paragraphs, number: int) -> etree._Element:
    def length(name: str, value: int) -> etree._Element:
        return core(name, value=str(value), unit="HWPUNIT")

    return head.paraPr(
        head.align(horizontal=look.align, vertical="BASELINE"),
        head.heading(type="NONE", idRef="0", level="0"),
        head.breakSetting(
            breakLatinWord="KEEP_WORD",
            breakNonLatinWord="KEEP_WORD",
            widowOrphan="0",
            keepWithNext=str(int(look.keep)),
            keepLines="1",
            pageBreakBefore="0",
            lineWrap="BREAK",
        ),
        head.autoSpacing(eAsianEng="0", eAsianNum="0"),
        head.margin(
            length("intent", -look.hang),
            length("left", look.left),
            length("right", 0),
            length("prev", 0),
            length("next", look.after),
        ),
        head.lineSpacing(type="PERCENT", value="150", unit="HWPUNIT"),
        head.border(
            borderFillIDRef="1",
            offsetLeft="0",
            offsetRight="0",
            offsetTop="0",
            offsetBottom="0",
            connect="0",
            ignoreMargin="0",
        ),
        id=str(number),
        tabPrIDRef="0",
        condense="0",
        fontLineHeight="0",
        snapToGrid="0",
        suppressLineNumbers="0",
        checked="0",
    )


def _numbering() -> etree._Element:
    """One list of numbers, which 한글 wants to be there."""
    line = head.paraHead(
        "^1.",
        start="1",
        level="1",
        align="LEFT",
        useInstWidth="1",
        autoIndent="1",
        widthAdjust="0",
        textOffsetType="PERCENT",
        textOffset="50",
        numFormat="DIGIT",
        charPrIDRef="4294967295",
        checkable="0",
    )
    return head.numbering(line, id="1", start="0")

"""The paragraphs of a slide's shapes: levels and bullets as layout and master give them, raised runs, formulas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from knowledge.loaders.base import Outcome
from knowledge.loaders.blocks import Paragraph, TextBlock, heading, tidy
from knowledge.loaders.office.list_numbers import write_number
from knowledge.loaders.office.omml import write_tex
from knowledge.loaders.office.symbol_fonts import translate_private, translate_symbols
from knowledge.loaders.xml_archive import attribute, children, first, local, whole
from knowledge.models import BlockKind

_NUMBERED = (  # how the names of automatic numbers begin (ECMA-376, 20.1.10.61), and what Word calls the like
    *(("arabic", "decimal"), ("alphaLc", "lowerLetter"), ("alphaUc", "upperLetter"), ("romanLc", "lowerRoman")),
    *(("romanUc", "upperRoman"), ("circleNum", "decimalEnclosedCircle"), ("ea1Kor", "koreanDigital2")),
    *(("hangul", "ganada"), ("ea1", "chineseCounting")),
)
_AROUND = (("ParenBoth", "({})"), ("ParenR", "{})"), ("Period", "{}."))
_DEEPEST = 6


@dataclass
class SlideText:
    """Reads the text bodies of one slide; ``outcome`` is told what is left out."""

    outcome: Outcome
    counts: dict[tuple[int, str], int] = field(default_factory=dict)  # of automatic numbers, by level and kind

    def read(self, body: Any, title: bool, looks: Sequence[Any] = ()) -> list[TextBlock]:
        """A block for each paragraph; a title is one heading, whatever lines it is set in.

        ``looks`` are the list styles that hold for the body, the nearest first: its own, its layout's, its master's.
        """
        self.counts.clear()
        found: list[TextBlock] = []
        for element in children(body, "p"):
            paragraph = Paragraph()
            if not title:
                self._mark(element, looks, paragraph)
            marked = len(paragraph.words)
            self._words(element, paragraph)
            if not tidy("".join(paragraph.words[marked:]) + paragraph.run) and not paragraph.done:
                continue
            found += paragraph.blocks()
            for mark in paragraph.note_marks:
                self.outcome.leave_out("note_mark", mark)
        if title:
            return [heading("\n".join(block.text for block in found), 1)] if found else []
        return found

    def _mark(self, element: Any, looks: Sequence[Any], paragraph: Paragraph) -> None:
        """The level and the bullet of a paragraph: a number stands before its words, a bullet is told apart."""
        own = first(element, "pPr")
        level = min(whole(attribute(own, "lvl")), 8)
        shapes = [own, *(first(look, f"lvl{level + 1}pPr") for look in looks if look is not None)]
        bullet, font = None, ""
        for shape in (one for one in shapes if one is not None):
            font = font or attribute(first(shape, "buFont"), "typeface")
            bullet = next((item for item in shape if local(item) in ("buNone", "buChar", "buAutoNum", "buBlip")), None)
            if bullet is not None:
                break
        marker, counted = self._marker(bullet, level, font)
        if marker:
            paragraph.shape = TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(level + 1, _DEEPEST), marker=marker)
        elif level:
            paragraph.shape = TextBlock("", kind=BlockKind.LIST_ITEM, depth=min(level + 1, _DEEPEST))
        if counted:
            paragraph.say(f"{marker} ")

    def _marker(self, bullet: Any, level: int, font: str) -> tuple[str, bool]:
        """What is drawn before a paragraph, and whether it is a number."""
        for key in [key for key in self.counts if key[0] > level]:
            del self.counts[key]
        name = "" if bullet is None else local(bullet)
        if name == "buAutoNum":
            kind = attribute(bullet, "type")
            count = self.counts.get((level, kind), whole(attribute(bullet, "startAt"), 1) - 1) + 1
            self.counts[level, kind] = count
            style = next((like for start, like in _NUMBERED if kind.startswith(start)), "decimal")
            around = next((form for end, form in _AROUND if kind.endswith(end)), "{}")
            return around.format(write_number(count, style)), True
        if name == "buChar":
            char = translate_private(translate_symbols(attribute(bullet, "char"), font)).replace("\ufffd", "•")
            return char.strip(), False
        return ("•" if name == "buBlip" else ""), False

    def _words(self, element: Any, paragraph: Paragraph) -> None:
        """The runs of a paragraph, its line ends and its formulas."""
        for item in element:
            name = local(item)
            if name in ("r", "fld"):
                self._run(item, paragraph)
            elif name == "br":
                paragraph.say("\n")
            elif name == "oMathPara" or name == "oMath":
                tex = " ".join(write_tex(item).split())
                alone = name == "oMathPara" and not "".join(paragraph.words).strip()
                if tex and alone:
                    paragraph.put([TextBlock(f"$${tex}$$", kind=BlockKind.FORMULA)], inline=True)
                else:
                    paragraph.say(f"${tex}$" if tex else "")
            elif name == "AlternateContent":
                self._words(item[0] if len(item) else [], paragraph)
            elif name not in ("pPr", "endParaRPr"):
                self._words(item, paragraph)

    def _run(self, element: Any, paragraph: Paragraph) -> None:
        shape = first(element, "rPr")
        text = "".join(
            (item.text or "") if local(item) == "t" else " " for item in element if local(item) in ("t", "tab")
        )
        if attribute(shape, "strike", "noStrike") != "noStrike":
            self.outcome.leave_out("deleted", text)
            return
        font = attribute(first(shape, "sym") if shape is not None else None, "typeface") or attribute(
            first(shape, "latin") if shape is not None else None, "typeface"
        )
        raised = attribute(shape, "baseline", "0")
        script = 0 if raised.strip("-0%.") == "" else -1 if raised.startswith("-") else 1
        paragraph.say(translate_private(translate_symbols(text, font) if font else text), script)

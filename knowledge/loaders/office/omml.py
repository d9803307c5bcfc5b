"""Formulas of Office documents (OMML) as LaTeX, without the dollar signs: ``x^{2}``, ``\\frac{b}{2a}``."""

from __future__ import annotations

from typing import Any

from knowledge.loaders.office.tex_signs import write_signs
from knowledge.loaders.xml_archive import attribute, children, first, local

_DEEPEST = 100
_FUNCTIONS = {"sin", "cos", "tan", "log", "ln", "lim", "max", "min", "exp", "det", "sec", "csc", "cot", "arg", "gcd"}
_ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0305": "bar", "\u20d7": "vec", "\u0307": "dot"}
_ACCENTS |= {"\u0308": "ddot", "\u00af": "bar", "\u02c6": "hat", "\u2192": "vec"}
_SUMS = {"∑": r"\sum", "∏": r"\prod", "∫": r"\int", "∬": r"\iint", "∭": r"\iiint", "∮": r"\oint", "⋃": r"\bigcup"}
_SUMS |= {"⋂": r"\bigcap", "∐": r"\coprod", "⋁": r"\bigvee", "⋀": r"\bigwedge"}
_BRACKETS = (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
_DELIMITERS = {"{": r"\{", "}": r"\}", "‖": r"\|", "⌊": r"\lfloor", "⌋": r"\rfloor", "⌈": r"\lceil", "⌉": r"\rceil"}
_DELIMITERS |= {"⟨": r"\langle", "⟩": r"\rangle", "〈": r"\langle", "〉": r"\rangle", "": "."}


def write_tex(element: Any, depth: int = 0) -> str:
    """A formula, or any part of one, in TeX."""
    name = local(element)
    if name == "t":
        return write_signs(element.text or "")
    if name.endswith("Pr") or not name:
        return ""
    if depth > _DEEPEST:
        return "".join(element.itertext())
    part = {local(child): write_tex(child, depth + 1).strip() for child in element}
    base = part.get("e", "")
    if name == "f":
        return _fraction(element, part)
    if name in ("sSup", "sSub", "sSubSup"):
        return f"{_bind(base)}{_mark('_', part.get('sub', ''))}{_mark('^', part.get('sup', ''))}"
    if name == "sPre":
        return f"{{}}{_mark('_', part.get('sub', ''))}{_mark('^', part.get('sup', ''))}{base}"
    if name in ("limLow", "limUpp"):
        return f"{base}{_mark('_' if name == 'limLow' else '^', part.get('lim', ''))}"
    if name == "rad":
        degree = part.get("deg", "")
        return rf"\sqrt[{degree}]{{{base}}}" if degree else rf"\sqrt{{{base}}}"
    if name == "nary":
        sign = attribute(first(element, "naryPr", "chr"), "val", "∫")
        limits = f"{_mark('_', part.get('sub', ''))}{_mark('^', part.get('sup', ''))}"
        return f"{_SUMS.get(sign, sign)}{limits} {base}"
    if name == "func":
        function = part.get("fName", "")
        return f"{function} {base}"
    if name == "d":
        return _delimited(element, depth)
    if name in ("m", "eqArr"):
        rows = [write_tex(child, depth + 1).strip() for child in element if local(child) in ("mr", "e")]
        return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
    if name == "mr":
        return " & ".join(write_tex(child, depth + 1).strip() for child in children(element, "e"))
    if name == "acc":
        sign = attribute(first(element, "accPr", "chr"), "val", "\u0302")
        return rf"\{_ACCENTS.get(sign, 'hat')}{{{base}}}"
    if name == "bar":
        below = attribute(first(element, "barPr", "pos"), "val") == "bot"
        return rf"\{'underline' if below else 'overline'}{{{base}}}"
    said = "".join(write_tex(child, depth + 1) for child in element)
    return rf"\{said.strip()}" if name == "fName" and said.strip() in _FUNCTIONS else said


def _fraction(element: Any, part: dict[str, str]) -> str:
    above, below = part.get("num", ""), part.get("den", "")
    kind = attribute(first(element, "fPr", "type"), "val")
    if kind == "noBar":
        return rf"\binom{{{above}}}{{{below}}}"
    return f"{above}/{below}" if kind == "lin" else rf"\frac{{{above}}}{{{below}}}"


def _delimited(element: Any, depth: int) -> str:
    shape = first(element, "dPr")
    marks = [attribute(None if shape is None else first(shape, m), "val", d) for m, d in _BRACKETS]
    said = [write_tex(child, depth + 1).strip() for child in element if local(child) == "e"]
    inner = f" {_DELIMITERS.get(marks[1], marks[1])} ".join(said)
    if r"\frac" in inner or r"\begin" in inner or "" in (marks[0], marks[2]):
        return rf"\left{_DELIMITERS.get(marks[0], marks[0])} {inner} \right{_DELIMITERS.get(marks[2], marks[2])}"
    return f"{_DELIMITERS.get(marks[0], marks[0])}{inner}{_DELIMITERS.get(marks[2], marks[2])}"


def _bind(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() or not text or text[0] in "\\(" else f"{{{text}}}"


def _mark(mark: str, text: str) -> str:
    return f"{mark}{{{text}}}" if text else ""

"""Formulas of web pages (MathML) as LaTeX, without the dollar signs; the author's own TeX where the page carries it."""

from __future__ import annotations

from typing import Any

from knowledge.loaders.xml_archive import local

_DEEPEST = 100
_WORDS = {"sin", "cos", "tan", "log", "ln", "lim", "max", "min", "exp", "det"}
_SIGNS = {
    **{"×": r"\times ", "÷": r"\div ", "±": r"\pm ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "→": r"\to "},
    **{"∞": r"\infty ", "∑": r"\sum ", "∏": r"\prod ", "∫": r"\int ", "√": r"\sqrt ", "π": r"\pi ", "·": r"\cdot "},
    **{"−": "-", "\u2061": "", "\u2062": "", "\u2063": ","},
}


def write_tex(element: Any, depth: int = 0) -> str:
    """A ``math`` element, or any part of one, in TeX."""
    name = local(element).lower()
    if depth > _DEEPEST:
        return "".join(element.itertext())
    if name in ("math", "semantics"):
        own = next((child for child in element.iter() if local(child).lower() == "annotation" and _is_tex(child)), None)
        if own is not None and (own.text or "").strip():
            return " ".join((own.text or "").split())
    if name in ("annotation", "annotation-xml") or not name:
        return ""
    if name in ("mi", "mn", "mo", "mtext", "ms"):
        return _leaf(name, " ".join("".join(element.itertext()).split()))
    parts = [write_tex(child, depth + 1) for child in element if local(child)]
    return _build(name, parts, element)


def _leaf(name: str, text: str) -> str:
    if name == "mtext":
        return rf"\text{{{text}}}" if text else ""
    if text in _WORDS:
        return rf"\{text} "
    return "".join(_SIGNS.get(char, char) for char in text)


def _build(name: str, parts: list[str], element: Any) -> str:
    """An element of the given parts."""
    first, second, third = (*parts, "", "", "")[:3]
    if name == "mfrac":
        return rf"\frac{{{first}}}{{{second}}}"
    if name in ("msup", "mover"):
        return f"{first}^{{{second}}}"
    if name in ("msub", "munder"):
        return f"{first}_{{{second}}}"
    if name in ("msubsup", "munderover"):
        return f"{first}_{{{second}}}^{{{third}}}"
    if name == "msqrt":
        return rf"\sqrt{{{''.join(parts)}}}"
    if name == "mroot":
        return rf"\sqrt[{second}]{{{first}}}"
    if name == "mfenced":
        return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
    if name == "mtable":
        return r"\begin{matrix}" + r" \\ ".join(parts) + r"\end{matrix}"
    return (" & " if name == "mtr" else "").join(parts)


def _is_tex(element: Any) -> bool:
    return "tex" in (element.get("encoding") or "").lower()

"""Equations of Hangul (the script of its equation editor) as LaTeX, without the dollar signs.

``x = {-b +- sqrt {b^2 -4ac}} over {2a}`` -> ``x = \\frac{-b \\pm \\sqrt{b^{2} -4ac}}{2a}``. Source: Hancom, "Equation
version 6.0" of its published description. Not covered: ladders of long division, colours and sizes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.loaders.office.tex_signs import GREEK_NAMES, write_signs

_TOKEN = re.compile(r'"[^"]*"|[0-9A-Za-z.]+|[가-힣]+|<=|>=|!=|==|->|<-|\+-|-\+|<<|>>|\.\.\.|[{}^_#&]|[`~]+|\s+|.', re.S)
_SPLIT = re.compile(r"([a-z]+?)(\d[0-9A-Za-z.]*)", re.I)
_DEEPEST = 60
_DROPPED = {"rm", "it", "bold", "rmbold", "itbold", "size", "color", "ladder", "slash", "phantom"}
_ACCENTS = {
    **{"bar": "bar", "vec": "vec", "hat": "hat", "tilde": "tilde", "dot": "dot", "ddot": "ddot", "acute": "acute"},
    **{
        "grave": "grave",
        "check": "check",
        "dyad": "overleftrightarrow",
        "under": "underline",
        "arch": "overset{\\frown}",
    },
    **{"overline": "overline", "underline": "underline", "overbrace": "overbrace", "underbrace": "underbrace"},
}
_BIG = {
    **{"sum": "sum", "prod": "prod", "int": "int", "oint": "oint", "dint": "iint", "tint": "iiint", "coprod": "coprod"},
    **{"lim": "lim", "union": "bigcup", "inter": "bigcap", "bigsqcup": "bigsqcup"},
}
_NAMED = {
    **{"times": "times", "div": "div", "divide": "div", "cdot": "cdot", "cdots": "cdots", "ldots": "ldots"},
    **{"vdots": "vdots", "ddots": "ddots", "inf": "infty", "infty": "infty", "partial": "partial", "nabla": "nabla"},
    **{"del": "nabla", "in": "in", "owns": "ni", "notin": "notin", "subset": "subset", "supset": "supset"},
    **{"subseteq": "subseteq", "supseteq": "supseteq", "smallunion": "cup", "smallinter": "cap", "cup": "cup"},
    **{"cap": "cap", "forall": "forall", "exist": "exists", "therefore": "therefore", "because": "because"},
    **{"rarrow": "rightarrow", "larrow": "leftarrow", "lrarrow": "leftrightarrow", "uparrow": "uparrow"},
    **{"downarrow": "downarrow", "mapsto": "mapsto", "plusminus": "pm", "minusplus": "mp", "leq": "le", "geq": "ge"},
    **{"le": "le", "ge": "ge", "neq": "ne", "ne": "ne", "approx": "approx", "equiv": "equiv", "sim": "sim"},
    **{"simeq": "simeq", "cong": "cong", "propto": "propto", "angle": "angle", "bot": "bot", "perp": "perp"},
    **{"parallel": "parallel", "dline": "parallel", "triangle": "triangle", "emptyset": "emptyset", "circ": "circ"},
    **{"oplus": "oplus", "ominus": "ominus", "otimes": "otimes", "wedge": "wedge", "vee": "vee", "neg": "neg"},
    **{
        "lnot": "neg",
        "hbar": "hbar",
        "ell": "ell",
        "prime": "prime",
        "star": "star",
        "bullet": "bullet",
        "dagger": "dagger",
    },
    **{
        "mid": "mid",
        "models": "models",
        "vdash": "vdash",
        "top": "top",
        "prec": "prec",
        "succ": "succ",
        "aleph": "aleph",
    },
    **{"image": "Im", "real": "Re", "imath": "imath", "jmath": "jmath", "asymp": "asymp", "doteq": "doteq", "ll": "ll"},
    **{"gg": "gg", "lll": "lll", "ggg": "ggg", "xor": "veebar", "varphi": "varphi", "vartheta": "vartheta"},
    **{"varepsilon": "varepsilon", "varrho": "varrho", "varsigma": "varsigma", "square": "square", "ldots": "ldots"},
}
_SIGNS = {
    **{"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "==": r"\equiv", "->": r"\to", "<-": r"\leftarrow", "+-": r"\pm"},
    **{"-+": r"\mp", "<<": r"\ll", ">>": r"\gg", "...": r"\cdots", "%": r"\%", "$": r"\$", "\\": r"\backslash"},
}
_FUNCTIONS = frozenset(
    """
    sin cos tan cot sec csc cosec arcsin arccos arctan sinh cosh tanh log ln lg exp max min det gcd arg dim ker hom mod
    """.split()
)
_MATRICES = {"matrix": "matrix", "pmatrix": "pmatrix", "bmatrix": "bmatrix", "dmatrix": "vmatrix", "cases": "cases"}
_MATRICES |= {"pile": "matrix", "lpile": "matrix", "rpile": "matrix", "eqalign": "aligned"}
_DELIMITERS = {"{": r"\{", "}": r"\}", "lbrace": r"\{", "rbrace": r"\}", "langle": r"\langle", "rangle": r"\rangle"}
_DELIMITERS |= {"lceil": r"\lceil", "rceil": r"\rceil", "lfloor": r"\lfloor", "rfloor": r"\rfloor", "dline": r"\|"}
_DELIMITERS |= {"none": ".", "line": "|"}


def write_tex(script: str) -> str:
    """An equation's script in TeX."""
    reader = _ScriptReader(script)
    parts = []
    while reader.place < len(reader.tokens):
        parts.append(reader.row(0))
        reader.place += 1  # past a bracket that closes nothing
    tex = " ".join(" ".join(filter(None, parts)).split())
    return re.sub(r"(?<=[(\[]) | (?=[)\],])", "", tex)


def _tokens(script: str) -> Iterator[str]:
    for token in _TOKEN.findall(script):
        if not token.strip("`~ \t\r\n"):
            continue
        split = _SPLIT.fullmatch(token)
        if split and (split[1].lower() in _BIG or split[1].lower() in ("sqrt", "over", "sup", "sub", "from", "to")):
            yield from split.groups()
        else:
            yield token


class _ScriptReader:
    """Reads a script from left to right."""

    def __init__(self, script: str) -> None:
        self.tokens = list(_tokens(script))
        self.place = 0

    def row(self, depth: int) -> str:
        """Items up to a closing bracket, which is left to be read."""
        items: list[str] = []
        while self.place < len(self.tokens) and self.tokens[self.place] != "}":
            token = self.tokens[self.place]
            key = token.lower()
            if key in ("over", "atop"):
                self.place += 1
                above, below = items.pop() if items else "", self._scripted(depth)
                items.append(rf"\frac{{{above}}}{{{below}}}" if key == "over" else rf"{{{above} \atop {below}}}")
            elif key in ("^", "_", "sup", "sub", "from", "to"):
                self.place += 1
                mark = "^" if key in ("^", "sup", "to") else "_"
                base = items.pop() if items else "{}"
                items.append(f"{base}{mark}{{{self._atom(depth)}}}")
            elif key in ("choose", "binom"):
                self.place += 1
                first = (items.pop() if items else "") if key == "choose" else self._atom(depth)
                items.append(rf"\binom{{{first}}}{{{self._atom(depth)}}}")
            elif token in ("&", "#"):
                self.place += 1
                items.append("&" if token == "&" else r"\\")
            else:
                items.append(self._atom(depth))
        return " ".join(filter(None, items))

    def _scripted(self, depth: int) -> str:
        """One item with what is raised or lowered at it."""
        said = self._atom(depth)
        while self.place < len(self.tokens) and self.tokens[self.place].lower() in ("^", "_", "sup", "sub"):
            mark = "^" if self.tokens[self.place].lower() in ("^", "sup") else "_"
            self.place += 1
            said += f"{mark}{{{self._atom(depth)}}}"
        return said

    def _atom(self, depth: int) -> str:
        """One item: a group, a root, an accent, a matrix, a name or a sign."""
        if self.place >= len(self.tokens) or depth > _DEEPEST:
            self.place += 1
            return ""
        token = self.tokens[self.place]
        key = token.lower()
        if token == "}":
            return ""
        self.place += 1
        if token == "{":
            said = self.row(depth + 1)
            self.place += 1
            return said
        if key in ("sqrt", "root"):
            return self._root(depth + 1)
        if key in _ACCENTS:
            return rf"\{_ACCENTS[key]}{{{self._atom(depth + 1)}}}"
        if key in _MATRICES:
            return rf"\begin{{{_MATRICES[key]}}}{self._atom(depth + 1)}\end{{{_MATRICES[key]}}}"
        if key in ("left", "right"):
            return self._delimiter(key)
        if key in _DROPPED:
            return self._atom(depth + 1)
        if key == "not":
            return rf"\not {self._atom(depth + 1)}"
        return _write_name(token, key)

    def _root(self, depth: int) -> str:
        degree = self._atom(depth)
        if self.place < len(self.tokens) and self.tokens[self.place].lower() == "of":
            self.place += 1
            return rf"\sqrt[{degree}]{{{self._atom(depth)}}}"
        return rf"\sqrt{{{degree}}}"

    def _delimiter(self, side: str) -> str:
        token = self.tokens[self.place] if self.place < len(self.tokens) else "."
        self.place += 1
        return rf"\{side}{_DELIMITERS.get(token.lower(), token)}"


def _write_name(token: str, key: str) -> str:
    if token in _SIGNS:
        return _SIGNS[token]
    if token.startswith('"'):
        return rf"\text{{{token.strip(chr(34))}}}"
    if key in _BIG:
        return rf"\{_BIG[key]}"
    if key in _FUNCTIONS:
        return rf"\{'csc' if key == 'cosec' else key}"
    if key in GREEK_NAMES:
        return rf"\{key if token.islower() else key.capitalize()}"
    if key in _NAMED:
        if key.endswith("arrow") and token.isupper():
            return rf"\{_NAMED[key].capitalize()}"
        return rf"\{_NAMED[key]}"
    if key in ("deg", "°"):
        return r"^{\circ}"
    return write_signs(token).strip()

"""Signs of formulas as TeX writes them, for the equations of Word and of Hangul."""

from __future__ import annotations

import unicodedata

GREEK_NAMES = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu"),
    *("nu", "xi", "omicron", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_LETTERS = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK_NAMES, strict=True))
_SIGNS = {
    **{"×": "times", "÷": "div", "±": "pm", "∓": "mp", "≤": "le", "≥": "ge", "≠": "ne", "≈": "approx", "≡": "equiv"},
    **{"∞": "infty", "→": "to", "←": "leftarrow", "↔": "leftrightarrow", "⇒": "Rightarrow", "⇔": "Leftrightarrow"},
    **{"∂": "partial", "∇": "nabla", "∈": "in", "∉": "notin", "⊂": "subset", "⊃": "supset", "⊆": "subseteq"},
    **{"∪": "cup", "∩": "cap", "∅": "emptyset", "∀": "forall", "∃": "exists", "∴": "therefore", "∵": "because"},
    **{"⋅": "cdot", "·": "cdot", "∘": "circ", "…": "ldots", "⋯": "cdots", "∝": "propto", "∼": "sim", "≅": "cong"},
    **{"∑": "sum", "∏": "prod", "∫": "int", "√": "surd", "∠": "angle", "⊥": "perp", "∥": "parallel", "△": "triangle"},
    **{
        "∧": "wedge",
        "∨": "vee",
        "¬": "neg",
        "⊕": "oplus",
        "⊗": "otimes",
        "ℏ": "hbar",
        "ℓ": "ell",
        "ϕ": "phi",
        "ε": "epsilon",
    },
}
_UPPER = {
    **{"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi"},
    **{"Ψ": "Psi", "Ω": "Omega", "∆": "Delta"},
}
_TABLE = {char: rf"\{name} " for char, name in (_LETTERS | _UPPER | _SIGNS).items()}
_TABLE |= {"−": "-", "\u2061": "", "\u2062": "", "\u2063": ",", "%": r"\%", "#": r"\#", "&": r"\&", "$": r"\$"}


def write_signs(text: str) -> str:
    """A run of a formula in TeX: its letters plain, Greek and operators by name, words of Hangul as text."""
    said = ""
    word = ""
    for char in text:
        plain = unicodedata.normalize("NFKC", char) if "\U0001d400" <= char <= "\U0001d7ff" else char
        if "가" <= plain <= "힣":
            word += plain
            continue
        if word:
            said, word = rf"{said}\text{{{word}}}", ""
        said += _TABLE.get(plain, plain)
    return rf"{said}\text{{{word}}}" if word else said

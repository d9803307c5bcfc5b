"""Other ways to write the same name, whatever the subject: chemical formulas, and abbreviations as their letters are read.

The names are those of the Korean Chemical Society that schoolbooks use. Synonyms of one subject belong in the question's own answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FORMULAS = """
산소 O2;수소 H2;질소 N2;오존 O3;염소 Cl2;헬륨 He;네온 Ne;아르곤 Ar;플루오린 F2;브로민 Br2;아이오딘 I2
물 H2O;과산화수소 H2O2;이산화탄소 CO2;일산화탄소 CO;이산화황 SO2;삼산화황 SO3;이산화질소 NO2;일산화질소 NO;암모니아 NH3;메테인 CH4;메탄 CH4
에탄올 C2H5OH;포도당 C6H12O6;아세트산 CH3COOH;염화수소 HCl;염산 HCl;황산 H2SO4;질산 HNO3;탄산 H2CO3;인산 H3PO4
염화나트륨 NaCl;염화칼륨 KCl;염화칼슘 CaCl2;염화마그네슘 MgCl2;수산화나트륨 NaOH;수산화칼륨 KOH;수산화칼슘 Ca(OH)2
탄산칼슘 CaCO3;탄산나트륨 Na2CO3;탄산수소나트륨 NaHCO3;질산은 AgNO3;황산구리 CuSO4;산화구리 CuO;산화철 Fe2O3;산화마그네슘 MgO;이산화규소 SiO2
탄소 C;황 S;인 P;나트륨 Na;칼륨 K;칼슘 Ca;마그네슘 Mg;알루미늄 Al;철 Fe;구리 Cu;아연 Zn;은 Ag;금 Au;납 Pb;수은 Hg;규소 Si;리튬 Li
"""
FORMULAS = tuple(
    (name, formula.lower())
    for name, formula in (one.strip().split(" ") for one in re.split(r"[;\n]", _FORMULAS) if one)
)
_LETTERS = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "에이 비 씨 디 이 에프 지 에이치 아이 제이 케이 엘 엠 엔 오 피 큐 아르 에스 티 유 브이 더블유 엑스 와이 제트".split(),
    )
)
_OTHERS = {"C": ("시",), "R": ("알",)}
_ABBREVIATION = re.compile(r"(?<![A-Za-z])[A-Z]{2,5}(?![A-Za-z])")


def same_substance(text: str) -> set[str]:
    """The other names of a substance given by its name or its formula, each squeezed and in small letters; empty for another text."""
    bare = re.sub(r"\s", "", text).lower()
    if bare.isascii():
        return {name for name, formula in FORMULAS if formula == bare}
    return {formula.replace("(", "").replace(")", "") for name, formula in FORMULAS if name == bare}


def read_aloud(text: str) -> set[str]:
    """The text with its abbreviations read letter by letter: "UN" -> "유엔"; empty where it has none."""
    if not _ABBREVIATION.search(text):
        return set()
    ways = {_said(text, _LETTERS)}
    for letter, others in _OTHERS.items():
        for other in others:
            letters = _LETTERS | {letter: other}
            ways.add(_said(text, letters))
    return ways


def _said(text: str, letters: Mapping[str, str]) -> str:
    return _ABBREVIATION.sub(lambda match: "".join(letters[letter] for letter in match[0]), text)

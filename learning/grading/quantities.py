"""Amounts as people write them, with their values: 1,300만 원, 천삼백만 원 and 13,000,000원 are one; 12명, 열두 명 and 12 too.

Covers whole numbers, decimals and fractions in digits and in words, units with their factors, dates and ages. Not covered: arithmetic,
and units that change with what is measured.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from korean import lexicon

_DIGITS = {c: n for n, c in enumerate("영일이삼사오육칠팔구")} | {"공": 0, "륙": 6}
_SMALL = {"십": 10, "백": 100, "천": 1000}
_LARGE = {"만": 10**4, "억": 10**8, "조": 10**12}
_NATIVE_TENS = dict(zip("열 스물 서른 마흔 쉰 예순 일흔 여든 아흔".split(), range(10, 100, 10))) | {"스무": 20}
_NATIVE_ONES = dict(zip("하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉".split(), range(1, 10))) | dict(
    zip("한 두 세 네".split(), range(1, 5))
)
# dimension: unit = factor; the first unit of a dimension without factors is the name of all of them
_UNITS = """
길이: km=1000 킬로미터=1000 m=1 미터=1 cm=1/100 센티미터=1/100 mm=1/1000 밀리미터=1/1000 μm=1/1000000 마이크로미터=1/1000000 nm=1/1000000000 나노미터=1/1000000000
질량: kg=1000 킬로그램=1000 g=1 그램=1 mg=1/1000 밀리그램=1/1000 t=1000000 톤=1000000
부피: l=1 리터=1 ml=1/1000 밀리리터=1/1000
시간: 초=1 s=1 분=60 min=60 시간=3600 h=3600
넓이: m2=1 제곱미터=1 km2=1000000 제곱킬로미터=1000000 cm2=1/10000 제곱센티미터=1/10000
속력: m/s=1 km/h=5/18 km/s=1000 cm/s=1/100
가속도: m/s2=1 km/s2=1000
힘: n=1 뉴턴=1 kn=1000
에너지: j=1 줄=1 kj=1000 cal=1 칼로리=1
열량: kcal=1 킬로칼로리=1
전력: w=1 와트=1 kw=1000 킬로와트=1000
진동수: hz=1 헤르츠=1 khz=1000 mhz=1000000
전압: v=1 볼트=1
전류: a=1 암페어=1
저항: ω=1 옴=1
기압: atm 기압
압력: hpa=100 헥토파스칼=100 pa=1 파스칼=1 kpa=1000
비율: % 퍼센트 프로
차이: %p 퍼센트포인트 %포인트
각도: 도 ° ℃ °c
화씨: °f
절대온도: k 켈빈
돈: 원 ₩
달러: 달러 $ 불
엔: 엔
위안: 위안
유로: 유로
사람: 명 사람 인 분
나이: 세 살
해: 년 년도 해
월: 월
일: 일 날
횟수: 번 회 차례
개수: 개 가지
배: 배
세기: 세기
권: 권
마리: 마리
장: 장
대: 대
층: 층
곳: 곳 군데
조: 조
위: 위 등
쪽: 쪽 페이지
시: 시
개월: 개월 달
주: 주 주일
"""


@dataclass(frozen=True)
class Amount:
    """Values by dimension ("" where no unit stands), a bound (이상, 이전 ...), and the bare number as it was written."""

    parts: tuple[tuple[str, Fraction], ...]
    bound: str
    bare: Fraction | None


def _read_units() -> dict[str, list[tuple[str, Fraction]]]:
    table: dict[str, list[tuple[str, Fraction]]] = {}
    for line in _UNITS.strip().splitlines():
        dimension, units = line.split(": ")
        for one in units.split():
            name, _, factor = one.partition("=")
            table.setdefault(name, []).append((dimension, Fraction(factor or 1)))
    return table


UNITS = _read_units()
_UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))
_PLAIN = lexicon.alternation("numerals", "re:in_digits")
_WORDS = lexicon.alternation("numerals", "re:in_words")
_NATIVE = lexicon.alternation("numerals", "re:in_native_words")
_FRACTION = lexicon.alternation("numerals", "re:fraction")
_PART = re.compile(
    rf"\s*(?P<number>{_FRACTION}|{_PLAIN}|{_NATIVE}|{_WORDS})\s*(?P<unit>{_UNIT})?(?=\s|\d|$|[가-힣])", re.I
)
_SHORT_WORDS = lexicon.alternation(
    "numerals", "re:in_words_before_a_unit"
)  # 팔일 is 팔 and 일, where a unit must stand
_WITH_UNIT = re.compile(rf"\s*(?P<number>{_PLAIN}|{_NATIVE}|{_SHORT_WORDS})\s*(?P<unit>{_UNIT})(?=\s|\d|$)", re.I)
_BOUND = lexicon.pattern("numerals", "bound")
_MINUS = lexicon.pattern("numerals", "minus")
_ERA = lexicon.pattern("time_words", "before_our_era", re.I)
_DATE = re.compile(r"(\d{4})\s?[.\-/]\s?(\d{1,2})\s?[.\-/]\s?(\d{1,2})\.?")


def parse_quantity(text: str) -> Amount | None:
    """The amount that a whole text is; None where it is anything else."""
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", " ".join(text.split())).replace("^", "")
    if date := _DATE.fullmatch(bare):
        bare = "{}년 {}월 {}일".format(*date.groups())
    bare = re.sub(r"^(약|대략|서기|섭씨|영상|만(?=\s?\d))\s*", "", bare.replace("시월", "십월").replace("유월", "육월"))
    sign, era = 1, ""
    if match := _MINUS.match(bare):
        sign, bare = -1, bare[match.end() :]
    if match := _ERA.match(bare):
        era, bare = "기원전", bare[match.end() :]
    bound = ""
    if (match := _BOUND.search(bare)) and match.start():
        bound, bare = match.group(1), bare[: match.start()]
    bare = re.sub(r"^섭씨\s*", "", bare)
    found = _parts(bare, _PART) or _parts(bare, _WITH_UNIT)
    if not found:
        return None
    values: dict[str, Fraction] = {}
    for number, unit in found:
        dimension, factor = UNITS[unit.lower()][0] if unit else ("", Fraction(1))
        if dimension in values and (dimension not in ("시간", "길이", "질량") or not unit):
            return None
        values[dimension] = values.get(dimension, Fraction(0)) + sign * number * factor
    only = sign * found[0][0] if len(found) == 1 else None
    return Amount(tuple(values.items()), "" if bound in ("정도", "여", "쯤") else era + bound, only)


def is_same_quantity(key: Amount, given: Amount) -> bool:
    """Whether the given amount is the key's: a missing unit is understood, another unit must give the same value."""
    if key.bound != given.bound:
        return False
    if key.parts == given.parts:
        return True
    return len(given.parts) == 1 and given.parts[0][0] == "" and key.bare is not None and key.bare == given.bare


def is_quantity(text: str) -> bool:
    """Whether a key is plainly an amount: it has a digit, a space before its unit, or a number of two syllables or more."""
    return bool(re.search(r"\d", text) or re.fullmatch(rf"({_NATIVE}|{_WORDS})(\s({_UNIT})|분의\s?\S+).*", text))


def _parts(text: str, pattern: re.Pattern[str]) -> list[tuple[Fraction, str]]:
    """Numbers with their units that fill the text; empty where something else stands in it, or a unit is missing among several."""
    found: list[tuple[Fraction, str]] = []
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        value = number(match.group("number")) if match else None
        if match is None or value is None:
            return []
        found.append((value, match.group("unit") or ""))
        place = match.end()
    return found if len(found) == 1 or all(unit for _, unit in found) else []


def number(text: str) -> Fraction | None:
    """The value of a number in digits or in words."""
    text = text.strip()
    if match := re.fullmatch(r"(\d+)\s?[/⁄]\s?(\d+)", text):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := re.fullmatch(r"(\S+?)\s?분의\s?(\S+)", text):
        below, above = number(match[1]), number(match[2])
        return above / below if above is not None and below else None
    for ten in ("", *_NATIVE_TENS):
        rest = text[len(ten) :] if text.startswith(ten) else None
        if rest is not None and (rest in _NATIVE_ONES or (ten and not rest)):
            return Fraction(_NATIVE_TENS.get(ten, 0) + _NATIVE_ONES.get(rest, 0))
    return _parse_mixed_numeral(re.sub(r"\s", "", text))


def _parse_mixed_numeral(text: str) -> Fraction | None:
    """Digits and Sino-Korean numerals mixed: 1억3000만, 천구백오, 이점오."""
    whole, _, decimals = text.partition("점")
    if re.fullmatch(r"[영공일이삼사오육륙칠팔구]{2,}", whole):
        value = Fraction("".join(str(_DIGITS[c]) for c in whole))
    else:
        total, group, digits = Fraction(0), Fraction(0), None
        for piece in re.findall(r"\d+(?:\.\d+)?|.", whole):
            if piece[0].isdigit():
                digits = Fraction(piece)
            elif piece in _DIGITS:
                digits = Fraction(_DIGITS[piece])
            elif piece in _SMALL:
                group, digits = group + (1 if digits is None else digits) * _SMALL[piece], None
            elif piece in _LARGE:
                group += digits or 0
                total, group, digits = total + (group or 1) * _LARGE[piece], Fraction(0), None
            else:
                return None
        value = total + group + (digits or 0)
    if decimals:
        if not all(c in _DIGITS for c in decimals):
            return None
        value += Fraction(int("".join(str(_DIGITS[c]) for c in decimals)), 10 ** len(decimals))
    return value


def spell_number(digits: str) -> set[str]:
    """The ways to say a whole number of at most 9,999 in words: 25 -> 이십오, 이오, 스물다섯; 2 -> 이, 두, 둘."""
    n = int(digits)
    ways = {"".join("영일이삼사오육칠팔구"[int(c)] for c in digits)}
    if 0 < n < 10_000:
        said = ""
        for power, name in ((1000, "천"), (100, "백"), (10, "십"), (1, "")):
            if digit := n // power % 10:
                said += ("" if digit == 1 and name else "영일이삼사오육칠팔구"[digit]) + name
        ways.add(said)
    if 0 < n < 100:
        tens = {value: name for name, value in _NATIVE_TENS.items() if name != "스무"}
        for name, value in _NATIVE_ONES.items():
            if value == n % 10:
                ways.add(tens.get(n - n % 10, "") + name)
        if n % 10 == 0:
            ways.add(tens[n])
    return ways

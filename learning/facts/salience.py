"""How much a sentence is worth asking about, by its form and by what the book is about; no word
of any one book is known here.

A sentence that defines, or that tells of what a heading names, is worth most; one that talks of code,
hedges, judges or runs on, least.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import korean
from learning.facts.entity_types import entity_type
from learning.facts.terms import Term

LEAST_SALIENCE = -1.0  # of a sentence that is asked about
FAIR_SALIENCE = 0.2  # of one that is asked about before all others, and that may be set beside others
TELLS = 5  # content words without which nobody can tell what is meant
LONG_SENTENCE, TOO_LONG = 95, 120  # characters
SHORTEST_SENTENCE = 34
_DEFINES = re.compile(
    r"(이다|입니다|말한다|말합니다|뜻한다|뜻합니다|의미한다|의미합니다|가리킨다|라고 한다|라고 합니다|라고 부른다|라고 부릅니다)\.$"
)
_RELATES = re.compile(
    r"(때문|위해|위하여|통해|통하여|달리|반면|비해|따라|의해|나뉘|나누|구성|이루어|포함|특징|역할|목적|원인|결과|계기|방지|필요로|사용하여|이용하여|바꾸|높이|낮추|줄이|늘리|막|만들"
    r"|세우|맺|일으키|발표|제정|설치|발견|개발)"
)
_VAGUE = re.compile(
    r"(?<![가-힣])(여러|다양한|많은|많이|매우|꽤|상당히|비교적|어떤|일종의|굉장히|훨씬|아주|너무|조금|약간|일부|모종의|그대로|자체|특정|실제|적절한)(?![가-힣])"
)
_HEDGED = re.compile(
    r"(보통|대체로|아마|[은는을ㄹ] 듯|것 같|수도|경향이 있|편이다|편입니다|경우가 많|모른다|모릅니다|쉽습니다|어렵습니다|편리합니다|유용합니다|좋다|좋은|훌륭|흥미|재미|간단"
    r"|[아-힣] 보(?:인다|입니다)|것(?:은|만이|이) .{0,12}아(?:니다|닙니다)\.)"
)
_NEWS = re.compile(
    r"(논란|비판|의혹|지적(?:하|했|을 받|되|이)|해명|반박|전망|제기|호평|혹평|고 (?:말|밝|주장|전|보도|발표|강조|평가)|폭로|추정|알려지|알려져|열애|소문|사실이다|사실이 있"
    r"|[았었였했]다고 (?:한다|합니다|전해))"
)
_MANUAL = re.compile(
    r"(코드|구문|클릭|실행해|입력해|작성해|추가해|호출해|사용해야|확인할|살펴|매개 ?변수 \w|변수 [A-Za-z]|함수 [A-Za-z]|[A-Za-z] 함수|인수|인자|반환합니다|사용자가"
    r"|[가-힣] 예(?:제|에서)|\d+에서 \d+|[A-Z](?![A-Za-z])[은는이가을를의와과]|[A-Z]{2,} \d|[a-z][A-Z]"
    r"|(?<![A-Za-z])[a-z]{2,}(?![A-Za-z]))"
)
_NO_CLASS = frozenset("내용 점 경우 문제 일 중심 부분 이유 결과 상황 상태 사실 생명 전부 정도 원인".split())
_ANNOUNCES = re.compile(
    r"(?<![가-힣])(?:몇|여러|또 다른|다른|더 많은|많은|더|한|두|세|네|다양한|중요한|유사한|비슷한|흥미로운|좋은|나은) [^,]{0,24}[이가] (?:더 |몇 가지 "
    r"|여러 가지 )?(?:있다|있습니다|존재한다|존재합니다|필요하다|필요합니다)\.$|(?:가지|여럿)[이가]? (?:있다|있습니다|존재한다|존재합니다)\.$"
)  # "…에는 몇 가지 원칙이 있다": what it is stands behind it
_JUDGES = re.compile(
    r"(?:중요한|올바른|바람직한|이상적인|흥미로운|놀라운|좋은|나쁜|훌륭한) \S+(?:이다|입니다)\.$|(?:이상적|필수적)(?:이다|입니다)\.$"
)
_TOLD = re.compile(r"고 (?:했|하였|정의했|얘기했|이야기했|배웠)(?:다|습니다|었다)\.$")
_WRITTEN = re.compile(r"\([^()]*\)|['\"‘“][^'\"’”]*['\"’”]")
_LOWER = re.compile(r"(?<![A-Za-z])[a-z]+(?:[A-Z][a-z]*)*(?![A-Za-z])")  # what code is written with
_STORY = re.compile(r"([가-힣]려 하자|[았었]더니|[가-힣]보니 |[가-힣]자 [가-힣]{2,}[은는이가] )")
_RAW = re.compile(r"[가-힣] ?\d+(?:\.\d+)?(?:은|는|이|가|을|를|으로|로|과|와|이고|이며|인)(?=[\s,])")
_BOUND = re.compile(
    r"\s?(이상|이하|미만|초과|남짓|안팎|내외|가량|정도|[이가]? ?(되지 않|넘|채 )|[을를] ?(넘|밑돌|웃돌))"
)
_ABOUT = re.compile(r"(약|최대|최소|적어도|거의|무려)\s?$")
_NOUNS = ("NNG", "NNP", "SL", "XSN", "NNB", "SN", "NR", "XPN", "SH")
_NARROWS = (
    "ETM",
    "JKG",
    "MM",
    "JC",
    "SP",
    "SSC",
    "SSO",
    "MAJ",
)  # what stands before a noun that it narrows, or before one of several
NAMED = frozenset({"person", "king", "place", "place abroad", "country"})
_TOPIC = re.compile(r"^(.{2,30}?)(?:은|는|이란|란|이|가|에는|에서는|에서|의)\s")


def salience_score(text: str, terms: Sequence[Term], defined: bool, key_words: Collection[str]) -> float:
    """From about 0 to 2; ``terms`` are the sentence's own, ``key_words`` what the book is about (squeezed)."""
    flat = " ".join(text.split())
    polite = flat.endswith("니다.")
    head = _TOPIC.match(flat)
    first = korean.squeeze(head.group(1)) if head else ""
    squeezed = korean.squeeze(flat)
    names = sum(term.kind in ("name", "latin") for term in terms)
    value = 0.4 + 0.6 * (defined and bool(_DEFINES.search(flat)))
    value += 0.2 * (not defined and head is not None and is_definition(flat))
    value += 0.3 * (any(word in first for word in key_words) or any(t.start == 0 and t.kind == "name" for t in terms))
    value += 0.2 * any(word in squeezed for word in key_words)
    value += 0.1 * min(3, names) + 0.2 * (any(t.kind == "year" for t in terms) and names > 0)
    value += 0.15 * bool(_RELATES.search(flat)) + 0.1 * bool(_DEFINES.search(flat))
    value -= (
        0.15 * len(_VAGUE.findall(flat))
        + 0.25 * bool(_HEDGED.search(flat))
        + 0.6 * bool(_NEWS.search(flat))
        + 0.4 * bool(_STORY.search(flat))
    )
    value -= 0.6 * bool(_ANNOUNCES.search(flat)) + 0.4 * bool(_JUDGES.search(flat)) + 0.6 * bool(_TOLD.search(flat))
    value -= 0.3 * any(word.lower() not in key_words for word in _LOWER.findall(_WRITTEN.sub("", flat)))
    value -= 0.3 * (polite and bool(_MANUAL.search(flat))) + 0.4 * (polite and bool(_RAW.search(flat)))
    value -= (
        0.25 * (len(flat) > LONG_SENTENCE and not defined)
        + 0.4 * (len(flat) > TOO_LONG)
        + 0.3 * (len(flat) < SHORTEST_SENTENCE and not names and not defined)
        + 0.3 * flat.startswith("각 ")
    )
    value -= (
        0.5 * bool(re.search(r"[\"“”]", flat)) + 0.1 * max(0, flat.count("(") - 1) + 0.1 * max(0, flat.count(",") - 2)
    )
    return value - 0.3 * (not terms)


def is_definition(text: str) -> bool:
    """Whether a sentence says what something is: it ends in a noun that words before it narrow, with no
    subject of its own ("타이밍이 생명이다").
    """
    tokens = list(korean.tokenize(" ".join(text.split())))
    while tokens and tokens[-1].tag in ("SF", "EF", "EP"):
        tokens.pop()
    if not tokens or tokens[-1].tag != "VCP":
        return bool(_DEFINES.search(" ".join(text.split())))
    place = len(tokens) - 2
    if tokens[place].form in _NO_CLASS or tokens[place].tag in ("XSN", "NNB", "JX", "JKB", "XR", "ETN"):
        return False
    while place >= 0 and tokens[place].tag in _NOUNS:
        place -= 1
    return place >= 0 and tokens[place].tag in _NARROWS


def is_informative(rest: str) -> bool:
    """Whether what is left of a sentence says enough for one thing to be meant: some content
    words, one of them not a common one.
    """
    return len(set(korean.content(rest))) >= TELLS


def select_whole_terms(text: str, terms: Sequence[Term]) -> list[Term]:
    """The terms that are no part of a longer name or word: not "클라우드 ( )은", "100Gb/s ( )을", "( )모 컴포넌트", "( )됩니다"."""
    tokens = list(korean.tokenize(text))
    kept = []
    for term in terms:
        before = [token for token in tokens if token.end <= term.start][-1:]
        after = next((token for token in tokens if token.start >= term.end), None)
        numeric = term.kind in ("year", "amount")
        joined = after is not None and after.start == term.end and after.tag[0] not in "JSE" and after.tag != "VCP"
        heads = after is not None and after.start == term.end + 1 and after.tag in ("NNG", "NNP", "SL", "XR")
        half = heads or (
            bool(before)
            and text[before[0].end : term.start] in ("", " ")
            and before[0].tag in ("NNG", "NNP", "SL", "SH", "XR", "XSN", "SW", "XPN")
        )
        named = term.kind == "name" and entity_type(term.text, "name") in NAMED
        named_in_code = term.kind == "latin" and len(re.findall(r"[A-Z][a-z]+", term.text)) > 2
        if numeric or not (named_in_code or joined or (half and not named)):
            kept.append(term)
    return kept


def is_in_brackets(text: str, term: Term) -> bool:
    """Whether it stands in brackets: a gloss, a date of birth, an aside."""
    before = text[: term.start]
    return before.count("(") > before.count(")")


def is_bound(text: str, term: Term) -> bool:
    """Whether an amount is only a bound, which others would meet too ("20g이 되지 않는", "36만 명 이상"), or has
    more decimals than anyone keeps.
    """
    return (
        bool(re.search(r"\.\d{3,}", term.text))
        or bool(_BOUND.match(text[term.end :]))
        or bool(_ABOUT.search(text[: term.start]))
    )

"""What quizzes are made of: sentences that stand alone, and the terms in them that are worth asking for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import korean
from knowledge import Entry, Library, Sentence
from knowledge.glossary import normalize_term
from learning.tables import Table, tables
from learning.terms import MODIFIER, Phrases, Term, terms_in

LONGEST = 160  # characters of a fact
OFTEN = 3  # sentences that have a short noun, for it to be a term of the book
WEIGHTS = {"name": 1.0, "year": 0.8, "amount": 0.9, "latin": 0.9, "noun": 0.35}
BARE = frozenset({"amount", "latin"})  # kinds of which length says nothing
WITHIN_CLAUSE = ("어", "아", "게", "지", "고", "어서", "아서")  # endings that join verbs, not clauses
EARLY = 9  # words among which its subject stands
_POINTING = re.compile(
    r"^(다음|위에서|아래에서|앞에서|하나는|하나의|심지어|반대로|목록|편의상|차이점은|단순하게|간단하게|이런|이 중|이이|그|저|이|이러한|그러한|이런|그런|이들|그들|이는|그는|이로|이로써|이에|이때|그때|이후|그 후|또|먼저|"
    r"다음으로|첫째|둘째|셋째|넷째|여기|거기|앞서|위|아래|같은|이것|그것|두|양국|마지막으로|예를 들어|요약하면|대신|더|첫 번째|두 번째|세 번째|네 번째|짐작|일부는|다른|이전의|다음에서는|결과적으로|여기서|전자|후자|간단히 말해|간단히 말해서|나머지|관련된|동일한|그럼에도|모두|많은 것|일부|부분적으로|동시에|안타깝게도|다행스럽게도|한편으로는|최근에는|최근|지난|초기의|요즘|이전에는|불행히도|기본적으로|본질적으로|이제|앞으로|나중에|이렇게|그러다가|좀|대부분의 경우|고려해야|보시다시피|아아|본|여전히|분명히|아마도|때로는|종종|가끔|과거의|정변이)(?=\s|,|의|은|는|이|가|를|을|에|로|과|와|도)"
)
_INSIDE = re.compile(
    r"(?:^|\s)(이|그|저|이러한|그러한|이런|그런|위의|해당|이들|그들|에서|에|을|를|은|는|의|져|우리|우리는|우리가|당신|당신은|이것은|이것을|이는|이를(?!.*(라고|부[른릅])))(?=[\s,])"
)
_DECLARATIVE = re.compile(r"[다]\.$")
_FIRST_PERSON = re.compile(
    r"((?<![가-힣])나는(?![가-힣])|여러분|살펴|알아보|배운다|그림|표 \d|\?|※|다음과 같|보겠|합시다|봅시다|가정|예제|섹션|이 [장절책]|(?:다음|위|아래|해당|샘플) 코드|코드는 다음|것입니다|것이다\.$|싶|생각해|생각할|기억|참고|"
    r"수도 있|필요가 있|해야 합|해야합|이제 |좋습니다|중요합니다|시급|놀라|물결|보여줍니다|보여 줍니다|다룹니다|소개합니다|설명합니다|구현합니다|바랍니다|합리적|주장하는 것이|믿었|밝혀졌|방금|말할 것도|상기시|뒤에서|다른 쪽|한쪽|어떻게든|충분합니다|가능합니다|가능성이|하기만 하면|안 됩니다|봅니다|[^가-힣]우리[^가-힣])"
)
_MARKUP = re.compile(r":[a-z_]+:|[★☆◆◇■□●○▲△※]|[$\[\]*`\\=<>|#{}]|:cite|:numref|:eqref|http|[가-힣]\.[A-Za-z가-힣]")
_FRAGMENT = re.compile(r"^[가-힣]{1,2}\.\s|^\S*\)|^[^\s\d]{1,3},")
_SAID_TWICE = re.compile(r"(?:^|\s)(\S{2,})\s+\1(?=\s)")
_JOINING = re.compile(
    r"(또한|그러나|하지만|그리고|한편|특히|그런데|반면에?|실제로|사실|물론|결국|따라서|그래서|일반적으로|이처럼|아울러|다만|즉|그렇지만|다시 말하면|그리하여|이리하여|게다가|더욱이|그러므로|나아가|마찬가지로|요컨대|구체적으로|이렇듯),?\s+"
)
_SPEECH = re.compile(
    r"[\"“”「『].{12,}[\"“”」』]|[\"”’']\s?(라고|라며|이라고|이라며|고 (말|밝|주장|답|해명|강조|비판))"
)
_EMPTIED = re.compile(
    r"[\"“‘'「《〈(]\s*[\"”’'」》〉)]|(?:^|\s)[,.](?:\s|$)|\s[은는이가을를의]\s"
)  # a sign that the page's markup left behind
_UNSAID = re.compile(
    r"(?:^|\s)(그녀|그해|그 해|이들이|이들은|이들을|이들의|이들에게|이들과|그가|그의|그는|그를|그에게|그와|그들|그들의|그들은|그들이|그들을|그러자|워낙|보시다시피|현지|볼 수 있듯이|다음 장|이전 장|지난 해|본인|자신|자신이|자신은|이곳|그곳|이날|그날|이때|당시|같은 해|이듬해|다음 해|올해|지난해|작년|현재|최근|오늘날|이번|저희|둘|두 사람|양측)(?=[\s의은는이가을를도에]|$)|"
    r"[되하]다\.$|[가-힣](지만|는데|으나) .{0,3}$|수 없었다고"
)
_RELATIONAL = frozenset(
    "결과 이유 원인 목적 목표 방법 과정 특징 특성 차이 차이점 공통점 장점 단점 문제 문제점 사양 가격 이름 제목 내용 크기 길이 개수 상대 데뷔 이적료 소속 성적 기록 득점 "
    "경기 색상 패배 결승 우승 팀 그룹 멤버 앨범 노래 영화 작품 책 저자 감독 배우 사람 사람들 남자 여자 아이 회사 정부 당국 경찰 정치권 언론 법원 검찰 학교 학생 선수 "
    "당 후보 대통령 총리 장관 위원회 이용자 사용자 모델 함수 출력 입력 값 예 예시 아이디어 접근 방식 작업 부분 단계 요소 측면 경우 상황 시점 시간 날짜 장소 위치 "
    "편의 항의 반응 평가 비판 논란 사건 사고 전투 전쟁 군대 부대 왕 왕비 신하 아들 딸 형 동생 부모 아버지 어머니 가족 친구 동료 상사 축척 드라마 시청률 관객 인형 지분 계약 판결 발언 후자 전자".split()
)
_NO_TOPIC = re.compile(r"(요약|연습\s?문제|예시|개요|소개|용어|연표|풀이|정리|기타|한눈에|그림|부록|찾아보기|\[|\*)")


@dataclass(frozen=True)
class Fact:
    """A sentence that stands alone, with its askable terms, best first."""

    sentence: Sentence
    title: str
    terms: tuple[Term, ...]
    defines: str = ""  # the term that it defines, as the glossary has it
    topic: str = ""  # the heading that it stands under, without its number
    table: Table | None = None  # what its span holds where it is a table


@dataclass(frozen=True)
class Material:
    """The facts of the chosen pages, and every term of the same sources by kind (the pool of distractors)."""

    facts: tuple[Fact, ...]
    pool: dict[str, tuple[str, ...]]
    together: dict[str, frozenset[int]]  # term -> numbers of the sentences that hold it
    homes: dict[str, frozenset[str]]  # term -> the sources that have it
    tables: tuple[Fact, ...] = ()  # their terms are the names of the rows


def gather(library: Library, source_ids: Sequence[str], pages: tuple[int, int] | None) -> Material:
    """Facts of the chosen pages; the pool is drawn from the whole of the sources."""
    facts: list[Fact] = []
    shown: list[Fact] = []
    spread: Counter[str] = Counter()
    places: dict[str, set[int]] = {}
    homes: dict[str, set[str]] = {}
    kinds: dict[str, str] = {}
    counter = 0
    for source_id in source_ids:
        source = library.source(source_id)
        defined = {(entry.start, entry.end): entry for entry in library.entries(source_id)}
        sentences = library.sentences(source_id)
        phrases = Phrases(
            (sentence.text for sentence in sentences),
            (_surface(entry.text, entry) for entry in defined.values()),
        )
        topic_at = _topics(library, source_id)
        for span, table in tables(library, source_id, pages):
            named = tuple(_row_name(span.text, name) for name in table.names)
            shown.append(Fact(span, source.title, named, "", topic_at(span.start), table))
        found = [(sentence, terms_in(sentence.text, phrases)) for sentence in sentences]
        for _, terms in found:
            for term in {t.text for t in terms}:
                spread[term] += 1
                places.setdefault(term, set()).add(counter)
                homes.setdefault(term, set()).add(source_id)
            kinds |= {t.text: t.kind for t in terms if t.weight > MODIFIER}
            counter += 1
        for sentence, terms in map(_told, found):
            if (pages is None or pages[0] <= sentence.page <= pages[1]) and stands_alone(sentence.text):
                entry = defined.get((sentence.start, sentence.end))
                weighed = _weigh(terms, spread, entry)
                surface = _surface(sentence.text, entry)
                facts.append(Fact(sentence, source.title, weighed, surface, topic_at(sentence.start)))
    pool: dict[str, list[str]] = {}
    for term in [term for term, _ in spread.most_common() if term in kinds]:
        pool.setdefault(kinds[term], []).append(term)
    frozen = {term: frozenset(numbers) for term, numbers in places.items()}
    at_home = {term: frozenset(sources) for term, sources in homes.items()}
    return Material(
        tuple(fact for fact in facts if fact.terms),
        {k: tuple(v) for k, v in pool.items()},
        frozen,
        at_home,
        tuple(shown),
    )


def _row_name(text: str, name: str) -> Term:
    place = text.index(f"\n{name}") + 1 if f"\n{name}" in text else text.index(name)
    return Term(name, place, place + len(name), "row", 1.0)


def _has_subject(text: str, tokens: Sequence[korean.Token]) -> bool:
    """A topic (은, 는) among the first words, or a subject (이, 가) of the last clause: one of another clause may not be the sentence's."""
    early = len(" ".join(text.split()[:EARLY]))
    nouns = ("NNG", "NNP", "NNB", "XSN", "SL", "SN", "SSC", "NR")
    marks = [
        n for n, (left, right) in enumerate(pairwise(tokens), 1) if left.tag in nouns and right.tag in ("JX", "JKS")
    ]
    if any(tokens[n].form in "은는" and tokens[n].start <= early for n in marks):
        return True
    joints = [n for n, token in enumerate(tokens) if token.tag == "EC" and token.form not in WITHIN_CLAUSE]
    last = max((n for n in joints if n < len(tokens) - 3), default=-1)
    ends = {
        n: next((t.tag for t in tokens[n + 1 :] if t.tag in ("EC", "EF", "ETM", "ETN")), "") for n in marks if n > last
    }
    return any(tokens[n].form in "은는이가" and tag != "ETM" for n, tag in ends.items())  # an ETM's subject is a noun's


def _told(found: tuple[Sentence, tuple[Term, ...]]) -> tuple[Sentence, tuple[Term, ...]]:
    """The sentence from behind a word that only joins it to the one before ("또한, ..."); its span with it."""
    sentence, terms = found
    match = _JOINING.match(sentence.text)
    if not match:
        return found
    cut = match.end()
    rest = replace(sentence, start=sentence.start + cut, text=sentence.text[cut:])
    return rest, tuple(replace(t, start=t.start - cut, end=t.end - cut) for t in terms if t.start >= cut)


def stands_alone(text: str) -> bool:
    """A declarative sentence of a fair length with a subject, a fact, that points at nothing outside itself."""
    flat = " ".join(text.split())
    return (
        20 <= len(flat) <= LONGEST
        and bool(_DECLARATIVE.search(flat))
        and _well_made(flat)
        and not any(p.search(flat) for p in (_POINTING, _INSIDE, _FIRST_PERSON, _MARKUP, _FRAGMENT, _SAID_TWICE))
        and not any(p.search(flat) for p in (_SPEECH, _EMPTIED, _UNSAID))
        and not _relative(flat)
        and (not flat.endswith("때문이다.") or bool(re.search(r"(까닭|이유|원인|것)[은이]", flat)))
        and flat.count('"') % 2 == 0
        and flat.count("(") == flat.count(")")
    )


def _well_made(text: str) -> bool:
    """It has a subject near the front, and no space is missing after a particle or too many in a verb (a badly read page)."""
    tokens = korean.tokenize(text)
    subject = _has_subject(text, tokens)
    together = any(
        left.tag in ("JKS", "JKO", "JKB", "JKG", "JX", "ETM")
        and left.end == right.start
        and right.tag in ("NNG", "NNP", "NNB", "MM", "MAG", "VV", "VA", "SL")
        for left, right in pairwise(tokens)
    )
    parted = any(
        left.tag in ("NNG", "XR", "XSN") and left.end < right.start and right.tag in ("XSV", "XSA", "VCP")
        for left, right in pairwise(tokens)
    )
    return subject and not together and not parted


def _relative(text: str) -> bool:
    """Whether the sentence is about something that only its surroundings name: "이적료는 ...", "결승 상대는 ..."."""
    head: list[str] = []
    for token in korean.tokenize(text):
        if token.tag in ("NNP", "SL", "SH", "SN", "JKG", "MM"):
            return False  # it has a name, a number or an owner
        if token.tag in ("JKS", "JX"):
            break
        if token.tag in ("NNG", "XR", "NNB"):
            head.append(token.form)
        elif token.tag[0] not in "XSVE":
            return False
    return bool(head) and all(word in _RELATIONAL for word in head)


def _topics(library: Library, source_id: str) -> Callable[[int], str]:
    """From a place in the source to its heading, the nearest that names a subject."""
    starts: list[int] = []
    titles: list[str] = []
    chapter = ""
    for heading in library.headings(source_id):
        title = re.sub(r"^(제?\s?\d+\s?[장절부]\.?|\d+(\.\d+)*\.?)\s*", "", " ".join(heading.title.split())).strip()
        good = 2 <= len(title) <= 30 and not _NO_TOPIC.search(title)
        if heading.level == 1:
            chapter = title if good else ""
        starts.append(heading.start)
        titles.append(title if good else chapter)
    return lambda place: titles[bisect_right(starts, place) - 1] if starts and place >= starts[0] else ""


def _weigh(terms: tuple[Term, ...], spread: Counter[str], entry: Entry | None) -> tuple[Term, ...]:
    """Terms that stand once in the sentence, names and glossary terms first, words on every page last."""
    once = Counter(term.text for term in terms)
    weighed = []
    for term in terms:
        if once[term.text] > 1:
            continue
        value = (
            WEIGHTS[term.kind]
            - (1 - term.weight)
            + (0.5 if term.kind not in BARE and _telling(term.text, spread) else 0.0)
        )
        value += 0.6 if entry and normalize_term(term.text) == entry.term else 0.0
        value -= 0.5 if term.kind == "noun" and (len(term.text) < 3 or spread[term.text] > 25) else 0.0
        if value > 0.3:
            weighed.append(Term(term.text, term.start, term.end, term.kind, value))
    return tuple(sorted(weighed, key=lambda term: -term.weight))


def _telling(word: str, spread: Counter[str]) -> bool:
    """A long word, or a short one that the book comes back to without having it on every page."""
    return len(word) >= 4 or (len(word) == 3 and OFTEN <= spread[word] <= 25)


def _surface(text: str, entry: Entry | None) -> str:
    """The defined term as the sentence writes it."""
    if entry is None:
        return ""
    for end in range(2, min(len(text), 24) + 1):
        if normalize_term(text[:end]) == entry.term:
            return text[:end]
    return ""

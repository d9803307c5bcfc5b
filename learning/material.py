"""What quizzes are made of: sentences that stand alone, and the terms in them that are worth asking for."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import korean
from knowledge import Entry, Library, Sentence
from knowledge.glossary import normalize_term
from learning.terms import MODIFIER, Phrases, Term, terms_in

_POINTING = re.compile(
    r"^(이|그|저|이러한|그러한|이런|그런|이들|그들|이는|그는|이로|이로써|이에|이때|그때|이후|그 후|또한|또|그러나|하지만|그리고|따라서|그래서|그런데|한편|결국|반면|즉|특히|다만|먼저|"
    r"다음으로|첫째|둘째|셋째|넷째|여기|거기|앞서|위|아래|같은|이것|그것|두|양국|마지막으로|예를 들어|요약하면|물론|실제로|사실|대신|더|첫 번째|두 번째|세 번째|네 번째|짐작|각|일부는|다른|이전의|다음에서는|결과적으로|여기서|전자|후자|간단히 말해|간단히 말해서|나머지|관련된|동일한|게다가|그럼에도|모두|많은 것|일부|부분적으로|동시에|안타깝게도|다행스럽게도|한편으로는|마찬가지로|최근에는|최근|지난|초기의|요즘|이전에는|불행히도|기본적으로|본질적으로|이제|앞으로|나중에|여전히|분명히|아마도|때로는|종종|가끔|과거의|정변이)(?=\s|,|의|은|는|이|가|를|을|에|로|과|와|도)"
)
_INSIDE = re.compile(
    r"(?:^|\s)(이|그|저|이러한|그러한|이런|그런|위의|해당|이들|그들|에서|에|을|를|은|는|의|져|우리|우리는|우리가|당신|당신은|이것은|이것을|이는|이를(?!.*(라고|부[른릅])))(?=[\s,])"
)
_DECLARATIVE = re.compile(r"[다]\.$")
_FIRST_PERSON = re.compile(
    r"(나는|여러분|살펴|알아보|배운다|그림|표 \d|\?|※|다음과 같|보겠|합시다|봅시다|가정|예제|섹션|이 [장절책]|코드|것입니다|것이다\.$|싶|생각해|생각할|기억|참고|"
    r"수도 있|필요가 있|해야 합|해야합|이제 |훨씬|좋습니다|중요합니다|시급|놀라|종종|쉽게|물결|보여줍니다|보여 줍니다|다룹니다|소개합니다|나타냅니다|설명합니다|구현합니다|바랍니다|합리적|주장하는 것이|믿었|밝혀졌|방금|말할 것도|상기시|뒤에서|다른 쪽|한쪽|어떻게든|충분합니다|가능합니다|가능성이|유용합니다|하기만 하면|안 됩니다|봅니다|[^가-힣]우리[^가-힣])"
)
_MARKUP = re.compile(r"[$\[\]*`\\=<>|#{}]|:cite|:numref|:eqref|http|[가-힣]\.[A-Za-z가-힣]")
_FRAGMENT = re.compile(r"^[가-힣]{1,2}\.\s|^\S*[),]")
_SAID_TWICE = re.compile(r"(?:^|\s)(\S{2,})\s+\1(?=\s)")
_NO_TOPIC = re.compile(r"(요약|연습\s?문제|예시|개요|소개|용어|연표|풀이|정리|기타|한눈에|그림|부록|찾아보기|\[|\*)")


@dataclass(frozen=True)
class Fact:
    """A sentence that stands alone, with its askable terms, best first."""

    sentence: Sentence
    title: str
    terms: tuple[Term, ...]
    defines: str = ""  # the term that it defines, as the glossary has it
    topic: str = ""  # the heading that it stands under, without its number


@dataclass(frozen=True)
class Material:
    """The facts of the chosen pages, and every term of the same sources by kind (the pool of distractors)."""

    facts: tuple[Fact, ...]
    pool: dict[str, tuple[str, ...]]
    together: dict[str, frozenset[int]]  # term -> numbers of the sentences that hold it


def gather(library: Library, source_ids: Sequence[str], pages: tuple[int, int] | None) -> Material:
    """Facts of the chosen pages; the pool is drawn from the whole of the sources."""
    facts: list[Fact] = []
    spread: Counter[str] = Counter()
    places: dict[str, set[int]] = {}
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
        found = [(sentence, terms_in(sentence.text, phrases)) for sentence in sentences]
        for _, terms in found:
            for term in {t.text for t in terms}:
                spread[term] += 1
                places.setdefault(term, set()).add(counter)
            kinds |= {t.text: t.kind for t in terms if t.weight > MODIFIER}
            counter += 1
        for sentence, terms in found:
            if (pages is None or pages[0] <= sentence.page <= pages[1]) and stands_alone(sentence.text):
                entry = defined.get((sentence.start, sentence.end))
                weighed = _weigh(terms, spread, entry)
                surface = _surface(sentence.text, entry)
                facts.append(Fact(sentence, source.title, weighed, surface, topic_at(sentence.start)))
    pool: dict[str, list[str]] = {}
    for term in [term for term, _ in spread.most_common() if term in kinds]:
        pool.setdefault(kinds[term], []).append(term)
    frozen = {term: frozenset(numbers) for term, numbers in places.items()}
    return Material(tuple(fact for fact in facts if fact.terms), {k: tuple(v) for k, v in pool.items()}, frozen)


def stands_alone(text: str) -> bool:
    """A declarative sentence of a fair length with a subject, a fact, that points at nothing outside itself."""
    flat = " ".join(text.split())
    return (
        20 <= len(flat) <= 130
        and bool(_DECLARATIVE.search(flat))
        and _well_made(flat)
        and not any(p.search(flat) for p in (_POINTING, _INSIDE, _FIRST_PERSON, _MARKUP, _FRAGMENT, _SAID_TWICE))
        and (not flat.endswith("때문이다.") or bool(re.search(r"(까닭|이유|원인|것)[은이]", flat)))
        and flat.count('"') % 2 == 0
        and flat.count("(") == flat.count(")")
    )


def _well_made(text: str) -> bool:
    """A subject stands near the front, and no space is missing after a particle or an adnominal ending (a badly read page)."""
    tokens = korean.tokenize(text)
    early = " ".join(text.split()[:4])
    subject = any(
        right.start <= len(early)
        and left.tag in ("NNG", "NNP", "NNB", "XSN", "SL", "SN", "SSC", "NR")
        and (right.tag == "JKS" or (right.tag == "JX" and right.form in "은는"))
        for left, right in pairwise(tokens)
    )
    together = any(
        left.tag in ("JKS", "JKO", "JKB", "JKG", "JX", "ETM")
        and left.end == right.start
        and right.tag in ("NNG", "NNP", "NNB", "MM", "MAG", "VV", "VA", "SL")
        for left, right in pairwise(tokens)
    )
    return subject and not together


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
            {"name": 1.0, "year": 0.8, "noun": 0.35}[term.kind]
            - (1 - term.weight)
            + (0.5 if len(term.text) >= 4 else 0.0)
        )
        value += 0.6 if entry and normalize_term(term.text) == entry.term else 0.0
        value -= 0.5 if term.kind == "noun" and (len(term.text) < 3 or spread[term.text] > 25) else 0.0
        if value > 0.3:
            weighed.append(Term(term.text, term.start, term.end, term.kind, value))
    return tuple(sorted(weighed, key=lambda term: -term.weight))


def _surface(text: str, entry: Entry | None) -> str:
    """The defined term as the sentence writes it."""
    if entry is None:
        return ""
    for end in range(2, min(len(text), 24) + 1):
        if normalize_term(text[:end]) == entry.term:
            return text[:end]
    return ""

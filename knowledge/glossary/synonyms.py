"""Other names of one thing, as a book itself gives them: "이산화 탄소(CO2)", "국내총생산(GDP)", "을사조약(을사늑약)은 …이다", 乙巳勒約, UN.

A pair is what may be asked for, squeezed, and how the book writes it. Pairs are drawn from passages while they are
indexed and kept with their source, so that they come and go with it. Not covered: names that stand apart (국내총생산, 즉
GDP), and Hanja or symbols of one letter.
"""

from __future__ import annotations

import json
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

import korean
from knowledge.glossary import definitions
from korean import lexicon
from korean.analyzer import Token
from korean.hanja import readings
from korean.notation import read_aloud, same_substance
from storage.shared_sources import SHARED_SQL
from storage.tables import AliasRow

Pair = tuple[str, str]

LONGEST_NAME_LENGTH = 60  # characters of a name
READINGS = 8  # of one word in Hanja
GROUP = 8  # names of one thing that all lead to each other; more lead to the first and back
RELATED = "▷"  # before the form of a relation; no squeezed form holds it, so no name is ever taken for one
MOST_NAME_WORDS = 3  # of a name before a parenthesis
NAMING = frozenset("NNG NNP NNB NR SN SL SH XPN XSN XR W_SERIAL".split())
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"  # a sign each to the analyser, part of the formula to us
_PARENTHESIS = re.compile(r"[(（]([^()（）]{2,80})[)）]")
_LABEL = lexicon.pattern("labels", "before_another_name")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9₀-₉ .'’\-/&]*")
_SYMBOL = re.compile(rf"(?<![A-Za-z0-9{SUBSCRIPTS}])[A-Z][A-Za-z0-9{SUBSCRIPTS}]+(?![A-Za-z0-9{SUBSCRIPTS}])")
_UNITS = frozenset(
    "hz khz mhz ghz kwh mwh kpa hpa mpa mmhg kcal mol ppm ppb mah rpm kbps mbps gbps ml kg mg km cm mm nm db".split()
)
_QUOTES = " '\"‘’“”」』》〉"
_PRESENT = text(
    "SELECT term.value FROM json_each(:terms) AS term WHERE EXISTS (SELECT 1 FROM postings JOIN sources"
    " ON sources.id = postings.source_id WHERE postings.term = term.value"
    f" AND (postings.owner = :owner OR postings.source_id IN ({SHARED_SQL})) AND sources.removed_at IS NULL)"
)
_OTHERS = text(
    "SELECT DISTINCT aliases.form, aliases.other FROM json_each(:forms) AS asked JOIN aliases ON aliases.form = "
    "asked.value"
    " JOIN sources ON sources.id = aliases.source_id WHERE sources.removed_at IS NULL"
    f" AND (aliases.owner = :owner OR aliases.source_id IN ({SHARED_SQL}))"
)


def extract_synonyms(passage: str, tokens: Sequence[Token], sentences: Iterable[str]) -> set[Pair]:
    """The pairs of a passage; ``tokens`` are its morphemes by their offsets in it."""
    found = {
        pair for sentence in sentences if "(" in sentence for pair in pair_names(definitions.subject_names(sentence))
    }
    ends = [token.end for token in tokens]
    for match in _PARENTHESIS.finditer(passage):
        words = _words_before(passage, tokens, bisect_right(ends, match.start()), match.start())
        for part in re.split(r"[,;/、]", match[1]):
            found |= set(_in_parenthesis(words, _LABEL.sub("", part).strip()))
    for name in _symbols(passage, tokens):
        found |= {(korean.squeeze(other), name) for other in pronunciations(name)}
    return {
        (form, other)
        for form, other in found
        if 2 <= len(form) <= LONGEST_NAME_LENGTH and len(other) <= LONGEST_NAME_LENGTH
    }


def pair_names(names: Sequence[str]) -> set[Pair]:
    """The pairs of names that mean the same: each leads to every other."""
    known = list(dict.fromkeys(" ".join(name.split()) for name in names if len(korean.squeeze(name)) > 1))
    pairs = (
        permutations(known, 2)
        if len(known) <= GROUP
        else (pair for other in known[1:] for pair in ((known[0], other), (other, known[0])))
    )
    return {
        (korean.squeeze(said), other)
        for said, other in pairs
        if len(said) <= LONGEST_NAME_LENGTH
        and len(other) <= LONGEST_NAME_LENGTH
        and korean.squeeze(said) != korean.squeeze(other)
    }


def relate_terms(term: str, relations: Iterable[tuple[str, str]]) -> set[Pair]:
    """The pairs of a thesaurus' relations, apart from those of names: from a broader term to a narrower one, and from a
    related one to the other; ``relations`` are (broader, narrower or related; term).
    """
    found = set()
    for relation, other in relations:
        forward, back = (other, term), (term, other)
        pairs = {"broader": [forward], "narrower": [back]}.get(relation, [forward, back])
        found |= {(f"{RELATED}{korean.squeeze(said)}", meant) for said, meant in pairs if korean.squeeze(said)}
    return {(form, other) for form, other in found if max(len(form), len(other)) <= LONGEST_NAME_LENGTH}


def find_related(session: Session, owner: str, forms: Iterable[str]) -> dict[str, list[str]]:
    """For each squeezed form that a thesaurus of the owner's relates to others: those under it or beside it."""
    found = find_others(session, owner, [f"{RELATED}{form}" for form in forms])
    return {form.removeprefix(RELATED): names for form, names in found.items()}


def pronunciations(name: str) -> set[str]:
    """How Hanja are read, a formula is called and an abbreviation is said; empty for any other name."""
    plain = unicodedata.normalize("NFKC", name)
    if plain.isascii():
        return (same_substance(plain) | read_aloud(plain) if _is_symbol(plain) else set()) - {plain, plain.lower()}
    return set(sorted(readings(name))[:READINGS]) - {name}


def find_others(session: Session, owner: str, forms: Iterable[str]) -> dict[str, list[str]]:
    """For each squeezed form that an owner's books know by other names: those names."""
    rows = session.execute(_OTHERS, {"forms": json.dumps(sorted(set(forms))), "owner": owner})
    found: dict[str, list[str]] = {}
    for form, other in rows.tuples():
        found.setdefault(form, []).append(other)
    return {form: sorted(names, key=lambda name: (len(name), name)) for form, names in found.items()}


def find_mutual_names(session: Session, source_id: str, names: Iterable[str]) -> list[str]:
    """What one source calls the names otherwise, where it leads back to them and to nothing else there."""
    asked = {korean.squeeze(name) for name in names}
    rows = select(AliasRow.form, AliasRow.other).where(AliasRow.source_id == source_id)
    others = dict.fromkeys(session.scalars(rows.with_only_columns(AliasRow.other).where(AliasRow.form.in_(asked))))
    back: dict[str, set[str]] = {}
    for form, other in session.execute(rows.where(AliasRow.form.in_({korean.squeeze(one) for one in others}))).tuples():
        back.setdefault(form, set()).add(korean.squeeze(other))
    return [one for one in others if back.get(korean.squeeze(one), set()) and back[korean.squeeze(one)] <= asked]


def load_pairs(session: Session, source_id: str) -> set[Pair]:
    """The pairs that are kept of a source."""
    rows = session.execute(select(AliasRow.form, AliasRow.other).where(AliasRow.source_id == source_id))
    return {(form, other) for form, other in rows.tuples()}


def find_indexed(session: Session, owner: str, terms: Iterable[str]) -> set[str]:
    """Those of the index terms that stand in an owner's books; each costs one look into the index."""
    asked = json.dumps(sorted(set(terms)))
    return set(session.execute(_PRESENT, {"terms": asked, "owner": owner}).scalars())


def _words_before(passage: str, tokens: Sequence[Token], count: int, place: int) -> list[str]:
    """The words of the name that ends at a place: the nouns of the last few words, no particle between them."""
    kept: list[Token] = []
    for token in reversed(tokens[:count]):
        following = kept[-1].start if kept else place
        between = passage[token.end : following]
        if not can_name(token) or between.strip(_QUOTES if not kept else " -·"):
            break
        kept.append(token)
    words: list[list[Token]] = []
    for token in reversed(kept):
        if words and words[-1][-1].end == token.start:
            words[-1].append(token)
        else:
            words.append([token])
    after = max((n + 1 for n, word in enumerate(words[:-1]) if word[-1].tag == "SN"), default=0)  # "그림 3 세포막"
    return [passage[word[0].start : word[-1].end] for word in words[after:][-MOST_NAME_WORDS:]]


def _in_parenthesis(words: Sequence[str], part: str) -> Iterator[Pair]:
    """What a name and a part of the parenthesis after it say of each other."""
    if not words:
        return
    if _is_name(part) and not words[-1].isascii():
        most = 1 if part.isalpha() and not part.isupper() else 2  # photosynthesis names one word, WHO two or more
        for number in range(min(most, len(words)), len(words) + 1):
            yield korean.squeeze("".join(words[-number:])), part
        yield korean.squeeze(part), " ".join(words[-most:])
    elif re.fullmatch(r"[가-힣 ]{2,20}", part) and _is_name(words[-1]) and _is_noun_phrase(part):
        yield korean.squeeze(part), words[-1]
        yield korean.squeeze(words[-1]), part


def _is_name(part: str) -> bool:
    """Whether Latin letters are a name or an abbreviation, not a unit, a variable or a sentence."""
    if not _LATIN.fullmatch(part) or len(part) > 40 or len(part.split()) > 5 or part.lower() in _UNITS:
        return False
    capitals = sum(char.isupper() for char in part)
    return len(part) > 1 and (capitals > 1 or len(part) > 3 or any(char.isdigit() for char in part))


def _is_noun_phrase(part: str) -> bool:
    return all(token.tag in NAMING for token in korean.tokenize(part))


def can_name(token: Token) -> bool:
    """Whether a morpheme may be part of a name."""
    return token.tag in NAMING or token.form.strip(SUBSCRIPTS) == ""


def _symbols(passage: str, tokens: Sequence[Token]) -> set[str]:
    """The words in Hanja, the formulas and the abbreviations of a passage."""
    found = {token.form for token in tokens if token.tag == "SH" and len(token.form) > 1}
    return found | {match[0] for match in _SYMBOL.finditer(passage) if _is_symbol(match[0])}


def _is_symbol(name: str) -> bool:
    """A formula or an abbreviation as it is written in capitals: CO2, UN."""
    return len(name) > 1 and name[0].isupper() and (sum(map(str.isupper, name)) > 1 or any(map(str.isdigit, name)))

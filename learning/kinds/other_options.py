"""What the book says of the options that are not the key, so that an explanation tells why each of them is not."""

from __future__ import annotations

from collections.abc import Iterable

from learning.facts.fact import FactPool

LONGEST_TOLD = 90  # characters of what is quoted of one option


def tell_others(others: Iterable[str], source_id: str, material: FactPool) -> str:
    """For each option that the source explains: the option, what it says of it, and its page; "" where it explains
    none.
    """
    told = []
    for other in others:
        fact = material.tellers.get((source_id, other))
        if fact is None:
            continue
        said = " ".join((fact.said[0] if fact.said else fact.sentence.text).split())
        if len(said) <= LONGEST_TOLD:
            told.append(f"‘{other}’ – {said}({fact.sentence.page}쪽)")
    return f" 다른 선택지에 대한 교재의 설명: {' / '.join(told)}" if told else ""

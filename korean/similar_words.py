"""Words of the same kind, by Kiwi's own language model: 고종 -> 태종, 태조, 선조. Distractors and near synonyms."""

from __future__ import annotations

from functools import lru_cache

from korean.analyzer import kiwi


@lru_cache(maxsize=2048)
def similar_words(word: str, n: int = 20, same_tag: bool = True) -> tuple[tuple[str, float], ...]:
    """The n nearest words with their cosines, nearest first; empty where the word is no single known morpheme."""
    tokens = kiwi().tokenize(word)
    if len(tokens) != 1 or tokens[0].form != word:
        return ()
    try:
        near = kiwi().most_similar_morphemes(tokens[0].id, top_n=n * 3)
    except ValueError:  # a word that the model does not know
        return ()
    tag = tokens[0].tag
    return tuple((m.form, float(m.score)) for m in near if not same_tag or m.tag == tag)[:n]

"""Every recipe by its name: one file and one line here makes a module's weights ones that can be fitted again.

The order is that of ``--all``: a recipe stands after those whose weights it works with.
"""

from bench.fitting import (
    answer_surety,
    entailment,
    fact_sentences,
    fusion,
    garbled,
    passage_support,
    question_verdicts,
    reranker,
    sentences,
    smalltalk,
    unit_weights,
)
from bench.fitting.recipe import Recipe

RECIPES: dict[str, Recipe] = {
    one.name: one
    for one in (
        entailment.RECIPE,
        passage_support.RECIPE,
        smalltalk.RECIPE,
        fusion.RECIPE,
        sentences.RECIPE,
        reranker.RECIPE,
        unit_weights.RECIPE,
        answer_surety.RECIPE,
        garbled.RECIPE,
        *fact_sentences.SENTENCE_RECIPES,
        question_verdicts.RECIPE,
    )
}

"""knowledge/search/fusion: which candidate of the legs is the passage that was asked for?

Encyclopaedia questions (KorQuAD) name the title of their article, students' questions over textbooks seldom do: both
sets count as much.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bench.fitting.asked import natural_groups
from bench.fitting.questions import FILES, open_questions
from bench.fitting.recipe import Figures, Fitted, Group, Recipe, rank_figures, train_groups
from bench.fitting.solver import Floats
from knowledge.search.fusion import NAMES

WHOLE = 1.78  # the score of a passage that has every signal but the dense one; a cross-encoder's say is measured by it


def figures(scored: Sequence[tuple[Group, Floats]], textbooks: set[str]) -> Figures:
    """By set; ``textbooks`` are the sources of the students' questions."""
    found: dict[str, float] = {}
    for name, chosen in (("korquad", False), ("textbooks", True)):
        inside = [one for one in scored if (one[0].source in textbooks) is chosen]
        found |= {f"{name}: {figure}": value for figure, value in rank_figures(inside).items()} if inside else {}
    return found


def fit(data: Path) -> Fitted:
    """A conditional logit over the candidates, scaled to WHOLE: the order stays."""
    groups = [
        Group(
            one.article,
            one.collected.table().astype(np.float64),
            np.array([one.is_right(found.row) for found in one.collected.found]),
        )
        for one in open_questions(data).asked
    ]
    textbooks = list(natural_groups.list_groups(data, 1.0))
    share = len(groups) / max(1, len(textbooks))
    groups += [Group(one.source, one.table, one.right, share) for one in textbooks]
    chosen = train_groups(groups)
    values = chosen.model.values
    scale = WHOLE / sum(value for name, value in zip(NAMES, values, strict=True) if name != "dense")
    weights = dict(zip(NAMES, (values * scale).tolist(), strict=True))
    sources = {one.source for one in textbooks}
    return Fitted(weights, 0.0, {}, figures(chosen.opened, sources), figures(chosen.unopened, sources))


RECIPE = Recipe("fusion", "knowledge/search/fusion.py", (*FILES, *natural_groups.FILES), fit)

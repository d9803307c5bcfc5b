"""Every recipe by its name: one file and one line here makes a module's weights ones that can be fitted again."""

from bench.fitting import entailment
from bench.fitting.recipe import Recipe

RECIPES: dict[str, Recipe] = {one.name: one for one in (entailment.RECIPE,)}

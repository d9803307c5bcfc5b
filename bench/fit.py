"""Fit the weights of a module, or of all, from named data sets, and compare them with those in the repository.

    python3 run.py bench fit NAME --data FOLDER [--write] [--keep DIR]
    python3 run.py bench fit --all --data FOLDER [--write]
    python3 run.py bench fit --split FOLDER
    python3 run.py bench fit --table

FOLDER holds the data sets by name. The table names the module, its data, the folds, the figures on opened sources (each
by a model that has not seen the source's fold) and on unopened ones, and the largest difference to the weights in the
repository; ``--write`` puts the new ones there, ``--keep`` keeps the libraries of natural questions for the next run.
``--split`` lists the unopened sources of every set, ``--table`` writes what the weights in the repository say of
themselves as Markdown; both fit nothing.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from rich.console import Console

from bench.fitting.asked.natural_groups import keep_libraries
from bench.fitting.recipe import Figures, Recipe
from bench.fitting.recipes import RECIPES
from bench.fitting.split import TEXT_SETS, list_sources
from bench.fitting.weights_file import largest_difference, path_of, same_data, to_content, write_weights
from bench.report import publish
from weights import load_weights

FIT_COLUMNS = ("recipe", "module", "data", "folds", "opened", "unopened", "difference", "seconds")
EQUAL = 0.002  # a difference up to this is rounding


def describe(figures: Figures) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in figures.items())


def run_recipe(recipe: Recipe, data: Path, write: bool) -> tuple[object, ...]:
    """Fit, compare with the repository or write there; the row of the table."""
    started, path = time.perf_counter(), path_of(recipe)
    fitted = recipe.fit(data)
    content = to_content(recipe, fitted, data)
    difference, name = largest_difference(content, path)
    hashes = " ".join(f"{one}@{entry['sha256'][:8]}" for one, entry in content["origin"]["data"].items())
    compared = f"{difference:.4f} ({name})" + ("" if same_data(content, path) else ", other data")
    if write:
        write_weights(content, path)
        load_weights.cache_clear()  # the next recipe works with these
    seconds = round(time.perf_counter() - started, 1)
    opened, unopened = describe(fitted.opened), describe(fitted.unopened)
    return recipe.name, recipe.module, hashes, fitted.folds, opened, unopened, compared, seconds


def print_split(folder: Path) -> None:
    """Names of the unopened sources of every set; only numbers where the sources are texts themselves."""
    console = Console(width=200, highlight=False, markup=False)
    for name, (opened, unopened) in list_sources(folder).items():
        console.print(f"{name}: {len(opened)} opened, {len(unopened)} unopened")
        if name not in TEXT_SETS:
            for source in unopened:
                console.print(f"  {source}")


def print_table() -> None:
    """The table of docs/evaluation.md, out of the weights files."""
    print("| recipe | module | data (SHA-256) | folds | opened | unopened |\n|---|---|---|---|---|---|")
    for recipe in RECIPES.values():
        origin = load_weights(path_of(recipe)).origin
        data = ", ".join(f"{name} `{entry['sha256'][:8]}`" for name, entry in origin["data"].items())
        opened, unopened = (describe(origin["figures"][part]) for part in ("opened", "unopened"))
        print(f"| {recipe.name} | `{recipe.module}` | {data} | {origin['folds']} | {opened} | {unopened} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(sorted(RECIPES))}")
    parser.add_argument("--all", action="store_true", help="every recipe")
    parser.add_argument("--data", type=Path, help="the folder with the data sets")
    parser.add_argument("--write", action="store_true", help="write the weights beside their modules")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="where libraries are kept for the next run")
    parser.add_argument("--split", type=Path, metavar="FOLDER", help="list the unopened sources of the sets in FOLDER")
    parser.add_argument("--table", action="store_true", help="what the weights in the repository say of themselves")
    arguments = parser.parse_args()
    if arguments.table:
        print_table()
        return
    if arguments.split:
        print_split(arguments.split)
        return
    names = list(RECIPES) if arguments.all else arguments.names
    unknown = [name for name in names if name not in RECIPES]
    if unknown or not names:
        parser.error(
            f"name recipes ({', '.join(RECIPES)}) or --all" + (f"; unknown: {', '.join(unknown)}" if unknown else "")
        )
    if arguments.data is None or not arguments.data.is_dir():
        parser.error("--data must be a folder with the data sets")
    if arguments.keep:
        keep_libraries(arguments.keep)
    rows = [run_recipe(RECIPES[name], arguments.data, arguments.write) for name in names]
    publish("fit", FIT_COLUMNS, rows, "written" if arguments.write else "compared with the repository")


if __name__ == "__main__":
    main()

"""What each lexicon file is worth: how often its lists fire on books, and what is lost without them.

    python3 run.py bench lexicon FOLDER [--theme NAME] [--lists]

FOLDER holds books as text (``*.md``, ``*.txt``); ``--split`` leaves out the third of the files that nobody reads (bench
fit). "fires": of a thousand of their sentences, those in which a word of the file stands (as a morpheme) or an
expression of it matches. Then the file is emptied, or with ``--lists`` each of its lists, and the quick benchmarks are
made again in a process of their own: requests read rightly with their arguments (bench routing), questions of the
sample (bench sample), faults of grading (bench grading), sentences of the books that define a term.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.fitting.split import is_unopened
from bench.report import publish
from korean import lexicon
from settings import ROOT

MOST_SENTENCES = 1500  # of the books, spread over all of them
EVERY_FILE = 40  # sentences of one file, at most
NOTHING = "\ue000"  # a letter that no text has
FAILS = ("fails",) * 4  # where nothing works without a list
FIGURES = ("routing of 400", "sample of 30", "grading faults of 748", "definitions")


def book_sentences(folder: Path, split: bool) -> list[str]:
    """Sentences of the books, a few of each file in the order of their paths; code and tables are left out."""
    import korean

    found: list[str] = []
    paths = sorted(path for pattern in ("*.md", "*.txt") for path in folder.rglob(pattern) if path.name != "README.md")
    for path in paths:
        if split and is_unopened(path.relative_to(folder).as_posix()):
            continue
        text = re.sub(
            r"```.*?```|`[^`]*`|!?\[([^\]]*)\]\([^)]*\)", r"\1", path.read_text("utf-8", "replace"), flags=re.S
        )
        lines = [
            line for line in text[:20_000].splitlines() if re.search(r"[가-힣].*[.다]\s*$", line) and "|" not in line
        ]
        sentences = [line[start:end] for line in lines for start, end in korean.sentences(line)]
        found += [one for one in sentences if 15 <= len(one) <= 300][:EVERY_FILE]
    step = max(1, len(found) // MOST_SENTENCES)
    return found[::step][:MOST_SENTENCES]


def fired(theme: str, sentences: Sequence[str], forms: Sequence[frozenset[str]]) -> float:
    """Of a thousand sentences those that the theme has a word in (``forms``: their morphemes), or
    that an expression of it matches.
    """
    words = {
        half
        for purpose, entries in lexicon.lists(theme).items()
        if not purpose.startswith("re:")
        for entry in entries
        for half in (entry.split("/") if purpose.startswith("pair:") else (entry,))
    }
    patterns = [
        lexicon.pattern(theme, purpose.removeprefix("re:"))
        for purpose in lexicon.lists(theme)
        if purpose.startswith("re:")
    ]
    hits = sum(
        bool(words & own) or any(pattern.search(sentence) for pattern in patterns)
        for sentence, own in zip(sentences, forms, strict=True)
    )
    return 1000 * hits / max(1, len(sentences))


def empty(theme: str, purpose: str, folder: Path) -> None:
    """A copy of the lexicon in ``folder`` in which a theme's list matches nothing; "" empties all of its lists."""
    shutil.copytree(lexicon.FOLDER, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    path, seen, kept = folder / f"{theme}.tsv", set(), []
    for line in path.read_text(encoding="utf-8").splitlines():
        word, *rest = line.split("\t")
        if not rest or (purpose and rest[0] != purpose):
            kept.append(line)
        elif rest[0] not in seen:
            seen.add(rest[0])
            kept.append("\t".join([_nothing(rest[0], word), *rest]))
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def _nothing(purpose: str, word: str) -> str:
    """What no text matches, with the groups of an expression, a number where a pair has one."""
    if purpose.startswith("re:"):
        groups = re.findall(r"\((?:\?P<\w+>|(?!\?))", word)
        return NOTHING + "".join(f"{group})?" for group in groups)
    if purpose.startswith("pair:"):
        return f"{NOTHING}/{word.partition('/')[2]}"
    return NOTHING


def quick_figures(sentences: Sequence[str]) -> tuple[int, int, int, int]:
    """The quick benchmarks with the lexicon as it stands: FIGURES."""
    from bench.agent.routing import arguments_right, plan_request
    from bench.learning.grading import DATA, ours, rates
    from bench.library import sample_assistant
    from learning.facts.definitions import extract_defined_term

    lines = [json.loads(line) for line in (ROOT / "bench/data/routing.jsonl").read_text("utf-8").splitlines()]
    questions = [
        json.loads(line) for line in (ROOT / "bench/data/sample_questions.jsonl").read_text("utf-8").splitlines()
    ]
    keys = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    _, refused, _, wrong, accepted, _ = rates(keys, ours, False)
    with sample_assistant() as assistant:
        shelf = assistant.library.sources()
        plans = [(row, plan_request(assistant.library, row["text"])) for row in lines]
        routed = sum(plan.intent == row["intent"] and arguments_right(row, plan, shelf) for row, plan in plans)
        answered = 0
        for number, question in enumerate(questions):
            answer = assistant.ask(question["question"], thread=f"lexicon-{number}")
            squeezed = "".join(answer.text.split())
            holds = any("".join(accepted.split()) in squeezed for accepted in question["answers"])
            answered += (holds and not answer.abstained) if question["answerable"] else answer.abstained
    defined = sum(bool(extract_defined_term(sentence)) for sentence in sentences)
    return routed, answered, refused + round(accepted * wrong), defined


def figures_without(theme: str, purpose: str, sentences: Path) -> list[int] | None:
    """The quick figures of a process with an emptied list; None where nothing works without it."""
    with tempfile.TemporaryDirectory() as folder:
        if theme:
            empty(theme, purpose, Path(folder))
        command = [
            sys.executable,
            "-P",
            "-m",
            "bench.korean.lexicon",
            str(sentences),
            "--child",
            folder if theme else "-",
        ]
        ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return json.loads(ran.stdout.splitlines()[-1]) if ran.returncode == 0 else None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--theme", action="append", help="only this file; may be repeated")
    parser.add_argument("--lists", action="store_true", help="empty list by list, not file by file")
    parser.add_argument("--split", action="store_true", help="leave out the files that nobody reads")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        if arguments.child != "-":
            lexicon.FOLDER = Path(arguments.child)
        print(json.dumps(quick_figures(json.loads(arguments.folder.read_text("utf-8")))))
        return
    import korean

    sentences = book_sentences(arguments.folder, arguments.split)
    forms = [frozenset(token.form for token in korean.tokenize(sentence)) for sentence in sentences]
    with tempfile.TemporaryDirectory() as scratch:
        kept = Path(scratch) / "sentences.json"
        kept.write_text(json.dumps(sentences, ensure_ascii=False), encoding="utf-8")
        rows: list[tuple[object, ...]] = [("(none)", "", *(figures_without("", "", kept) or FAILS))]
        for theme in arguments.theme or lexicon.themes():
            for purpose in lexicon.lists(theme) if arguments.lists else ("",):
                without = figures_without(theme, purpose, kept)
                name = f"{theme}: {purpose}" if purpose else theme
                rows.append((name, round(fired(theme, sentences, forms)), *(without or FAILS)))
                print(*rows[-1], file=sys.stderr, flush=True)
    publish("lexicon", ("without", "fires", *FIGURES), rows, f"{len(sentences)} sentences of books")


if __name__ == "__main__":
    main()

"""The judge of prose on replies whose sentences are labelled: how many supported ones stay, how many others go?

    python3 run.py bench replies FILE.jsonl [--graph]

A line is an item: ``book``, ``evidence`` (passages with ``text``), ``replies`` (``model``, ``sentences`` with ``text``,
``label`` and ``kind of error``). A sentence stays where the judge confirms it or holds it for doubtful. Balanced
accuracy is the mean of supported ones kept and others dropped; greetings and refusals claim nothing and are left out.
By model, label, kind of error, and by whether the item's book is one that nobody opens who writes code.

``--graph``: the replies go through the whole assistant instead, by the engine that replays recorded replies, over a
library of all evidence. Then a sentence stays where the answer shows it, with the status of its citation; ``bare`` are
sentences shown without one.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

import korean
from agent import Answer, Assistant
from agent.grounding import split
from bench.fitting.data import read_rows
from bench.fitting.passage_support import evidence_sentences, read_plain
from bench.fitting.split import is_unopened, reply_source
from bench.report import publish
from knowledge.evidence.judge import judge
from knowledge.models import EvidenceState
from korean import vectors
from llm.engines import REPLAY_ENGINE
from settings import Settings

REPLY_COLUMNS = ("group", "sentences", "supported kept", "others dropped", "balanced", "others confirmed")
KEPT_LETTERS, FEWEST_LETTERS = 0.6, 6  # of a sentence that is recognised in an answer
SUPPORTED, NO_CLAIM = "supported", "no_claim"


def judge_replies(file: Path) -> dict[str, Counter[tuple[bool, EvidenceState]]]:
    """By group, how often a supported or another sentence (True, False) got which state."""
    morphemes = vectors.load(Settings().cache)
    found: dict[str, Counter[tuple[bool, EvidenceState]]] = defaultdict(Counter)
    for item in read_rows(file):
        half = "unopened" if is_unopened(reply_source(item)) else "opened"
        given = evidence_sentences(item)
        for reply in item["replies"]:
            for sentence in reply["sentences"]:
                if sentence["label"] == NO_CLAIM:
                    continue
                state = judge(read_plain(sentence["text"]), given, morphemes).state
                right = sentence["label"] == SUPPORTED
                for group in ("all", f"model {reply['model']}", f"error {sentence.get('kind of error') or 'none'}"):
                    found[f"{half}: {group}"][right, state] += 1
    return found


def replay_replies(file: Path) -> dict[str, Counter[tuple[bool, EvidenceState]]]:
    """The same through the whole assistant, each writer's replies by the engine that replays them."""
    items = list(read_rows(file))
    found: dict[str, Counter[tuple[bool, EvidenceState]]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "evidence.jsonl"
        texts = {one["text"]: one["title"] for item in items for one in item["evidence"]}
        passages = (
            {"id": str(number), "title": title, "text": read_plain(text)}
            for number, (text, title) in enumerate(texts.items())
        )
        shelf.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in passages), encoding="utf-8")
        for writer in sorted({reply["model"] for item in items for reply in item["replies"]}):
            chosen = Settings(library=Path(folder) / "library", llm=REPLAY_ENGINE, model=f"{file}#{writer}")
            assistant = Assistant.open(chosen)
            assistant.library.add(shelf)
            for number, item in enumerate(items):
                answer = assistant.ask(item["question"], thread=f"{writer}-{number}")
                shown = _list_shown(answer)
                half = "unopened" if is_unopened(reply_source(item)) else "opened"
                found[f"{half}: bare"][False, EvidenceState.CONFIRMED] += _count_bare(answer)
                for sentence in (
                    one for reply in item["replies"] if reply["model"] == writer for one in reply["sentences"]
                ):
                    if sentence["label"] == NO_CLAIM:
                        continue
                    begins = _letters(sentence["text"])
                    state = next((one for text, one in shown.items() if text.startswith(begins)), EvidenceState.NONE)
                    for group in ("all", f"model {writer}", f"error {sentence.get('kind of error') or 'none'}"):
                        found[f"{half}: {group}"][sentence["label"] == SUPPORTED, state] += 1
            assistant.close()
    return found


def _list_shown(answer: Answer) -> dict[str, EvidenceState]:
    """The sentences of an answer by their letters, each with the best status of its citations."""
    states = {one.marker: one.status for one in answer.citations}
    shown: dict[str, EvidenceState] = {}
    for text, markers in split(answer.text):
        for start, end in korean.sentences(text):
            told = [states[one] for one in markers if one in states]
            confirmed = EvidenceState.CONFIRMED in told
            shown[korean.squeeze(read_plain(text[start:end])).strip(" .!-*")] = (
                EvidenceState.CONFIRMED if confirmed else EvidenceState.WEAK
            )
    return shown


def _count_bare(answer: Answer) -> int:
    """Sentences of an answer with citations that have none of their own."""
    return sum(not markers for _, markers in split(answer.text)) if answer.citations else 0


def _letters(text: str) -> str:
    """What of a sentence stays when its ending is put in another register: the first part of its letters."""
    letters = korean.squeeze(read_plain(text)).strip(" .!-*")
    return letters[: max(FEWEST_LETTERS, int(KEPT_LETTERS * len(letters)))]


def describe(group: str, counted: Counter[tuple[bool, EvidenceState]]) -> tuple[object, ...]:
    """A row of the table."""
    right = sum(number for (good, _), number in counted.items() if good)
    wrong = counted.total() - right
    kept = (right - counted[True, EvidenceState.NONE]) / right if right else None
    dropped = counted[False, EvidenceState.NONE] / wrong if wrong else None
    both = (kept + dropped) / 2 if kept is not None and dropped is not None else None
    confirmed = counted[False, EvidenceState.CONFIRMED] / wrong if wrong else None
    shown = ["-" if one is None else round(one, 3) for one in (kept, dropped, both, confirmed)]
    return group, counted.total(), *shown


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--graph", action="store_true", help="through the whole assistant")
    arguments = parser.parse_args()
    file = arguments.file
    found = replay_replies(file) if arguments.graph else judge_replies(file)
    publish(
        "replies-graph" if arguments.graph else "replies",
        REPLY_COLUMNS,
        [describe(group, found[group]) for group in sorted(found)],
        file.name,
    )


if __name__ == "__main__":
    main()

"""llm/tasks/smalltalk: talk, or a request to the textbooks?

Talk: Chatbot_data, and the talk of the natural questions. Requests: the other natural questions, KorQuAD's, BoolQ's,
and terms out of the headings of textbooks, alone and in the frames of ``bench/data/request_frames.txt``: a term alone
is a
request, however common the word. The first part of KorQuAD is for evaluation: it only gives a figure.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

import korean
from bench.fitting.data import read_rows
from bench.fitting.recipe import Example, Figures, Fitted, Held, Recipe, train
from bench.fitting.split import SETS, is_unopened
from korean.analyzer import Token, is_content
from llm.tasks.smalltalk import talk_features
from settings import ROOT

TALK, STUDENTS_TALK, STUDENTS, TALK_TERMS = "talk", "students' talk", "students' questions", "terms alone"
FRAMED, AFTER_TALK = "framed terms", "requests after talk"
# What a row of each group counts for: groups of many rows less, students' own lines most.
TALK_COUNTS = {
    TALK: 1.0,
    STUDENTS_TALK: 8.0,
    STUDENTS: 8.0,
    "korquad-dev": 0.0,
    "korquad-dev-2": 2.0,
    "boolq": 0.3,
    "headings": 0.3,
    TALK_TERMS: 0.3,
    FRAMED: 0.5,
    AFTER_TALK: 0.5,
}
TALK_BOOKS = ("textbook-cs-notes", "textbook-d2l-ko", "textbook-owasp-llm-ko", "textbook-react-ko", "textbook-rust-ko")
TERM_FRAMES = "bench/data/request_frames.txt"
TALK_FILES = (
    "chatbot-data/pairs.jsonl.gz",
    "natural-questions/questions.jsonl",
    *(f"{part}/{file}.jsonl" for part in ("korquad-dev", "korquad-dev-2") for file in ("passages", "questions")),
    "kobest/boolq.dev.jsonl.gz",
    "kobest/boolq.train.jsonl.gz",
    *TALK_BOOKS,
    TERM_FRAMES,
)
SEEN, PAIR_SEEN = 8, 25  # sources in which a feature, and a pair of tags, has to stand
TALK_PENALTIES = (50.0,)
RECOGNISED = 0.985  # of talk, by the threshold of a line alone
TAKEN = {"in thread": 0.003, "known": 0.0005}  # of requests, at most, by the other thresholds
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)
_CODE = re.compile(r"```.*?```", re.S)


class Line(NamedTuple):
    """A line with its group, its source, and whether it is talk."""

    group: str
    source: str
    text: str
    talk: bool


def read_lines(data: Path) -> Iterator[Line]:
    """Every labelled line of the data sets."""
    for row in read_rows(data / TALK_FILES[0]):
        yield Line(TALK, SETS["chatbot-data"][1](row), row["question"], True)
    for row in read_rows(data / TALK_FILES[1]):
        talk = row["kind"] == "talk"
        yield Line(STUDENTS_TALK if talk else STUDENTS, SETS["natural-questions"][1](row), row["question"], talk)
    for part in ("korquad-dev", "korquad-dev-2"):
        title = {row["id"]: row["title"] for row in read_rows(data / part / "passages.jsonl")}
        for row in read_rows(data / part / "questions.jsonl"):
            yield Line(part, title[row["passage_id"]], row["question"], False)
    for file in ("boolq.dev.jsonl.gz", "boolq.train.jsonl.gz"):
        for row in read_rows(data / "kobest" / file):
            yield Line("boolq", row["passage"], row["question"], False)
    yield from read_headings(data)


def read_headings(data: Path) -> Iterator[Line]:
    """Headings of the textbooks, their nouns alone, and each noun in one frame, drawn by a hash of the noun."""
    frames = [
        line for line in (ROOT / TERM_FRAMES).read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    for path in sorted(path for book in TALK_BOOKS for path in (data / book).rglob("*.md")):
        source = path.relative_to(data).as_posix()
        headings = _HEADING.findall(_CODE.sub("", path.read_text(encoding="utf-8")))
        terms = sorted({token.form for heading in headings for token in korean.nouns(heading)})
        for heading in headings:
            yield Line("headings", source, heading, False)
        for number, term in enumerate(terms):
            yield Line(TALK_TERMS, source, term, False)
            if len(term) >= 2:
                asked = (
                    frames[_hash(source + term) % len(frames)].replace("{A}", term).replace("{B}", terms[number - 1])
                )
                yield Line(FRAMED, source, korean.agree(asked), False)


def put_after_talk(lines: list[Line]) -> list[Line]:
    """Requests with a line of talk before them, which are requests; the talk of opened
    sources before opened ones only.
    """
    found = []
    for unopened in (False, True):
        half = [line for line in lines if is_unopened(line.source) is unopened]
        talk = [line.text for line in half if line.group == TALK]
        asked = [line for line in half if line.group == FRAMED][::3]
        found += [
            Line(AFTER_TALK, one.source, f"{talk[_hash(one.text) % len(talk)]} {one.text}", False) for one in asked
        ]
    return found


def choose_morphemes(lines: list[Line], read: list[list[Token]]) -> frozenset[str]:
    """Morphemes of many opened sources: particles, endings and the like of any, content words of talk."""
    sources: dict[str, set[str]] = defaultdict(set)
    for line, tokens in zip(lines, read, strict=True):
        if TALK_COUNTS[line.group] and not is_unopened(line.source):
            for token in tokens:
                if line.talk or not is_content(token):
                    sources[f"{token.form}/{token.tag}"].add(line.source)
    return frozenset(name for name, found in sources.items() if len(found) >= SEEN and " " not in name)


def choose_names(examples: list[Example]) -> list[str]:
    """The features that stand in enough opened sources, sorted."""
    sources: dict[str, set[str]] = defaultdict(set)
    for one in examples:
        if one.weight and not is_unopened(one.source):
            for name in one.features:
                sources[name].add(one.source)
    return sorted(n for n, found in sources.items() if len(found) >= (PAIR_SEEN if n.startswith("tags ") else SEEN))


def thresholds(held: Held) -> dict[str, float]:
    """Of a line alone: where enough talk is recognised. Of the others: where few enough requests, counted by weight,
    are taken for talk.
    """
    weights = np.array([one.weight for one in held.examples])
    talk = np.sort(held.scores[held.labels & (weights > 0)])
    found = {"alone": float(talk[int((1 - RECOGNISED) * len(talk))])}
    order = np.argsort(-held.scores)
    taken = np.cumsum(np.where(held.labels, 0.0, weights)[order]) / weights[~held.labels].sum()
    for name, share in TAKEN.items():
        found[name] = max(found["alone"], float(held.scores[order][int(np.searchsorted(taken, share))]))
    return found


def figures(held: Held, alone: float) -> Figures:
    """The share of each group that is taken for talk, every line by itself."""
    groups = np.array([one.group for one in held.examples])
    return {
        f"{name}: talk": float((held.scores[groups == name] > alone).mean()) for name in TALK_COUNTS if name in groups
    }


def fit(data: Path) -> Fitted:
    lines = list(read_lines(data))
    lines += put_after_talk(lines)
    read = [list(korean.tokenize(line.text)) for line in lines]
    known = choose_morphemes(lines, read)
    examples = [
        Example(line.source, talk_features(line.text, tokens, known), line.talk, TALK_COUNTS[line.group], line.group)
        for line, tokens in zip(lines, read, strict=True)
    ]
    trained = train(examples, choose_names(examples), TALK_PENALTIES)
    found = thresholds(trained.opened)
    opened, unopened = (figures(held, found["alone"]) for held in (trained.opened, trained.unopened))
    return Fitted(trained.weights, trained.model.bias, found, opened, unopened)


def _hash(text: str) -> int:
    return int(hashlib.sha256(text.encode("utf-8")).hexdigest(), 16)


RECIPE = Recipe("smalltalk", "llm/tasks/smalltalk.py", TALK_FILES, fit)

"""The one Kiwi: morphemes with their offsets, content words, nouns, sentences, and whether two line ends join.

Kiwi takes two to three seconds to load, once a process, behind a lock; ``warm_up`` does it in a thread while other
modules are imported.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from cachetools import LRUCache

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

    from kiwipiepy import Kiwi

NOUN = frozenset({"NNG", "NNP", "SL", "SH", "XR"})
CONTENT = frozenset({"NNG", "NNP", "NNB", "NR", "NP", "VV", "VA", "XR", "SL", "SN", "SH", "W_SERIAL"})
_MAX = 20_000  # characters a call: Kiwi's memory grows with its input
_SOLID = 2_000  # characters without a blank
_BATCH = 4_000  # characters a core between one look of who waits and the next
_EVERY = 20  # characters that a text costs beside its own
_REPEATED = 64  # texts that are remembered, and characters from which one is worth that

_WRITTEN = re.compile(r"[^\W_]")  # a letter or a digit

_lock = threading.Lock()
_kiwi: Kiwi | None = None


class Token(NamedTuple):
    """A morpheme: form as in the dictionary, Sejong tag, offsets into the text."""

    form: str
    tag: str
    start: int
    end: int

    def moved(self, by: int) -> Token:
        """The morpheme in a text that has so many characters before this one's."""
        return Token(self.form, self.tag, self.start + by, self.end + by)


def kiwi() -> Kiwi:
    """The process's analyser, loaded on first use."""
    global _kiwi
    if _kiwi is None:
        with _lock:
            if _kiwi is None:
                from kiwipiepy import Kiwi

                loaded = Kiwi(
                    load_multi_dict=False
                )  # names of several words: half the time to load, nothing found by them
                loaded.tokenize("현무")  # the first call builds tables
                _kiwi = loaded
    return _kiwi


def warm_up() -> threading.Thread:
    """Load the analyser in a thread; the first call that needs it waits for the rest only."""
    thread = threading.Thread(target=kiwi, daemon=True)
    thread.start()
    return thread


def _pieces(text: str) -> Iterable[tuple[int, str]]:
    """The text in pieces of at most _MAX characters, cut at a line end or a space where there is one; shorter ones
    where there is none, which is no writing.
    """
    start = 0
    while len(text) - start > _MAX:
        cut = max(text.rfind("\n", start, start + _MAX), text.rfind(" ", start + _MAX // 2, start + _MAX))
        end = cut + 1 if cut > start else start + _SOLID
        yield start, text[start:end]
        start = end
    yield start, text[start:]


@lru_cache(maxsize=256)
def _base(tag: str) -> str:
    return tag.split("-", 1)[0]


@lru_cache(maxsize=4096)
def _tokenize(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    for offset, piece in _pieces(text):
        tokens += (t.moved(offset) for t in _tokenize_piece(piece))
    return tuple(tokens)


@lru_cache(maxsize=8)
def _tokenize_piece(piece: str) -> tuple[Token, ...]:
    return tuple(Token(t.form, _base(t.tag), t.start, t.start + t.len) for t in kiwi().tokenize(piece))


def tokenize(text: str) -> Sequence[Token]:
    """Morphemes in reading order. Irregular-verb suffixes are taken off the tags (``VV-I`` is ``VV``)."""
    return _tokenize(text)


def tokenize_all(texts: Iterable[str]) -> Iterable[Sequence[Token]]:
    """``tokenize`` of many short texts, on every core."""
    for result in kiwi().tokenize(texts):
        yield tuple(Token(t.form, _base(t.tag), t.start, t.start + t.len) for t in result)


@lru_cache(maxsize=4096)
def is_word(text: str) -> bool:
    """Whether a text is one word of the analyser's dictionary, nothing beside it."""
    tokens = kiwi().tokenize(text)
    return len(tokens) == 1 and not tokens[0].oov


def content(text: str) -> list[str]:
    """The index terms of a text: forms of its content morphemes (nouns, verb and adjective stems,
    numbers, foreign words), lower case.
    """
    return [token.form.lower() for token in tokenize(text) if token.tag in CONTENT]


def is_content(token: Token) -> bool:
    return token.tag in CONTENT


_MISREAD = frozenset("은는을를")  # particles that are taken for nouns after a compound that the analyser does not know


def nouns(text: str) -> list[Token]:
    """Nouns with adjacent ones joined (대한 + 제국 -> 대한제국 where they touch), in reading order."""
    joined: list[Token] = []
    for token in tokenize(text):
        if token.tag not in NOUN and not (token.tag == "XSN" and joined and joined[-1].end == token.start):
            continue
        if joined and joined[-1].end == token.start:
            if token.form in _MISREAD and not text[token.end : token.end + 1].isalpha():
                continue
            last = joined.pop()
            token = Token(
                text[last.start : token.end],
                "NNP" if "NNP" in (last.tag, token.tag) else last.tag,
                last.start,
                token.end,
            )
        joined.append(token)
    return joined


SplitBlock = list[tuple[int, int, list[Token]]]  # sentences: start, end, tokens
_CALLED = re.compile(r"(?:[A-Za-z0-9_]|^)[!?]$")  # a macro, a method, an operator: no end of a sentence
_ONE_WORD = re.compile(r"[^\s가-힣]+")


def _to_sentence(split: Any) -> tuple[int, int, list[Token]]:
    """A sentence of the analyser's."""
    return split.start, split.end, [Token(t.form, _base(t.tag), t.start, t.start + t.len) for t in split.tokens or ()]


def _join_called(text: str, split: Iterable[tuple[int, int, list[Token]]]) -> SplitBlock:
    """The sentences with those put together again that a name with "!" or "?" in it has parted: ``println!``은,
    ``vec!`` 매크로는, ``?`` 연산자는.
    """
    joined: SplitBlock = []
    for start, end, tokens in split:
        if joined and _CALLED.search(said := text[joined[-1][0] : joined[-1][1]]):
            before = joined[-1]
            is_korean = any("가" <= letter <= "힣" for letter in text[start:end])
            parted = before[1] == start or bool(_ONE_WORD.fullmatch(said))
            of_it = is_korean and (parted or (bool(tokens) and tokens[0].tag[0] == "J"))
            if of_it:
                joined[-1] = before[0], end, [*before[2], *tokens]
                continue
        joined.append((start, end, tokens))
    return joined


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for offset, piece in _pieces(text):
        split = kiwi().split_into_sents(piece, return_tokens=True)
        spans += ((offset + start, offset + end) for start, end, _ in _join_called(piece, map(_to_sentence, split)))
    return tuple(spans)


def sentences(text: str) -> Sequence[tuple[int, int]]:
    """Spans ``(start, end)`` of the sentences, white space between them left out."""
    return _sentences(text)


def split_blocks(
    texts: Iterable[str], otherwise: Callable[[Sequence[str]], dict[str, SplitBlock]] = lambda texts: {}
) -> Iterator[SplitBlock]:
    """The sentences of each text, each as ``(start, end, tokens)``: one pass of the analyser, on every core.

    Texts are taken a few at a time, so that whoever waits for them can stop; one that comes again is not read again.
    ``otherwise`` gives those of some texts that need no such pass (``row_reader.RowReader``).
    """
    known: LRUCache[str, SplitBlock] = LRUCache(_REPEATED)
    for batch in _batches(texts):
        fresh = [text for text in dict.fromkeys(batch) if text not in known]
        fresh, signs = [text for text in fresh if _WRITTEN.search(text)], [t for t in fresh if not _WRITTEN.search(t)]
        found: dict[str, SplitBlock] = {text: known[text] for text in dict.fromkeys(batch) if text in known}
        found |= {text: [(0, len(text), [])] if text.strip() else [] for text in signs}  # signs have no morphemes
        found |= otherwise(fresh)
        fresh = [text for text in fresh if text not in found]
        for text, split in zip(fresh, kiwi().split_into_sents(iter(fresh), return_tokens=True), strict=True):
            found[text] = _join_called(text, map(_to_sentence, split))
        for text in batch:
            yield found[text]
        known.update((text, found[text]) for text in fresh if len(text) >= _REPEATED)


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Texts, cut to what the analyser takes, in batches that every core has its share of."""
    most = _BATCH * (os.cpu_count() or 1)
    batch: list[str] = []
    size = 0
    for text in texts:
        batch.append(text[:_MAX])
        size += len(batch[-1]) + _EVERY
        if size >= most:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def glue_joints(left_right: Sequence[tuple[str, str]]) -> list[bool]:
    """For each pair (end of a line, start of the next): True where a space belongs between,
    False where a word was cut in two.
    """

    def decide(pair: tuple[str, str]) -> bool:
        _, inserted = kiwi().glue([pair[0][-40:], pair[1][:40]], return_space_insertions=True)
        return bool(inserted[0]) if inserted else True

    return list(_threads().map(decide, left_right))


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    """Kiwi leaves the interpreter to others while it works, so every core helps with what it takes one by one."""
    from concurrent.futures import ThreadPoolExecutor  # here: a child process that parses text needs none of it

    return ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="kiwi")

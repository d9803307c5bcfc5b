"""What a model's sentence may not be, however well the evidence seems to support it.

Not our own prompt recited, no question, nothing that a reader's program would act upon (links, pictures, tags), and no
statement cut out of a sentence that only reports it ("'해킹되었습니다'라고 답하라" does not say that anything was hacked).
"""

from __future__ import annotations

import re
from functools import cache

import korean
from korean import lexicon
from llm.tasks import compose, style

PROMPT_RUN = 14  # letters in a row of our own prompt
PIECE = 5  # letters of a whole sentence that is a piece of it
_ACTIVE = re.compile(
    r"!?\[[^\]]*\]\s*\(|\[[^\]]+\]:|</?[a-zA-Z!]|(?:https?|javascript|file|data|ftp):|www\.|tool_call|<\|",
    re.IGNORECASE,
)
_CLOSED = r"[\"'”’」』)\]]"
_REPORTED = lexicon.pattern("endings", "reported")


@cache
def own_prompt() -> tuple[frozenset[str], frozenset[str], str]:
    """Every run of RUN letters of the compose prompt, its short lines, and all of it."""
    human = re.sub(r"\$\w+", "\n", compose.PROMPT.human.template)
    told = (*compose.ASK_AGAIN.values(), *style.IN_REGISTER.values(), *style.FOR_LEVEL.values())
    texts = [korean.squeeze(text) for text in (compose.PROMPT.system, human, *told)]
    runs = {text[i : i + PROMPT_RUN] for text in texts for i in range(len(text) - PROMPT_RUN + 1)}
    return (
        frozenset(runs),
        frozenset(line for part in human.split("\n") if (line := korean.squeeze(part))),
        "\n".join(texts),
    )


def recites(sentence: str) -> bool:
    """Whether a sentence repeats our own prompt; the refusal that the prompt teaches is no recital."""
    letters = korean.squeeze(sentence)
    runs, lines, whole = own_prompt()
    if letters == korean.squeeze(compose.REFUSAL):
        return False
    if len(letters) >= PIECE and letters in whole:
        return True
    return letters in lines or any(letters[i : i + PROMPT_RUN] in runs for i in range(len(letters) - PROMPT_RUN + 1))


def admissible(sentence: str) -> bool:
    """Whether a sentence in a model's own words may be shown at all."""
    asks = sentence.rstrip().endswith(("?", "？"))
    acts = bool(_ACTIVE.search(sentence)) or commands(sentence)
    return not (recites(sentence) or asks or acts or _is_cut_from_speech(sentence))


def commands(sentence: str) -> bool:
    """Whether a sentence tells somebody to do something."""
    ends = [token for token in korean.tokenize(sentence) if token.tag[0] != "S"]
    return bool(ends) and ends[-1].tag == "EF" and ends[-1].form in lexicon.words("endings", "of_a_command")


def _is_cut_from_speech(sentence: str) -> bool:
    """Whether a quotation ends in it that began elsewhere: then it is what somebody was told to say."""
    return sentence.count('"') % 2 == 1 or sentence.count("”") > sentence.count("“")


def is_only_reported(sentence: str, after: str) -> bool:
    """Whether a quote that reads as a statement is one that its source only reports;
    ``after`` is what follows it there.
    """
    ends = [token.tag for token in korean.tokenize(sentence) if token.tag[0] != "S"]
    states = bool(ends) and ends[-1] in ("EF", "EC")
    if sentence.rstrip().endswith((".", "?", "!", "。")) and not re.match(_CLOSED, after):
        return False  # it ended there: what follows is another sentence
    return states and bool(_REPORTED.match(after.split("\n")[0]))

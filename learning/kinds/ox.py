"""OX: a sentence of the book as it stands, or made false by one exchange of the same kind."""

from __future__ import annotations

import random
from collections.abc import Sequence

import korean
from knowledge.evidence.judge import judge
from korean import lexicon
from learning.distractors.false_statements import concept_of, make_false_statement
from learning.facts.fact import Fact, FactPool
from learning.kinds.draft import TRUTH_OPTIONS, Draft
from learning.kinds.gap import question_setting
from learning.kinds.kind import Kind, ModelItem, PaperItem
from learning.kinds.line_questions import claim_of, is_said_by_lines, judge_line, settle_line
from learning.kinds.mcq5 import FEWEST_OPTIONS
from learning.kinds.statements import is_possibility, is_quoted
from learning.models import Option, Question
from llm.tasks.slots import OX

LONGEST_CLAIM = 110  # characters of a statement
_PAPER = lexicon.pattern("exam_papers", "true_or_false")
OPTIONS = TRUTH_OPTIONS


def make(fact: Fact, material: FactPool, rng: random.Random) -> Draft | None:
    text = fact.sentence.text
    true_one = rng.random() < 0.5
    where = question_setting(fact)
    fair = where is not None and not is_possibility(fact, material.choosy) and len(text) <= LONGEST_CLAIM
    made = make_false_statement(fact, material, rng) if fair else None
    if made is None:
        return None  # true ones too: else what cannot be made false would always be true
    claim, term = (text if true_one else made[0]), made[1]
    stem = f"{where}다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n" + " ".join(claim.split())
    told = " ".join(text.split())
    explanation = told if true_one else f"바른 내용: {told}"
    return Draft(
        "ox", stem, OPTIONS, ("O" if true_one else "X",), explanation, concept_of(fact, term), 0.4, (term.text,)
    )


def _recognise(item: PaperItem) -> bool:
    return item.options < FEWEST_OPTIONS and bool(_PAPER.search(item.body))


def _solve(stem: str, options: Sequence[Option], spans: Sequence[str]) -> str:
    """O where a span says it as it stands."""
    claim = claim_of(stem)
    said = is_quoted(claim, spans) or is_said_by_lines(claim, spans)
    return "O" if said else "X"


def _settle(draft: Draft, spans: Sequence[str]) -> bool:
    """Whether the sentence says what an O claims, or differs from what an X claims in the term on which it turns,
    or in a hard fact.
    """
    claim, answer, sentence = claim_of(draft.stem), draft.answer[0], spans[0]
    if (settled := settle_line(claim, answer, spans)) is not None:
        return settled
    same = korean.squeeze(claim) == korean.squeeze(sentence)
    verdict = judge(claim, sentence).stance.label
    if answer == "O":
        return same or verdict == "supported"
    return not same and (
        verdict == "refuted" or (verdict != "supported" and _is_exchange(claim, sentence, draft.proof))
    )


def _is_exchange(claim: str, sentence: str, proof: Sequence[str]) -> bool:
    """Whether the claim is the sentence with another thing in the place of one term."""
    flat = " ".join(sentence.split())
    for term in proof:
        before, found, after = flat.partition(term)
        tail = after.split(" ", 1)[-1] if " " in after else ""
        if found and claim.startswith(before) and claim.endswith(tail) and len(claim) > len(before) + len(tail):
            return True
    return False


def _explain(question: Question, option: str) -> tuple[str, None]:
    if question.answer[0] == "X":
        return "이 설명은 교재와 다릅니다.", None
    return "교재가 그대로 말하는 설명입니다.", None


KIND = Kind(
    "ox",
    "O·X",
    "True or false",
    make,
    of_lines=judge_line,
    asked_as=rf"{OX}|오엑스|참\s*(?:/|과|이나)?\s*거짓|진위",
    form="truefalse",
    bloom="understand",
    difficulty=0.4,
    usual=True,
    mock_turn=4,
    plain="truefalse",
    model=ModelItem("statement", "다음 설명이 맞으면 O, 틀리면 X를 고르시오."),
    paper_turn=7,
    recognise=_recognise,
    solve=_solve,
    settle=_settle,
    explain=_explain,
    judged=True,
)

"""rewrite: a follow-up question becomes one that stands alone ("그 조약의 결과는?" after 을사늑약 -> "을사늑약 조약의 결과는?").

The rules are the floor under every model: they put earlier topic nouns in, and never take a word of the
question away but the pronoun itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template

from pydantic import BaseModel, ConfigDict, Field

import korean
from korean import lexicon
from llm.tasks.prompt import Prompt, as_data

MOST_TOPICS = 2
INTERROGATIVES = lexicon.alternation("asking_words", "interrogative")  # words that ask, 몇 aside

PROMPT = Prompt(
    system=(
        "당신은 학습 도우미의 질문 정리 담당입니다. 앞선 질문들을 보고 마지막 질문을 혼자서도 뜻이 통하는 한국어 질문 하나로 "
        "고쳐 씁니다. 대명사만 가리키는 말로 바꾸고, 새로운 내용은 더하지 않으며, 질문에 답하지 않습니다."
    ),
    human=Template(
        '### 앞선 질문\n$history\n\n### 마지막 질문\n$question\n\n{"query": "고쳐 쓴 질문"} 꼴의 JSON으로만 답하십시오.'
    ),
)


class Rewrite(BaseModel):
    """The question that stands alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    query: str = Field(min_length=1, max_length=300)


def render(question: str, history: Sequence[str]) -> tuple[str, str]:
    """The system and the human message."""
    earlier = "\n".join(f"- {as_data(text)}" for text in history[-4:]) or "(없음)"
    return PROMPT.render(question=as_data(question), history=earlier)


def check(result: Rewrite, question: str, history: Sequence[str]) -> bool:
    """True where the rewrite keeps the question's own nouns and adds none that nobody said."""
    said = korean.squeeze(" ".join([*history, question]))
    nouns = [token.form for token in korean.nouns(result.query)]
    rewritten = korean.squeeze(result.query)
    lost = sum(korean.squeeze(token.form) not in rewritten for token in korean.nouns(question))
    return lost <= 1 and all(korean.squeeze(noun) in said for noun in nouns)


# -- the rules ---------------------------------------------------------------------------------------------------------

_GENERIC = lexicon.words("function_words", "no_topic_of_a_question")
_NOUN = frozenset({"NNG", "NNP", "SL", "SH", "XR", "NR"})
_OPENING = lexicon.pattern("joining_words", "opening_of_a_question")
# 그 조약, 이 사건, 해당 제도: the pointing word and the noun after it.
_DETERMINER = lexicon.pattern("pointing_words", "determiner_and_noun")
# 그는, 이것을, 거기서, 그때: a pronoun and the particle that agrees with it.
_PRONOUN = lexicon.pattern("pointing_words", "pronoun_and_particle")
_SHORT_PRONOUN = dict(lexicon.pairs("pointing_words", "contracted"))
_THEN = lexicon.pattern("pointing_words", "then")
_POINTED_TO = lexicon.pattern("pointing_words", "before_a_noun")
_PAIRS = {one: "/".join(pair) for pair in lexicon.pairs("particles", "agreeing") for one in pair}
_NOT_NOUNS = lexicon.words_in_order("function_words", "no_noun_behind_a_determiner")
_ASKS = lexicon.pattern("asking_words", "asks_or_counts")
_TOPIC_ALONE = re.compile(
    rf"^(?P<topic>.{{1,30}}?){lexicon.alternation('particles', 're:behind_a_topic')}\s*[?？.~!]*$"
)
_BEHIND_A_NAME = lexicon.pairs("particles", "behind_a_name")
_PARTICLE = re.compile(rf"({lexicon.alternation('particles', 're:behind_a_name')})(?=\s|$)")
_MARKED = re.compile(rf"^(.{{1,30}}?){_PARTICLE.pattern}")
_NO_NAME = ("VV", "VA", "VX", "MAG", "JKS", "JKO", "JX", "JKB")  # an unknown name may come apart, but not into these
_ASPECTS = lexicon.words("question_traits", "frame_of_a_question")
_ELLIPSIS = lexicon.pattern("asking_words", "opening_without_a_subject")


def standalone(question: str, history: Sequence[str] = ()) -> str:
    """The question with the topic that it points back to, or as it is. ``history`` holds
    earlier questions, oldest first.
    """
    text = " ".join(question.split())
    if not history:
        return text
    opened = _OPENING.sub("", text)
    follow_up = opened != text
    own = topics(opened)
    pointing = bool(_DETERMINER.search(opened) or _PRONOUN.search(opened) or _THEN.search(opened)) or any(
        word in opened.split() for word in _SHORT_PRONOUN
    )
    elliptic = not own and bool(_ELLIPSIS.match(opened) or follow_up or len(opened) <= 12)
    if follow_up and not pointing and (framed := _ask_the_same(opened, history[-1])):
        return framed
    if not (pointing or elliptic):
        return text
    if elliptic and not pointing and not korean.nouns(opened):
        return carry_over(opened, history[-1])
    here = korean.squeeze(opened)
    for earlier in reversed(history):
        found = [topic for topic in topics(earlier) if korean.squeeze(topic) not in here]
        if found:
            return _put_in(opened, found, earlier, elliptic and not pointing)
    return text


def _ask_the_same(opened: str, earlier: str) -> str:
    """What was asked before, asked of the topic of "그럼 X는?"; an aspect ("그럼 단점은?") is asked of the topic before. Empty
    where it is neither.
    """
    match = _TOPIC_ALONE.match(opened)
    if match is None:
        return ""
    if match["topic"].split()[-1] in _ASPECTS or _ELLIPSIS.match(opened):
        before = topics(earlier)
        words = [word for word in before[0].split() if word not in _ASPECTS] if before else []
        return f"{' '.join(words)} {opened}" if words else ""
    return take_frame(opened, earlier)


def take_frame(half: str, before: str) -> str:
    """A topic alone with the question before it asked of it: "회사령은?" after "토지 조사 사업이 뭐야" -> "회사령이 뭐야"; empty where it
    is no topic alone.
    """
    match = _TOPIC_ALONE.match(half)
    opening = _MARKED.match(before)
    found = topics(before) or ([opening[1]] if opening else [])
    if match is None or not found or not names_one_thing(match["topic"]):
        return ""
    start = before.find(found[0])
    behind = _PARTICLE.match(before[start + len(found[0]) :])
    pair = next((both for both in _BEHIND_A_NAME if behind and behind[1] in both), None)
    rest = before[start + len(found[0]) + (behind.end() if behind else 0) :]
    topic = match["topic"].strip()
    return " ".join(f"{before[:start]}{korean.josa(topic, '/'.join(pair)) if pair else topic}{rest}".split())


def carry_over(question: str, earlier: str) -> str:
    """A question that asks nothing of its own ("왜 그렇게 되는데?") behind what was asked before it, its asking words left
    out.
    """
    said = " ".join(word for word in earlier.rstrip("?？!. ").split() if not _ASKS.search(word))
    return f"{said} {question}" if said else question


def topics(text: str) -> list[str]:
    """What a question is about, the likeliest first: noun phrases, the one marked 은/는 or a proper noun before others.

    Words such as 이유 or 교재 are no topic; nor is the noun of a verb (체결하다), nor that of "그 조약".
    """
    tokens = list(korean.tokenize(text))
    found: list[tuple[int, str]] = []
    for phrase in _phrases(text, tokens):
        last = phrase[-1]
        words = text[phrase[0].start : last.end]
        after = tokens[tokens.index(last) + 1] if last is not tokens[-1] else None
        if after and after.tag in ("XSV", "XSA") and after.start == last.end:
            continue
        if all(token.form in _GENERIC for token in phrase) or (len(words) < 2 and last.tag != "NNP"):
            continue
        proper = any(token.tag in ("NNP", "SL", "SH") for token in phrase)
        marked = bool(
            after
            and (after.tag == "JX" or text[after.start :].startswith(lexicon.words_in_order("particles", "about")))
        )
        found.append((-2 * proper - marked, words))
    found.sort(key=lambda item: item[0])
    return list(dict.fromkeys(words for _, words in found))[:MOST_TOPICS]


def _phrases(text: str, tokens: Sequence[korean.Token]) -> list[list[korean.Token]]:
    """Runs of nouns with nothing but one space between them, without generic words at their ends."""
    runs: list[list[korean.Token]] = []
    last: korean.Token | None = None
    for token in tokens:
        touches = last is not None and last.end == token.start
        noun = token.tag in _NOUN or (token.tag in ("SN", "XSN", "XPN") and touches)
        if noun and not _points_to(text, token.start):
            joins = last is not None and runs and text[last.end : token.start] in ("", " ")
            if joins:
                runs[-1].append(token)
            else:
                runs.append([token])
            last = token
        else:
            last = None
    for run in runs:
        while len(run) > 1 and run[-1].form in _GENERIC and run[-1].start > run[-2].end:
            run.pop()
        while len(run) > 1 and run[0].form in _GENERIC and run[0].end < run[1].start:
            run.pop(0)
    return runs


def _points_to(text: str, start: int) -> bool:
    """True for the noun of "그 조약": it names the topic again, it is none of its own."""
    return _POINTED_TO.search(text[:start]) is not None


def _put_in(text: str, found: list[str], earlier: str, elliptic: bool) -> str:
    """The topic in the place of the pronoun, with a particle that agrees; in front where there is none to replace."""
    topic = found[0]
    for match in _DETERMINER.finditer(text):
        noun = match.group("noun")
        if noun.startswith(_NOT_NOUNS):
            continue
        stem = next((t.form for t in korean.nouns(noun)), noun)
        topic = next((one for one in found if one.endswith(stem)), topic)
        rest = noun[len(stem) :] if topic.endswith(stem) else " " + noun
        return text[: match.start()] + topic + rest + text[match.end() :]
    if pronoun := _PRONOUN.search(text):
        particle = pronoun.group("particle")
        word = korean.josa(topic, _PAIRS[particle]) if particle else topic
        return text[: pronoun.start()] + word + text[pronoun.end() :]
    for short, pair in _SHORT_PRONOUN.items():
        if short_form := re.search(rf"(?<![가-힣]){short}(?![가-힣])", text):
            return text[: short_form.start()] + korean.josa(topic, pair) + text[short_form.end() :]
    if elliptic and not korean.nouns(text):  # "왜?": what happened belongs to the question too
        words = [t.form for t in korean.nouns(earlier) if t.form not in _GENERIC and t.form not in topic]
        topic = " ".join(dict.fromkeys([topic, *words[:3]]))
    return f"{topic} {text}"


def names_one_thing(text: str) -> bool:
    """Whether the words name one thing: nouns and what binds them."""
    tokens = list(korean.tokenize(text.strip()))
    named = any(token.tag in ("NNG", "NNP", "SL", "SH", "XR", "NP") for token in tokens)
    binding = any(token.tag in _NO_NAME for token in tokens) or bool(tokens and tokens[-1].tag[0] == "J")
    return named and not binding and not _ASKS.search(text)

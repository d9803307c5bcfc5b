"""Flaws of the stem, each put into a sound item."""

from __future__ import annotations

import random

from learning.models import Option, Question
from tests.learning.validation.sound_items import is_word, other_of, swap


def negative_unmarked(q: Question, rng: random.Random) -> Question | None:
    if "**" in q.stem:
        return q.model_copy(update={"stem": q.stem.replace("**", "")})
    if "누구인가" in q.stem or "무엇인가" in q.stem:
        end = rng.choice(
            (
                "이 아닌 것은?",
                "과 거리가 먼 것은?",
                "에 해당하지 않는 것은?",
                "에 대한 답으로 틀린 것은?",
                "과 관련이 없는 것은?",
            )
        )
        return q.model_copy(update={"stem": q.stem.rsplit(" ", 1)[0] + end})
    return None


def double_negative(q: Question, rng: random.Random) -> Question | None:
    if "**" not in q.stem:
        return None
    if rng.random() < 0.5:
        old = other_of(q, rng)
        return swap(q, old, old.removesuffix("다.").removesuffix("한") + "지 않는 것은 아니다.")
    ends = (
        "옳지 **않은** 것이 아닌 것은?",
        "옳지 **않다고** 할 수 없는 것은?",
        "틀리지 **않은** 것은?",
        "옳지 **않은** 것으로 볼 수 없는 것은?",
    )
    return q.model_copy(update={"stem": q.stem.replace("옳지 **않은** 것은?", rng.choice(ends))})


def unfocused(q: Question, rng: random.Random) -> Question | None:
    heads = (
        "다음 중 옳은 것은?",
        "다음 설명 중 알맞은 것을 고르시오.",
        "다음 가운데 맞는 것은?",
        "옳은 것을 고르시오.",
        "다음 보기 중 바른 것은?",
        "다음 중 정답은?",
    )
    return q.model_copy(update={"stem": rng.choice(heads)})


def no_question(q: Question, rng: random.Random) -> Question | None:
    if "\n" in q.stem or "**" in q.stem:
        return None
    topic = q.stem.rsplit(" ", 1)[0]
    topic = topic[:-1] if topic[-1] in "은는" else topic
    return q.model_copy(update={"stem": topic + rng.choice((".", "에 관하여.", "에 대한 내용이다.", ""))})


def opinion(q: Question, rng: random.Random) -> Question | None:
    heads = (
        "여러분이 생각하는 답은 어느 것인가?",
        "다음 중 가장 마음에 드는 것은?",
        "당신이 생각하는 가장 좋은 답은?",
        "가장 훌륭하다고 느끼는 것은?",
        "이 가운데 좋아하는 것은 무엇인가?",
    )
    return q.model_copy(update={"stem": q.stem.split("\n")[0].rstrip("?") + "? " + rng.choice(heads)})


def too_long(q: Question, rng: random.Random) -> Question | None:
    filler = (
        "앞에서 배운 여러 내용을 처음부터 끝까지 차례대로 다시 떠올리고 교재에 실린 자료와 지도와 그래프를 함께 견주어 보면서 서로의 관계를 꼼꼼히 따져 본 다음에 친구들과 나눈 이야기까지 "
        "모아 "
        "정리하였을 때 "
    )
    return q.model_copy(update={"stem": filler + q.stem})


def dressing(q: Question, rng: random.Random) -> Question | None:
    words = (
        "흥미롭게도 ",
        "뜻밖에도 ",
        "모두가 사랑하는 ",
        "누구나 아는 ",
        "자, 집중해서 풀어 봅시다. ",
        "놀랍게도 ",
        "화창한 어느 날 철수가 물었다. ",
        "자랑스러운 우리 역사를 떠올리며, ",
        "참고로 ",
        "여러분, ",
    )
    return q.model_copy(update={"stem": rng.choice(words) + q.stem})


def gratuitous(q: Question, rng: random.Random) -> Question | None:
    texts = (
        "영수는 토요일에 박물관 매점에서 음료수를 샀다. ",
        "도서관 엘리베이터는 지난달에 수리되었다. ",
        "이 지역의 버스 요금은 최근에 올랐다. ",
        "민지의 취미는 자전거 타기와 피아노 연주이다. ",
        "교실 창문 옆에는 화분이 놓여 있다. ",
    )
    return q.model_copy(update={"stem": rng.choice(texts) + q.stem})


def blank_first(q: Question, rng: random.Random) -> Question | None:
    if not is_word(q) or "**" in q.stem:
        return None
    blank = rng.choice(("( ㉠ )", "(    )", "______", "□□"))
    return q.model_copy(
        update={
            "stem": f"다음 빈칸에 들어갈 말로 알맞은 것은?\n{blank}은(는) 교재의 이 단원에서 다루는 중요한 개념이다."
        }
    )


def claim(q: Question, rng: random.Random) -> Question | None:
    word = rng.choice(("항상", "절대로", "모두", "오직", "반드시", "언제나", "결코", "무조건"))
    head, tail = q.citation.quote.split(" ", 1)
    options = (Option(id="O", text="맞다"), Option(id="X", text="틀리다"))
    stem = f"다음 설명이 맞으면 O, 틀리면 X를 고르시오.\n{head} {word} {tail}"
    return q.model_copy(update={"kind": "ox", "stem": stem, "options": options, "answer": ("X",)})

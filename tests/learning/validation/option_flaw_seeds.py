"""Flaws of the options, each put into a sound item."""

from __future__ import annotations

import random

from learning.models import Question
from tests.learning.validation.sound_items import (
    is_number,
    is_sentence,
    is_word,
    key_of,
    other_of,
    swap,
    texts_of,
    with_options,
)


def key_longest(q: Question, rng: random.Random) -> Question | None:
    more = rng.choice(
        ("여러 조건을 두루 살펴 판단한 ", "관련 자료를 바탕으로 밝혀진 ", "오랜 연구 끝에 널리 받아들여진 ")
    )
    return swap(q, key_of(q), more + key_of(q)) if not is_number(q) else None


def key_most_precise(q: Question, rng: random.Random) -> Question | None:
    if not is_word(q):
        return None
    more = rng.choice((" 3종", "(교과서에 나온 것)", " 제2단계", " 1차"))
    return swap(q, key_of(q), key_of(q) + more)


def stem_word_in_key(q: Question, rng: random.Random) -> Question | None:
    nouns = [
        w
        for w in (
            "조선",
            "고구려",
            "신라",
            "세포",
            "혈액",
            "물체",
            "전류",
            "섬",
            "바다",
            "도시",
            "소설",
            "주장",
            "위도",
            "화산",
            "바람",
            "글",
        )
        if w in q.stem and len(w) > 1
    ]
    word = rng.choice(nouns) if nouns else ""
    if not word or not is_word(q) or any(word in t for t in texts_of(q)):
        return None
    return swap(q, key_of(q), f"{word} {key_of(q)}")


def answer_in_stem(q: Question, rng: random.Random) -> Question | None:
    if not is_word(q) or "**" in q.stem or len(key_of(q)) < 2:
        return None
    return q.model_copy(
        update={"stem": rng.choice((f"{key_of(q)} 단원에서 {q.stem}", f"'{key_of(q)}'을 떠올리며 답하라. {q.stem}"))}
    )


def grammar_cue(q: Question, rng: random.Random) -> Question | None:
    pairs = (("을", "를"), ("이", "가"), ("은", "는"), ("과", "와"))
    with_final = [(ord(t[-1]) - 0xAC00) % 28 > 0 for t in texts_of(q)]
    if not is_word(q) or len(set(with_final)) < 2:
        return None
    consonant, vowel = rng.choice(pairs)
    particle = consonant if (ord(key_of(q)[-1]) - 0xAC00) % 28 else vowel
    tail = {"을": "들 수 있다.", "이": "알맞다.", "은": "이것에 해당한다.", "과": "관계가 깊다."}[consonant]
    return q.model_copy(
        update={"stem": f"다음 빈칸에 들어갈 말로 알맞은 것은?\n이 단원의 물음에 대한 답으로는 (    ){particle} {tail}"}
    )


def absolutes(q: Question, rng: random.Random) -> Question | None:
    if not is_sentence(q):
        return None
    old = other_of(q, rng)
    head, tail = old.split(" ", 1)
    return swap(
        q,
        old,
        f"{head} {rng.choice(('항상', '절대로', '모두', '오직', '반드시', '언제나', '무조건', '결코', '예외 없이', '하나같이'))} {tail}",
    )


def vague(q: Question, rng: random.Random) -> Question | None:
    if not is_sentence(q):
        return None
    old = rng.choice(texts_of(q))
    head, tail = old.split(" ", 1)
    return swap(
        q,
        old,
        f"{head} {rng.choice(('자주', '가끔', '때때로', '흔히', '대체로', '종종', '거의', '비교적', '곧잘', '이따금'))} {tail}",
    )


def all_or_none(q: Question, rng: random.Random) -> Question | None:
    words = (
        "모두 정답",
        "정답 없음",
        "위의 모두",
        "해당 사항 없음",
        "모두 옳다",
        "답이 없다",
        "①, ② 모두",
        "전부 해당된다",
    )
    return swap(q, other_of(q, rng), rng.choice(words))


def overlapping(q: Question, rng: random.Random) -> Question | None:
    old = other_of(q, rng)
    rest = [t for t in texts_of(q) if t not in (old, key_of(q))]
    if is_number(q):
        return swap(q, old, rng.choice(rest))
    if is_sentence(q):
        return swap(q, old, rng.choice(rest).replace(" ", ""))
    base = rng.choice(rest)
    return swap(q, old, rng.choice((base, f"{base}와 {old}", f"{base} 또는 {old}", f"{base}, {old}")))


def mixed(q: Question, rng: random.Random) -> Question | None:
    old = other_of(q, rng)
    if is_number(q):
        return swap(q, old, rng.choice(("세종대왕", "광합성", "한강 유역", "의인법")))
    if is_sentence(q):
        return swap(q, old, rng.choice(("1592년", "3개", "46%")))
    return swap(
        q,
        old,
        rng.choice(("1592년", "3개", "25℃", "그 까닭은 아직 밝혀지고 있는 중이다.", "백성이 나라를 위하여 싸웠다.")),
    )


def disorder(q: Question, rng: random.Random) -> Question | None:
    if not is_number(q):
        return None
    texts = texts_of(q)
    shuffled = texts[:]
    while shuffled in (texts, texts[::-1]):
        rng.shuffle(shuffled)
    return with_options(q, shuffled, key_of(q))


def implausible(q: Question, rng: random.Random) -> Question | None:
    words = (
        "외계인",
        "모름",
        "우리 반 반장",
        "ㅋㅋㅋ",
        "산타 할아버지",
        "글쎄",
        "슈퍼맨",
        "선생님",
        "떡볶이",
        "축구공",
        "냉장고",
        "돈가스",
    )
    return swap(q, other_of(q, rng), rng.choice(words)) if is_word(q) else None


def two_keys(q: Question, rng: random.Random) -> Question | None:
    if rng.random() < 0.5:
        return q.model_copy(update={"answer": (q.answer[0], "1" if q.answer[0] != "1" else "2")})
    return swap(q, other_of(q, rng), key_of(q)) if not is_number(q) else None


def converging(q: Question, rng: random.Random) -> Question | None:
    if not is_word(q):
        return None
    others = [t for t in texts_of(q) if t != key_of(q)]
    first, second = key_of(q), others[0]
    mark = rng.choice((", ", " – ", " / "))
    key = f"{first}{mark}{second}"
    texts = [
        key,
        f"{first}{mark}{others[1]}",
        f"{others[2]}{mark}{second}",
        f"{first}{mark}{others[3]}",
        f"{others[1]}{mark}{second}",
    ]
    rng.shuffle(texts)
    return with_options(q, texts, key)


def repeated(q: Question, rng: random.Random) -> Question | None:
    if is_number(q):
        return None
    same = rng.choice(("이 단원에서 배운 ", "교재에 나오는 바로 그 ", "위의 물음에 대한 "))
    return with_options(q, [same + t for t in texts_of(q)], same + key_of(q))

"""The linter finds seeded item-writing flaws, and leaves sound items alone. The items are written for these tests."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from knowledge.models import Citation
from learning.models import Option, Question
from learning.validation.item_flaws import RULES, lint

# subject | stem | key | four distractors ; the sentence that the key rests on
SOUND = """
국사 | 조선 시대에 훈민정음을 만든 임금은 누구인가? | 세종 | 태종, 성종, 영조, 정조 ; 세종은 백성이 쉽게 쓸 수 있는 글자를 만들었다.
국사 | 고구려의 수도를 평양으로 옮긴 왕은 누구인가? | 장수왕 | 동천왕, 미천왕, 고국원왕, 영양왕 ; 장수왕은 수도를 국내성에서 남쪽으로 옮겼다.
국사 | 신라가 삼국을 통일하는 과정에서 손을 잡은 나라는 어디인가? | 당 | 수, 왜, 발해, 거란 ; 신라는 당과 동맹을 맺었다.
국사 | 고려를 세운 인물은 누구인가? | 왕건 | 궁예, 견훤, 양길, 최승로 ; 왕건은 송악을 도읍으로 삼았다.
국사 | 임진왜란이 일어난 해는 언제인가? | 1592년 | 1555년, 1597년, 1627년, 1636년 ; 1592년 일본군이 부산에 상륙하였다.
국사 | 다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\\n정조는 왕실 도서관으로 ( ㉠ )을(를) 두어 학자를 길렀다. | 규장각 | 집현전, 성균관, 홍문관, 승정원 ; 정조는 규장각을 두었다.
국사 | 갑신정변을 이끈 세력은 어느 쪽인가? | 급진 개화파 | 온건 개화파, 위정척사파, 동학 농민군, 만민 공동회 ; 급진 개화파는 우정총국 개국을 틈타 정변을 일으켰다.
국사 | 다음 중 '병자호란'에 대한 설명으로 옳지 **않은** 것은? | 명이 군대를 보내 도왔다. | 청 태종이 직접 군사를 이끌었다., 인조는 남한산성으로 피하였다., 삼전도에서 항복이 이루어졌다., 두 \
왕자가 심양으로 끌려갔다. ; 인조는 남한산성에서 버티다가 항복하였다.
국사 | 조선 후기에 대동법을 시행한 까닭으로 알맞은 것은? | 공납의 부담을 덜기 위해 | 군역의 대상을 넓히기 위해, 서원의 토지를 늘리기 위해, 과거의 횟수를 줄이기 위해, 노비의 신분을 지키기 위해 ; \
대동법은 특산물 대신 쌀을 내게 하였다.
생물 | 식물 세포에서 광합성이 일어나는 곳은 어디인가? | 엽록체 | 리보솜, 골지체, 세포벽, 중심체 ; 엽록체에는 엽록소가 들어 있다.
생물 | 사람의 혈액에서 산소를 나르는 세포는 무엇인가? | 적혈구 | 백혈구, 혈소판, 신경 세포, 상피 세포 ; 적혈구에는 헤모글로빈이 있다.
생물 | 다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\\n세포가 에너지를 얻기 위해 포도당을 분해하는 과정을 ( ㉠ )이라고(라고) 한다. | 세포 호흡 | 세포 분열, 증산 작용, 삼투 현상, 체온 조절 ; 세포 \
호흡은 미토콘드리아에서 일어난다.
생물 | 사람의 체세포에 들어 있는 염색체의 수는 몇 개인가? | 46개 | 23개, 44개, 48개, 92개 ; 체세포의 염색체는 46개이다.
생물 | 쓸개즙이 만들어지는 기관은 어디인가? | 간 | 위, 이자, 소장, 대장 ; 간에서 쓸개즙이 만들어진다.
생물 | 다음 중 '소화 효소'에 대한 설명으로 옳지 **않은** 것은? | 펩신은 녹말을 분해한다. | 아밀레이스는 침에 들어 있다., 라이페이스는 지방을 분해한다., 트립신은 단백질을 분해한다., 효소는 \
온도의 영향을 받는다. ; 펩신은 위에서 단백질을 분해한다.
생물 | 유전자를 이루는 물질의 이름은 무엇인가? | 디엔에이 | 글리코젠, 콜라겐, 셀룰로스, 키토산 ; 디엔에이는 이중 나선 구조이다.
생물 | 잎의 기공을 여닫는 세포는 무엇인가? | 공변세포 | 표피 세포, 물관 세포, 체관 세포, 생장점 세포 ; 공변세포가 부풀면 기공이 열린다.
생물 | 콩팥에서 혈액이 걸러지는 곳의 이름은 무엇인가? | 사구체 | 수뇨관, 방광, 요도, 융털 ; 사구체에서 여과가 일어난다.
물리 | 힘의 단위는 무엇인가? | 뉴턴 | 줄, 와트, 파스칼, 켈빈 ; 힘의 단위는 뉴턴이다.
물리 | 물체의 질량에 가속도를 곱한 값은 무엇인가? | 힘 | 일, 운동량, 에너지, 압력 ; 힘은 질량과 가속도의 곱이다.
물리 | 진공에서 빛의 빠르기는 초속 약 몇 km인가? | 300000km | 3000km, 30000km, 3000000km, 30000000km ; 빛은 진공에서 초속 약 300000km로 나아간다.
물리 | 저항이 일정할 때 전압과 전류의 관계로 알맞은 것은? | 서로 비례한다. | 서로 반비례한다., 제곱에 비례한다., 제곱에 반비례한다., 관계를 갖지 않는다. ; 전류의 세기는 전압에 비례한다.
물리 | 다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\\n물체가 운동 상태를 유지하려는 성질을 ( ㉠ )이라고(라고) 한다. | 관성 | 탄성, 중력, 마찰력, 부력 ; 관성은 질량이 클수록 크다.
물리 | 소리가 전달되지 않는 곳은 어디인가? | 진공 상태의 통 속 | 물이 담긴 수조 속, 공기가 찬 방 안, 철로 만든 막대 속, 나무로 만든 책상 속 ; 소리는 매질이 있어야 전달된다.
물리 | 볼록 렌즈를 쓰는 기구로 알맞은 것은? | 돋보기 | 거울, 온도계, 나침반, 저울 ; 돋보기는 볼록 렌즈로 만든다.
물리 | 전류가 흐르는 도선 둘레에 생기는 것은 무엇인가? | 자기장 | 중력장, 정전기, 대기압, 수증기 ; 도선 둘레에는 자기장이 생긴다.
물리 | 다음 중 '열의 이동'에 대한 설명으로 옳지 **않은** 것은? | 복사는 물질을 거쳐 전달된다. | 전도는 고체에서 잘 일어난다., 대류는 액체와 기체에서 일어난다., 금속은 나무보다 열을 잘 \
전한다., 햇볕의 열은 복사로 온다. ; 복사는 물질을 거치지 않고 열이 옮겨 가는 것이다.
물리 | 물이 끓는 온도는 1기압에서 몇 ℃인가? | 100℃ | 60℃, 80℃, 120℃, 140℃ ; 물은 1기압에서 100℃에 끓는다.
지리 | 우리나라에서 면적이 가장 넓은 섬은 어디인가? | 제주도 | 거제도, 진도, 강화도, 울릉도 ; 제주도는 화산 활동으로 만들어졌다.
지리 | 한강이 흘러드는 바다는 어디인가? | 황해 | 동해, 남해, 오호츠크해, 동중국해 ; 한강은 황해로 흘러든다.
지리 | 위도의 기준이 되는 선의 이름은 무엇인가? | 적도 | 북회귀선, 남회귀선, 본초 자오선, 날짜 변경선 ; 적도는 위도 0도의 선이다.
지리 | 열대 우림 기후가 나타나는 강 유역은 어디인가? | 아마존강 | 나일강, 볼가강, 라인강, 황허강 ; 아마존강 유역에는 열대 우림이 있다.
지리 | 다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\\n강이 바다로 들어가는 어귀에 흙이 쌓여 생긴 땅을 ( ㉠ )이라고(라고) 한다. | 삼각주 | 선상지, 범람원, 석회동굴, 해식애 ; 삼각주는 농사에 알맞다.
지리 | 화산이 터질 때 나오는 액체 상태의 물질은 무엇인가? | 용암 | 석탄, 퇴적물, 지하수, 빙하 ; 용암이 굳어 현무암이 된다.
지리 | 우리나라에 여름철에 부는 바람의 방향은 어느 쪽인가? | 남동풍 | 북서풍, 북동풍, 편동풍, 극동풍 ; 여름에는 바다에서 남동풍이 불어온다.
지리 | 도시에 사람이 몰려 생기는 문제로 알맞은 것은? | 주택 부족 | 노동력 부족, 학교 폐교, 농지 방치, 마을 소멸 ; 도시에 인구가 집중하면 주택이 부족해진다.
지리 | 다음 중 '기후'에 대한 설명으로 옳지 **않은** 것은? | 사막은 강수량이 많다. | 적도 부근은 기온이 높다., 극지방은 기온이 낮다., 온대는 사계절이 나타난다., 냉대는 침엽수림이 넓다. ; \
사막은 강수량이 적다.
국어 | '먹다'의 높임말로 알맞은 것은 무엇인가? | 잡수시다 | 주무시다, 여쭈다, 모시다, 뵙다 ; 먹다의 높임말은 잡수시다이다.
국어 | 시에서 소리의 규칙적인 반복으로 생기는 느낌은 무엇인가? | 운율 | 심상, 주제, 화자, 어조 ; 운율은 소리의 반복에서 온다.
국어 | 다음 빈칸 ㉠에 들어갈 말로 알맞은 것은?\\n한 낱말이 여러 뜻을 가질 때 이를 ( ㉠ )이라고(라고) 한다. | 다의어 | 동의어, 반의어, 외래어, 고유어 ; 다의어는 하나의 중심 의미를 갖는다.
국어 | 소설에서 사건이 가장 높은 긴장에 이르는 단계는 어디인가? | 절정 | 발단, 전개, 위기, 결말 ; 절정에서 갈등이 가장 높아진다.
국어 | '나무가 춤춘다'에 쓰인 표현 방법은 무엇인가? | 의인법 | 직유법, 대구법, 반어법, 도치법 ; 사람이 아닌 것을 사람처럼 나타내는 방법을 의인법이라 한다.
국어 | 한글의 기본 자음은 모두 몇 자인가? | 14자 | 10자, 12자, 17자, 24자 ; 한글의 기본 자음은 14자이다.
국어 | 주장하는 글에서 의견을 뒷받침하는 것은 무엇인가? | 근거 | 배경, 인물, 운율, 어조 ; 주장에는 근거가 따라야 한다.
국어 | '하늘이 무너져도 솟아날 구멍이 있다'와 같은 말의 갈래는 무엇인가? | 속담 | 시조, 민요, 전설, 수필 ; 속담은 오랜 생활에서 나온 짧은 말이다.
국어 | 다음 중 '토론'에 대한 설명으로 옳지 **않은** 것은? | 사회자는 한쪽 편을 든다. | 찬성과 반대로 나뉜다., 정해진 순서에 따라 말한다., 근거를 들어 주장한다., 상대의 말을 듣고 반박한다. \
; 사회자는 공정하게 토론을 이끈다.
"""


def item(stem: str, key: str, others: list[str], quote: str, place: int = 2, explanation: str = "") -> Question:
    texts = list(others)
    texts.insert(place, key)
    if all(text[:1].isdigit() for text in texts):
        texts.sort(key=lambda text: int("".join(c for c in text if c.isdigit())))
    return build(stem, texts, key, quote, explanation)


def build(stem: str, texts: list[str], key: str, quote: str, explanation: str = "") -> Question:
    options = tuple(Option(id=str(n), text=text) for n, text in enumerate(texts, 1))
    return Question(
        id="q",
        kind="mcq5",
        stem=stem,
        options=options,
        answer=(str(texts.index(key) + 1),),
        explanation=explanation or quote,
        citation=Citation(1, "s", "t", 1, 0, len(quote), quote),
        concept=key,
        difficulty=0.5,
    )


def items() -> list[Question]:
    found = []
    for line in SOUND.strip().splitlines():
        _, stem, key, rest = (part.strip() for part in line.split(" | "))
        others, quote = rest.split(" ; ")
        found.append(item(stem.replace("\\n", "\n"), key, others.split(", "), quote))
    return found


def key_of(q: Question) -> str:
    return next(o.text for o in q.options if o.id in q.answer)


def texts_of(q: Question) -> list[str]:
    return [o.text for o in q.options]


def with_options(q: Question, texts: list[str], key: str, stem: str | None = None) -> Question:
    return build(stem or q.stem, texts, key, q.citation.quote, q.explanation)


def swap(q: Question, old: str, new: str) -> Question:
    """One option written otherwise."""
    key = key_of(q)
    return with_options(q, [new if t == old else t for t in texts_of(q)], new if key == old else key)


def other_of(q: Question, rng: random.Random) -> str:
    return rng.choice([t for t in texts_of(q) if t != key_of(q)])


Injector = Callable[[Question, random.Random], Question | None]


def is_sentence(q: Question) -> bool:
    return key_of(q).endswith("다.")


def is_number(q: Question) -> bool:
    return key_of(q)[0].isdigit()


def is_word(q: Question) -> bool:
    return not is_sentence(q) and not is_number(q)


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


INJECTORS: dict[str, Injector] = {
    "key_longest": key_longest,
    "key_most_precise": key_most_precise,
    "stem_word_in_key": stem_word_in_key,
    "answer_in_stem": answer_in_stem,
    "grammar_cue": grammar_cue,
    "absolutes_in_distractors": absolutes,
    "absolute_claim": claim,
    "vague_frequency": vague,
    "all_or_none": all_or_none,
    "negative_unmarked": negative_unmarked,
    "double_negative": double_negative,
    "overlapping_options": overlapping,
    "mixed_kinds": mixed,
    "numbers_out_of_order": disorder,
    "unfocused_stem": unfocused,
    "no_question": no_question,
    "opinion_asked": opinion,
    "implausible_distractor": implausible,
    "several_keys": two_keys,
    "converging_cue": converging,
    "repeated_words": repeated,
    "long_stem": too_long,
    "window_dressing": dressing,
    "gratuitous_information": gratuitous,
    "blank_first": blank_first,
}
EACH = 12  # seeded items of a flaw, at most


def seeded() -> list[tuple[str, Question]]:
    found = []
    for number, (code, inject) in enumerate(INJECTORS.items()):
        rng = random.Random(number)
        made = [q for q in (inject(base, rng) for base in rng.sample(items(), len(items()))) if q is not None]
        found += [(code, q) for q in made[:EACH]]
    return found


def varied() -> list[Question]:
    """The sound items, and changes that leave them sound: other order, other courtesy, one distractor less."""
    found = []
    for number, q in enumerate(items()):
        rng = random.Random(number)
        texts, key = texts_of(q), key_of(q)
        found.append(q)
        shuffled = texts if is_number(q) else rng.sample(texts, len(texts))
        found.append(with_options(q, shuffled, key))
        fewer = [t for t in texts if t != other_of(q, random.Random(number))]
        found.append(with_options(q, fewer if len(fewer) == 4 else texts, key))
        polite = q.stem.replace("인가?", "입니까?").replace("것은?", "것은 무엇입니까?")
        found.append(with_options(q, texts[::-1], key, polite))
        found.append(
            q.model_copy(update={"stem": q.stem.replace("알맞은", "적절한").replace("다음 중 ", "다음 가운데 ")})
        )
    return found


def test_there_are_enough_items() -> None:
    assert len(items()) >= 40 and len(varied()) >= 200 and len(seeded()) >= 200
    assert len({line.split(" | ")[0] for line in SOUND.strip().splitlines()}) == 5
    assert set(INJECTORS) == set(RULES) and len(RULES) >= 14


def test_seeded_flaws_are_found() -> None:
    missed = [(code, q.stem, texts_of(q)) for code, q in seeded() if code not in {flaw.code for flaw in lint(q)}]
    assert len(missed) <= 0.09 * len(seeded()), missed


@pytest.mark.parametrize("code", list(INJECTORS))
def test_no_flaw_goes_mostly_unseen(code: str) -> None:
    mine = [q for name, q in seeded() if name == code]
    assert len(mine) >= 4
    assert sum(code in {flaw.code for flaw in lint(q)} for q in mine) >= 0.6 * len(mine)


def test_sound_items_are_left_alone() -> None:
    marked = [(flaw.code, flaw.evidence, q.stem) for q in varied() for flaw in lint(q)[:1]]
    assert len(marked) <= 0.05 * len(varied()), marked


def test_a_flaw_names_what_shows_it() -> None:
    for code, q in seeded():
        for flaw in lint(q):
            assert flaw.korean == RULES[flaw.code][0] and flaw.korean.endswith((".", "요."))
            assert flaw.evidence, code


def test_a_word_that_ends_like_a_call_is_no_dressing() -> None:
    q = next(q for q in items() if is_word(q))
    told = q.model_copy(update={"stem": f"{q.stem}\n참석자, 관리자, 사용자가 모두 함께 만든 것이다."})
    called = q.model_copy(update={"stem": f"자, 잘 보자. {q.stem}"})
    assert RULES["window_dressing"][1](told) is None and RULES["window_dressing"][1](called)

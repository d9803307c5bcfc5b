"""Is it talk, or a request to the textbooks? A logit over how a line is put and what it is about.

Fitted to half of songys/Chatbot_data (MIT) against questions about the sample textbooks; the words are that half's
commonest. On the other half 1.8 % are not recognised at THRESHOLD, and 1.0 % of KorQuAD 1.0 dev questions are taken for
talk (lines alone, without what the library knows).
"""

from __future__ import annotations

import re
from collections.abc import Collection

import korean
from korean.analyzer import is_content

THRESHOLD = -2.1
IN_THREAD = 2.0  # more is asked of a line that may follow up on an answer
KNOWN = -9.0  # where the library holds the line's own nouns: 0.2 % of chat lines, with the sample textbooks
BIAS = 3.59
WEIGHTS = {
    "evshare": 3.31,
    "own": -5.5,
    "nnp": -3.29,
    "me": 0.51,
    "wh": -2.85,
    "ask": -1.3,
    "ef": -0.31,
    "jx": -2.47,
    "nn": 1.08,
    "formal": -1.15,
    "digit": -1.61,
    "adj": 0.42,
    "pron": 1.09,
    "past": 1.04,
    "own wh": -0.61,
    "own ask": -2.93,
    "own formal": -1.99,
    "own ?": -0.58,
}
EVERYDAY = frozenset(
    """
가 가능 가슴 가족 가지 감정 갖 같 개 개월 거 거짓말 걱정 걸 걸리 것 게임 결국 결혼 고맙 고민 고백 고치 곳 공부 관계 관리 관심 괜찮 괴롭 군대 궁금 귀찮 그 그녀 그렇 그립 극복 글 기다리
기대 기분 기억 길 까먹 깨 깨지 꽃다발 꾸 꿈 끊 끝 끝나 나 나가 나쁘 나오 나이 날 날씨 남 남자 남친 남편 낫 내 내일 냄새 너 넘 녀 년 노래 노력 놀 놈 놓 누구 눈 눈물 느끼 느낌 늦 다니
다르 달 담배 답 답답 답장 당하 대하 대화 덥 데 데리 데이트 도서관 돈 돌아오 동거 동생 동안 되 두렵 둘 듣 들 들어오 듯 때 때문 떠나 떨리 떨어지 똑같 마시 마음 마지막 막히 만 만나 만남
만들 만큼 많 말 맘 망하 맞 맞추 머리 먹 먼지 멀 모르 몸 무너지 무디 무섭 무시 문자 묻 물 뭐 미련 미세 미안 미치 믿 밉 바보 바쁘 밖 반 받 받아들이 발표 밤 밥 방법 방학 배우 버리 번
번호 법 변하 별 보 보내 보이 봄 부담 부모 불 붙잡 비 비밀 비싸 빠지 뻔 사 사귀 사람 사랑 사이 사진 살 삼겹살 상대 상처 상황 새롭 새벽 생각 생각나 생기 생일 선물 설레 성격 세상 셀프 소개
소개팅 속 수 술 쉬 쉽 스킨십 스트레스 슬프 시간 시작 시키 시험 신경 싫 심하 싸우 썸 썸남 썸녀 쓰 아 아침 아프 안경 알 알리 알바 앞 애 약속 얘기 어디 어떡하 어떻 어렵 어리 언제 얼 얼굴
얼마 엄마 없 여사친 여자 여자애 여친 여행 연락 연애 연예인 연인 영화 예쁘 오 오늘 오르 옷 외롭 요즘 욕 우리 우울 운동 월급 유학 이거 이기 이러 이렇 이별 이사 이상 이야기 이유 이제 이해
인기 인사 인정 일 일어나 입 있 잊 잊히 자 자기 자신 자존감 잔 잘못 잠 잠수 잡 장거리 장난 재미 재밌 재회 저 저녁 적 전 전화 정규직 정도 정리 조금 조언 졸리 좋 좋아하 주 주말 죽 준비 줄
중 지 지금 지나 지나가 지내 지우 지치 직장 진심 집 집착 짜증 짝 짝남 짝녀 짝사랑 짧 찍 차 차갑 차단 차이 참 찾 챙기 처음 척 첫사랑 추천 출근 춥 치 친구 친하 카톡 커플 커피 크 키 타 터
통보 티 편지 편하 포기 폰 표현 피곤 필요 하 하나 하늘 하루 학교 학원 행복 헤어지 현실 호감 혼자 화 화장 확인 환승 회사 후 후폭풍 후회 흐르 힘 힘들
""".split()
)
_SELF = frozenset("나 내 너 저 제 우리 네 니 날 넌 난 당신 걔 얘 쟤 그녀 그놈 니가 저희 자기 누나 오빠 언니".split())
_WH = frozenset("언제 누구 어디 무엇 몇 왜 어떻게 어떤 어느 뭐 무슨 얼마".split())
_FORMAL = frozenset("나 는가 ᆫ가 은가 ᆸ니까 습니까 인가 나요 는가요".split())
_HANGUL = re.compile("[ㄱ-ㅎㅏ-ㅣ가-힣]")
_ASKING = re.compile(
    r"설명|알려|뜻|의미|정의|이란|란\?|차이|비교|특징|역할|원인|결과|과정|종류|의의|배경|요약|정리해|문제[는은를]"
)


def likelihood(text: str, known: bool = False) -> float:
    """The logit that a line is talk. ``known``: see ``is_known``."""
    if not _HANGUL.search(text):  # not what was fitted: other languages are requests
        return KNOWN
    tokens = list(korean.tokenize(text))
    content = [token for token in tokens if is_content(token)]
    nouns = [token for token in content if token.tag in ("NNG", "NNP", "XR", "SL", "SH")]
    told = [token for token in tokens if not token.tag.startswith("S")]
    last = told[-1] if told else None
    ending = last.tag if last else ""
    own, me = own_nouns(text), any(token.form in _SELF and token.tag[0] not in "EJ" for token in tokens)
    wh, ask = any(token.form in _WH for token in tokens), bool(_ASKING.search(text))
    formal = ending in ("EF", "EC") and last is not None and last.form in _FORMAL
    subject = bool(own) and not me  # a line about a thing, not about oneself
    features = {
        "evshare": sum(token.form in EVERYDAY for token in content) / max(1, len(content)),
        "own": min(len(own), 3) / 3,
        "nnp": any(token.tag == "NNP" and token.form not in EVERYDAY for token in nouns),
        "me": me,
        "wh": wh,
        "ask": ask,
        "ef": ending == "EF",
        "jx": ending == "JX" and last is not None and last.form in ("은", "는"),
        "nn": ending in ("NNG", "NNP"),
        "formal": formal,
        "digit": any(char.isdigit() for char in text),
        "adj": any(token.tag in ("VA", "MAG", "IC") for token in tokens),
        "pron": any(token.tag == "NP" and token.form not in _WH for token in tokens),
        "past": any(token.tag == "EP" for token in tokens),
        "own wh": subject and wh,
        "own ask": subject and ask,
        "own formal": subject and formal,
        "own ?": subject and text.rstrip().endswith("?"),
    }
    if features["ask"] and features["digit"]:  # "3.1 운동 알려줘": a name that the analyser leaves in pieces
        return KNOWN
    if subject and wh and formal:  # "훈민정음은 누가 만들었나?"
        return KNOWN
    if len(korean.squeeze(text)) >= 4 and korean.squeeze(text) in own_nouns(text):  # a term alone
        return KNOWN
    return BIAS + sum(WEIGHTS[name] * float(value) for name, value in features.items()) + (KNOWN if known else 0.0)


def asks_on(text: str) -> bool:
    """Whether a line that leans on an earlier question asks for something ("언제 태어났나요?"),
    and not how one is ("뭐 해?").
    """
    tokens = korean.tokenize(text)
    own = any(is_content(token) and token.form not in EVERYDAY and token.form not in _WH for token in tokens)
    return (
        own
        and any(token.form in _WH for token in tokens)
        and not any(token.form in _SELF and token.tag == "NP" for token in tokens)
    )


def is_known(found: Collection[str]) -> bool:
    """Whether the own nouns that a library holds make a line its subject: a long one, or two."""
    return len(found) >= 2 or any(len(word) >= 3 for word in found)


def own_nouns(text: str) -> list[str]:
    """The nouns of a line that are not everyday words: what a textbook may be about."""
    single = [token.form for token in korean.tokenize(text) if token.tag in ("NNG", "NNP", "SL")]
    joined = [token.form for token in korean.nouns(text)]
    return [word for word in dict.fromkeys([*single, *joined]) if len(word) >= 2 and word not in EVERYDAY]

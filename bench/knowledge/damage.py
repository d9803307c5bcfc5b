"""Questions as people really type them: without spaces, with a slip of a finger, decomposed, without particles, in other words."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable

from korean.analyzer import is_content, kiwi, tokenize

# Keys next to each other on the two-set Korean keyboard, as compatibility jamo.
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FIRST = 0xAC00

# A word and a near synonym of the same part of speech; each pair is used both ways.
_SYNONYMS = """
이름 명칭|나라 국가|사람 인물|까닭 이유|뜻 의미|방법 방식|해 연도|장소 곳|시기 때|회사 기업|학교 학원|책 서적|글 문장|그림 회화|노래 가요|
영화 작품|전쟁 전투|싸움 다툼|왕 임금|아버지 부친|어머니 모친|아내 부인|남편 배우자|아들 자식|형 형님|아이 어린이|어른 성인|집 주택|땅 토지|
바다 해양|산 산악|강 하천|병 질병|약 의약품|의사 의료인|군대 부대|군인 병사|무기 병기|법 법률|규칙 규정|범죄 범행|재판 공판|감옥 교도소|
돈 금전|값 가격|세금 조세|시장 장터|물건 물품|상품 제품|기계 장치|도구 연장|차 자동차|배 선박|비행기 항공기|길 도로|다리 교량|
선거 투표|대통령 국가원수|정부 당국|정당 당|의회 국회|국민 시민|지방 지역|도시 도회|수도 서울|마을 동네|세계 세상|지구 땅덩이|
종교 신앙|신 하느님|절 사찰|교회 예배당|스님 승려|과학 학문|연구 탐구|실험 시험|이론 학설|발견 발굴|기술 기법|원리 이치|현상 일|
원인 까닭|결과 성과|영향 여파|목적 목표|역할 구실|기능 작용|특징 특성|성격 성질|종류 갈래|차이 다른점|관계 관련|문제 과제|
사건 일|사고 재난|피해 손해|죽음 사망|출생 탄생|결혼 혼인|이혼 갈라섬|친구 벗|적 원수|동료 동무|제자 문하생|스승 선생|
직업 일자리|직책 직위|월급 봉급|상 수상|대회 경기|경기 시합|우승 일등|선수 운동선수|감독 지도자|팀 편|방송 방영|공연 무대|
음반 앨범|배우 연기자|가수 노래꾼|작가 저자|시인 문인|기자 언론인|신문 일간지|잡지 정기간행물|
태어나 출생하|죽 사망하|만들 제작하|짓 건설하|시작하 개시하|끝나 종료되|세우 설립하|없애 폐지하|이기 승리하|지 패배하|
받 수여받|주 제공하|보내 발송하|알리 통보하|말하 언급하|부르 일컫|쓰 사용하|사용하 이용하|고치 수정하|바꾸 변경하|늘 증가하|줄 감소하|
나누 구분하|모으 수집하|뽑 선출하|맡 담당하|살 거주하|떠나 출발하|돌아오 귀환하|도착하 당도하|막 저지하|돕 지원하|가르치 교육하|배우 학습하|
싸우 전투하|빼앗 강탈하|잡 체포하|숨기 은폐하|찾 발견하|나타나 출현하|사라지 소멸하|일어나 발생하|생기 발생하|참여하 참가하|
발표하 공표하|주장하 내세우|비판하 비난하|반대하 거부하|찬성하 동의하|허락하 허용하|금지하 막|요구하 요청하|약속하 다짐하|계획하 구상하|
많 다수이|크 거대하|작 조그맣|높 드높|중요하 소중하|유명하 이름나|처음 최초|마지막 최후|가장 제일|모두 전부|함께 같이|당시 그때|이후 뒤|이전 앞
"""


def _pairs() -> dict[str, str]:
    table: dict[str, str] = {}
    for pair in "".join(_SYNONYMS.split("\n")).split("|"):
        left, right = pair.split(" ", 1)
        table.setdefault(left, right)
        table.setdefault(right, left)
    return table


SYNONYMS = _pairs()


def remove_spaces(text: str, rng: random.Random) -> str:
    return "".join(text.split())


def decompose(text: str, rng: random.Random) -> str:
    return unicodedata.normalize("NFD", text)


def slip(text: str, rng: random.Random) -> str:
    """One letter of one content word typed on the neighbouring key."""
    places = [i for token in tokenize(text) if is_content(token) for i in range(token.start, token.end)]
    hangul = [i for i in places if i < len(text) and "가" <= text[i] <= "힣"]
    rng.shuffle(hangul)
    for i in hangul:
        if (wrong := _mistype(text[i], rng)) != text[i]:
            return text[:i] + wrong + text[i + 1 :]
    return text


def bare(text: str, rng: random.Random) -> str:
    """Half of the particles left out."""
    particles = [token for token in tokenize(text) if token.tag.startswith("J") and token.tag != "JX-C"]
    gone = rng.sample(particles, (len(particles) + 1) // 2)
    for token in sorted(gone, key=lambda t: -t.start):
        text = text[: token.start] + text[token.end :]
    return text


def replace_synonyms(text: str, rng: random.Random) -> str:
    """Content words that have a near synonym in the table, replaced by it; the others stay."""
    morphemes = [(t.form, t.tag) for t in kiwi().tokenize(text)]
    changed = [(SYNONYMS.get(form, form) if tag[0] in "NVM" else form, tag) for form, tag in morphemes]
    return text if changed == morphemes else str(kiwi().join(changed))


def _mistype(syllable: str, rng: random.Random) -> str:
    code = ord(syllable) - _FIRST
    lead, vowel, tail = code // 588, code % 588 // 28, code % 28
    near = _beside(_LEADS[lead], _LEADS)
    if near:
        lead = _LEADS.index(rng.choice(near))
    elif near := _beside(_VOWELS[vowel], _VOWELS):
        vowel = _VOWELS.index(rng.choice(near))
    return chr(_FIRST + lead * 588 + vowel * 28 + tail)


def _beside(letter: str, letters: str) -> list[str]:
    for row in _ROWS:
        if letter in row:
            place = row.index(letter)
            return [key for key in row[max(0, place - 1) : place + 2] if key != letter and key in letters]
    return []


DAMAGES: dict[str, Callable[[str, random.Random], str]] = {
    "no spaces": remove_spaces,
    "one slip": slip,
    "NFD": decompose,
    "half the particles": bare,
    "synonyms": replace_synonyms,
}

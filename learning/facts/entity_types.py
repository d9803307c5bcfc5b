"""What kind of thing a word names, by its ending and short lists: options of one question must be of one kind."""

from __future__ import annotations

import re
from functools import lru_cache

_ENDINGS = (
    ("titled", r"[가-힣] (장군|대통령|총리|장관|선교사|박사|교수|감독|의원|총장|주교|목사|신부|선생)$"),
    ("treaty", r"(조약|늑약|협약|의정서|밀약|화약|동맹|조규|선언|협정)$"),
    ("war", r"(전쟁|대첩|전투|사변|정변|군란|혁명|사건|항쟁|참변|파천|왜란|호란|양요|의거|봉기|반란)$"),
    ("people", r"(군인|유생|농민|시민|학생|주민|백정|여성|상인|양반|노비|인들|생들|민들)들?$"),
    ("army", r"(독립군|광복군|의병|군대|함대|부대|[가-힣](?<!장)군|별기군)$"),
    ("school", r"(학교|서원|대학|학당|서당|강습소|육영공원)$"),
    (
        "office",
        r"(정부|총독부|통감부|아문|군국기무처|재판소|경찰서|감옥|공사관|우정총국|기기창|집강소|교통국|[가-힣]{2}청|[가-힣]{2}(?<!텍)처)$",
    ),
    ("company", r"(은행|회사|상회|공사)$"),
    (
        "society",
        r"(협회|학회|[가-힣]회|[가-힣]단|동맹|개화파|독립당|국민당|공산당|정당|위원회|(내무|외무|탁지|군|법|학|농상공|교육|국방|외교|환경|노동|통상|법무|건설|문화|재무)부)$",
    ),
    ("law", r"(법|령|조서|강령|국제|헌법|규칙|통일안)$"),
    ("movement", r"(운동|개혁|정책|제도|사업|계획|통치|투쟁|[가-힣]{2}제)$"),
    ("print", r"(신문|신보|일보|책략|실록|통사|신론|사기|유사|전서|잡지)$"),
    (
        "degree",
        r"(정확|해상|정밀|선명|민감|인지|만족|신뢰|난이|유사|중요|복잡|완성|기여|참여|숙련|순|강|밀|빈|경|속|온|농|습|각)도$",
    ),
    ("island", r"([가-힣]도|반도|섬)$"),
    ("fortress", r"([가-힣]산성|[가-힣]{2,}성|[가-힣]{2,}[궁문릉])$"),
    ("thought", r"(주의|사상|[가-힣]론|[가-힣]학|[가-힣]설|이론)$"),
    ("right", r"([가-힣]{2,}(?<!정치)(?<!문화)(?<!경제)(?<!도시)(?<!생활)권|대우)$"),
    ("amount", r"([가-힣]{2,}량|[가-힣]{1,}율|[가-힣]{1,}률|속도|온도|농도|세기|압력|크기|길이|비율)$"),
    (
        "colour",
        r"((빨강|빨간|붉은|주황|노란|노랑|황|초록|녹|청록|파란|푸른|청|남|보라|자주|분홍|갈|회|금|은|살|연두|하늘|흰|검은|검정|백|흑|적)색|[가-힣]+빛)$",
    ),
    ("plant part", r"(미토콘드리아|엽록소|뿌리|줄기|열매|잎|씨|꽃|기공|세포|엽록체|체관|물관)$"),
    ("process", r"(작용|호흡|광합성|과정|현상|박피|반응|분열|순환|증산|연소|이동)$"),
    ("model", r"(모델|신경망|네트워크|회귀|분류기|벡터 머신|생성기|에이전트)$"),
    ("method", r"(알고리즘|기법|하강법|방식|경사법|정규화|증강|최적화|역전파|드롭아웃|강하법|백업|벡터화)$"),
    ("learning", r"(학습|러닝|훈련)$"),
    ("data", r"(데이터|데이터 ?세트|데이터셋|레이블|픽셀|이미지|행렬|벡터|텐서|속성|특징)$"),
    ("hardware", r"(메모리|캐시|버스|드라이브|코어|프로세서|레지스터|스토리지|디스크|하드웨어|컴퓨터|칩)$"),
    ("value", r"(값|가중치|파라미터|변수|오프셋|손실|편향|기울기|함수|대역폭|지연 시간)$"),
    ("box", r"(상자|박스)$"),
    ("gas", r"(산소|수소|질소|탄소|수증기|이산화 탄소|메테인|암모니아|헬륨)$"),
    ("nutrient", r"(포도당|녹말|설탕|단백질|지방|무기염류|비타민|엿당|아미노산)$"),
)
_LISTS = {
    "country": "미국 영국 프랑스 독일 러시아 일본 중국 청나라 소련 이탈리아 네덜란드 스페인 오스트리아 인도 베트남 몽골 필리핀 캐나다 벨기에 덴마크 "
    "브라질 우루과이 아르헨티나 파라과이 칠레 페루 멕시코 콜롬비아 쿠바 포르투갈 스위스 스웨덴 노르웨이 핀란드 폴란드 헝가리 체코 그리스 튀르키예 터키 "
    "이란 이라크 시리아 레바논 이스라엘 사우디아라비아 아프가니스탄 파키스탄 방글라데시 네팔 미얀마 태국 라오스 캄보디아 말레이시아 싱가포르 인도네시아 오스트레일리아 호주 뉴질랜드 이집트 "
    "에티오피아 케냐 남아프리카 공화국 우크라이나 루마니아 불가리아 아일랜드 대만 타이완 "
    "조선 고려 신라 백제 고구려 발해 가야 한국 대한민국 대한 제국",
    "place": (
        "경기도 강원도 충청도 전라도 경상도 황해도 평안도 함경도 제주도 서울 부산 인천 대구 광주 대전 평양 개성 한성 전주 진주 공주 논산 순창 천안 화성 제주 원산 강릉 의주 간도 종로 "
        "제물포 "
        "노량진 봉오동 청산리 우금치 황토현 제암리 고부"
    ),
    "place abroad": "상하이 톈진 베이징 난징 충칭 도쿄 오사카 "
    "교토 나가사키 히로시마 하얼빈 뤼순 지린 만주 파리 런던 베를린 워싱턴 헤이그 모스크바 훙커우 쌍성보 영릉가 "
    "연해주 블라디보스토크 하와이 샌프란시스코",
}
_SURNAMES = "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허남심노하곽성차주우구나민진지엄채원천방공현함변염추설마표명어여"
_PERSON = re.compile(rf"^[{_SURNAMES}][가-힣]{{2}}$")
_GIVEN = frozenset(  # syllables of which given names are made
    "가갑강건걸겸경계고공관광교구국권규균근금기길나남내노다단달대덕돌도동두라래려련령례로록룡리린만면명모무묵문미민박반배백범법별병보복봉부비빈사산삼상새생서석선설섭성세소솔송수숙순술슬"
    "승시식신실아안애약양언여연열염영예오옥온완왕요용우욱운웅원월위유육윤율은을의이익인일임자장재전정제조종주준중지진찬창채천철청초춘충치칠탁태택평표필하학한해향헌혁현협형혜호홍화환회효후훈휘흠흥희"
)
_GIVEN_LAST = _GIVEN - frozenset(
    "가강공교나내다단라로면모무법별부비산새사생설소솔시실위육을의임장전제청초치표한회"
) | frozenset("산수사소")
_LOANS = {  # words that translations use for one another
    "러닝": "학습",
    "머신": "기계",
    "트레이닝": "훈련",
    "훈련": "학습",
    "기울기": "경사",
    "그래디언트": "경사",
    "그레이디언트": "경사",
    "강하": "하강",
    "컨벌루션": "합성곱",
    "컨볼루션": "합성곱",
    "파라미터": "매개변수",
    "뉴럴": "신경",
    "네트워크": "망",
    "데이터세트": "데이터집합",
    "데이터셋": "데이터집합",
    "데이터 세트": "데이터집합",
    "레이어": "층",
    "계층": "층",
    "히든": "은닉",
    "유닛": "단위",
    "노드": "단위",
    "어텐션": "주의",
    "풀링": "통합",
    "바이어스": "편향",
    "오프셋": "편향",
    "로스": "손실",
    "옵티마이저": "최적화기",
    "에러": "오류",
    "오차": "오류",
    "아웃풋": "출력",
    "인풋": "입력",
    "메모리": "기억장치",
    "알고리듬": "알고리즘",
    "소셜": "사회",
}
_SAME = tuple(
    frozenset(names.split())
    for names in (
        "한국 대한민국 남한 우리나라",
        "북한 조선민주주의인민공화국",
        "청 청나라",
        "터키 튀르키예",
        "호주 오스트레일리아",
        "대만 타이완",
        "일본 일제",
    )
)
_KING = re.compile(r"^((?!업|품|인|직|각|기)[가-힣]종|[태세정영순선인]조|[가-힣]{1,3}왕|광해군|연산군)$")
_NOBLE = re.compile(r"^([가-힣]{2} 황후|흥선 대원군|대원군)$")
_NOT_NAMES = frozenset(
    "당백전 원납전 조선책 신분제 이산화 유치원 지원병 소유자 어린이 신부 고구마 유학생 주시경전 백동화 전차 서대문 한반도 임시".split()
)


@lru_cache(maxsize=100_000)
def entity_type(word: str, tag: str = "") -> str:
    """The kind of thing that a word names, or "" where its form does not tell; ``tag``
    "name" allows a person's name.
    """
    for name, words in _LISTS.items():
        if word in words.split() or word == "대한 제국":
            return name
    if _KING.match(word):
        return "king"
    if _NOBLE.match(word):
        return "person"
    for name, pattern in _ENDINGS:
        if len(word) > 2 and re.search(pattern, word) and not (tag == "name" and _is_person(word, name)):
            return name
    named = tag == "name" and _PERSON.match(word) and word not in _NOT_NAMES
    return "person" if named and word[1] in _GIVEN and word[2] in _GIVEN_LAST else ""


def same_entity(left: str, right: str) -> bool:
    """Whether two terms are one in two translations: 기계 학습 and 머신 러닝, 경사 하강법 and 기울기 하강법."""
    if any({left, right} <= names for names in _SAME):
        return True
    a, b = _native(left), _native(right)
    return a == b or sorted(a.split()) == sorted(b.split())


@lru_cache(maxsize=100_000)
def _native(term: str) -> str:
    for loan, native in _LOANS.items():
        term = term.replace(loan, native)
    return term.replace(" ", "")


def _is_person(word: str, ending: str) -> bool:
    """A three-syllable name whose last syllable looks like an ending by chance (김광제, 반기문)."""
    chance = ending in (
        "island",
        "colour",
        "right",
        "thought",
        "movement",
        "fortress",
        "society",
        "law",
        "army",
        "value",
    )
    surname = word[0] in "김이박최정홍" or ending not in ("island", "society", "law", "army", "value")
    return chance and surname and bool(_PERSON.match(word)) and word[2] in _GIVEN_LAST and word[1:] not in ("대문",)

"""What kind of request a line is, by rules: a quiz, a summary, a term to explain, or something that this assistant does not do.

Patterns are laid over the line without its spaces, so that a line typed without any reads the same. The last clause decides: "문제
풀다가 막혔는데 그 조약이 뭐야?" asks for no quiz.
"""

from __future__ import annotations

import re

import korean
from llm.tasks.rewrite import ASKING, topics
from llm.tasks.slots import pages_in, topic_in, units_in

_CLAUSE = re.compile(r"(?<=[가-힣])(?:는데|은데|인데|한데|던데|지만|다가|더니|니까|라서|어서요?)\s+(?=\S{2})")
_WH = re.compile(rf"{ASKING}|몇(?!개|문제|문항|가지)")
_JAMO = re.compile("[ㄱ-ㅎㅏ-ㅣ]+")
_TELL = r"(?:알려|설명|말해|가르쳐|찾아|비교|서술하|쓰시오|답해)"

# -- quizzes -----------------------------------------------------------------------------------------------------------

_FORM = (
    r"(?:퀴즈|객관식|주관식|단답형?|서술형|오지선다|\d지선다|선다형|오엑스|참거짓|(?<![a-z])ox(?![a-z])|빈칸|괄호(?:넣기|채우기)|모의고사"
    r"|쪽지시험|형성평가|단원평가|합답형|짝(?:짓기|맞추기)|연결하기|순서(?:맞추기|배열하?기?)|틀린것고르기|테스트|quiz"
    r"|(?:연습|예상|확인|기출|실전|마무리|복습|평가)문제)"
)
_ITEM = r"(?:문제|문항|시험)"
# Under a star, each alternative begins with a letter of its own or takes all that it can (``++``): one way to read a line, no other to try.
_FIVE_ON = "다섯|여섯|일곱|여덟|아홉|열"
_MUCH = rf"(?:[을를도만로]|으로|좀|한번|한판|더|다시|쭉|정도|쯤|\d++|[하한두세네]나?|{_FIVE_ON}|몇|여러|개|가지|문제|문항|주시면)*"
_MAKE = r"(?:내|낼|냈으면|만들|출제|뽑|제작|풀(?!이)|주|줘|줄래|달라|부탁|요청|바라|바랍|바람|해줘|해주|하자|해보|해봐|해볼|쳐|치|볼래|봐|보자|보여|던져)"
_WISH = (
    r"(?:줘|줘요|주세요|주십시오|주라|주셈|줄래요?|줄래|주실래요?|줄수있\w*|주시\w*|달라\w*|부탁\w*|바랍니다|바람|바래|요청\w*|해라|하자|보자|보죠|볼래요?"
    r"|볼게요?|볼까\w*|풀래요?|풀게요?|풀자|싶\w*|할래요?|할게요?|하시오|하십시오|하세요|봐|봐라|봐요|내라|내봐\w*|고고|도와줘|해|please)"
)
_ENDED = rf"(?:좀|요|만|정도|쯤|부탁|한판(?:하자)?|\d++(?:개|questions?)?|(?:[하두세네한]나?|{_FIVE_ON})개?)*$"
_QUIZ = re.compile(
    rf"{_FORM}.{{0,24}}?{_MAKE}.{{0,12}}{_WISH}$|{_FORM}.{{0,24}}{_WISH}$|{_FORM}(?:로만?|으로|문제|문항)?{_MUCH}{_ENDED}"
    rf"|{_ITEM}{_MUCH}{_MAKE}.{{0,12}}{_WISH}$|{_ITEM}{_MUCH}{_WISH}$|\d+(?:문제|문항)(?:만|정도|쯤)?$|{_ITEM}\d+개?(?:만|정도|쯤|요)*$"
    rf"|(?:물어봐|테스트해)(?:줘|주세요|주라|봐)|테스트해주|물어봐주"
)


def is_quiz(text: str) -> bool:
    """True where questions are to be made, not answered."""
    line = _line(text)
    if re.search(rf"{_TELL}\w{{0,6}}$", line) and not re.search(rf"(?:{_FORM}|{_ITEM}){_MUCH}{_TELL}\w{{0,6}}$", line):
        return False
    if line.endswith(("?", "까", "나요")) and _WH.search(line):
        return False
    return bool(_QUIZ.search(line.rstrip("?")))


# -- summaries ---------------------------------------------------------------------------------------------------------

_SHORTEN = re.compile(
    r"요약|간추[려리린]|요점|핵심(?:만|내용|정리|을|사항)|추려|줄거리|훑어|줄여서?(?:줘|주|알려|말해|보여|설명|정리)|벼락치기|summar"
    r"|(?:중요|주요|핵심)한?(?:것|거|내용|부분|대목)\w{0,3}(?:뽑|추려|골라|알려|정리|한문장|한줄)"
)
_ORDERED = re.compile(r"정리(?:좀|한번만?|하여|해서|정도)?\w{0,3}(?:해|하|부탁|만들|보여|$)|정리(?:본|노트)")
_GIST = re.compile(
    r"(?:무슨|어떤)(?:내용|이야기)|뭐가(?:중요|핵심)|(?:중요|주요|핵심)한?(?:내용|것|거|부분|점)?[이가은는]?(?:뭔지|뭐|무엇)"
)
WHOLE = re.compile(
    r"교재|교과서|(?<![가-힣])책|문서|자료|파일|본문|단원|\d\s*[장절과강]|이\s*글|이거|이것|전체|pdf|강의|노트|전부|모두|부분|파트|챕터|대목|서론|결론|[장절]\s*(?:을|를|의|요)",
    re.IGNORECASE,
)
_SO_FAR = r"(?:지금까지|여태까지|이제까지|여기까지|방금까지|오늘|우리가?|이번|이|앞에?서|내가|제가)"
_TALKED = r"(?:대화|채팅|문답|질의응답|(?:나눈|주고받은|한|했던)(?:대화|이야기|얘기|질문|문답|내용|것)|(?:물어본|물은|질문한|묻고답한)(?:것|거|내용|이야기)?)"
_TALK = re.compile(
    rf"{_SO_FAR}(?:의|에|우리가?|내가|제가|나와|너와|너랑|서로)*{_TALKED}(?!기록|록|문(?!답)|자료|파일|체|형)"
)
_ASPECT = re.compile(r"(?:차이|비교|원인|이유|까닭|결과|영향|배경|의의|과정|장단점|특징)")


def is_summary(text: str) -> bool:
    """True where pages, a chapter, a book or this conversation are to be made short; a summary of one subject is a search."""
    if of_conversation(text):
        return True
    line = _line(text)
    placed = bool(WHOLE.search(text) or pages_in(text) or units_in(text))
    gist = bool(_GIST.search(line))
    if _WH.search(_GIST.sub("", line)) or (_ASPECT.search(line) and not placed):
        return False
    if not (_SHORTEN.search(line) or _ordered(line) or (gist and placed)):
        return False
    return placed or not topic_in(text)


def of_conversation(text: str) -> bool:
    """True where what was asked and answered so far is to be made short, not a book ("지금까지 나눈 이야기 정리해줘")."""
    line = _squeezed(text)
    return bool(_TALK.search(line) and (_SHORTEN.search(line) or _ordered(line)))


def _ordered(line: str) -> bool:
    return bool(_ORDERED.search(line)) and not re.search(r"정리(?:는|가|한|된|했|하였|되|의|란)", line)


# -- terms -------------------------------------------------------------------------------------------------------------

_POLITE = r"(?:자세히|자세하게|간단히|간단하게|간략히|쉽게|짧게|좀|다시|한번|한\s*번)?\s*"
_GIVE = r"(?:줘요?|주세요|주십시오|주라|줄래요?|주실래요?|줄\s*수\s*있\S*|봐요?|라|하시오|하십시오|하세요|부탁\S*|바랍니다|바람)?"
_WHAT = (
    r"(?:무엇|무언|뭐|뭔|뭘|무슨\s*(?:뜻|말|의미|개념))(?:인가요?|인지|이?[야에예]요?|이죠|임|이니|입니까|일까요?|냐|지|죠|가요|데요?|더라|고)?"
    r"(?:\s*(?:설명|알려|모르겠|궁금)\S*(?:\s*\S{1,4})?)?|(?:무엇|뭘|뭐)[을를]?\s*(?:뜻|의미|말|가리)(?:하|해|함|키)\S{0,4}(?:\s*\S{1,4})?"
)
_SENSE = r"(?:뜻\s*풀이|용어\s*(?:설명|풀이|뜻)|뜻|의미|정의|개념)"
_EXPLAIN = re.compile(
    rf"^\s*(.{{1,30}}?)(?:\s*에\s*(?:대해서?|대하여|관해서?|관하여)|[을를]|\s*(?:의\s*)?{_SENSE}[을를]?)?\s*{_POLITE}"
    rf"(?:설명|알려|말해|가르쳐|풀이)\s*(?:해)?\s*{_GIVE}\s*[.!?~]*$"
)
_MEANING = re.compile(
    rf"^\s*(.{{1,30}}?)\s*(?:(?:이란|란|이?라는\s*(?:것은|것이|건|게|말은|말의|용어는|용어의)|이?란\s*게|은|는|이|가)?\s*(?:{_SENSE}[은는이가]?\s*)?(?:{_WHAT})"
    rf"|이란|란|(?:이?라는\s*(?:말|용어)?\s*)?(?:의\s*)?{_SENSE}(?:은|는|이|가|을|를)?(?:\s*(?:무엇|뭐|뭔)[^.?!]{{0,8}})?(?:\s*(?:해|부탁)\s*{_GIVE})?)\s*[.?!~]*$"
)
_LABELLED = re.compile(rf"^\s*{_SENSE}\s*(?:부탁\S*|좀|해\s*줘\S*)?\s*[:：]\s*(.{{1,30}}?)\s*[.?!]*$")
_NO_TERM = frozenset(
    "차이 차이점 이유 원인 결과 배경 영향 의의 과정 특징 방법 종류 내용 장점 단점 이름 목적 계기 조건 역할 순서 예 예시 전개 사람".split()
)


def term_in(query: str) -> str:
    """The one term that a request wants explained ("치외 법권이 무슨 뜻이에요"), without its particles; else empty."""
    for pattern, possessive in ((_LABELLED, False), (_EXPLAIN, True), (_MEANING, False)):
        match = pattern.match(query)
        if match and (term := noun_phrase(match.group(1), possessive)):
            return term
    return ""


def noun_phrase(text: str, possessive: bool = True) -> str:
    """The words where they are one term ("강화도 조약"; when ``possessive``, "피타고라스의 정리"), else empty."""
    text = re.sub(r"(?:이?라는|란)\s*(?:것|말|게|용어)?$", "", text.strip(" '\"‘’“”「」『』<>《》,")).strip(
        " '\"‘’“”「」『』<>《》"
    )
    halves = re.split(r"(?<=[가-힣])의\s+", text)
    if possessive and len(halves) == 2 and topics(halves[1]) and all(_is_noun(half) for half in halves):
        return text
    return text if _is_noun(text) else ""


def _is_noun(text: str) -> bool:
    tokens = [token for token in korean.tokenize(text) if token.tag[0] != "S" or token.tag in ("SL", "SH", "SN")]
    words = text.split()
    if (
        not tokens
        or len(korean.squeeze(text)) > 20
        or len(words) > 4
        or tokens[-1].form in _NO_TERM
        or _WH.search(text)
    ):
        return False
    if not any(token.tag in ("NNG", "NNP", "SL", "SH", "XR") for token in tokens):
        return False
    if len(words) == 1:  # a compound that the analyser does not know may come apart oddly
        return not any(token.tag[0] in "VEJ" for token in tokens)
    return all(token.tag in ("NNG", "NNP", "SL", "SH", "SN", "XR", "XSN", "XPN", "NR") for token in tokens)


# -- what this assistant does not do -----------------------------------------------------------------------------------

_NOW = r"(?:오늘|내일|모레|지금|현재|이번주말?|주말에?|요즘|최신|실시간|근처|주변)"
_LIVE = r"(?:날씨|기온|미세먼지|비와|비오나|눈와|뉴스|주가|환율|시세|급식|메뉴|맛집|몇시|교통|로또|식당|영업시간|가격|드라마|프로그램)"
_ACT = (
    r"(?:노래|음악|유튜브|영상|동영상|라디오|영화).{0,6}(?:틀어|재생|켜)|(?:알람|타이머|스케줄).{0,10}(?:맞춰|설정|잡아|울려)"
    r"|(?:문자|메일|이메일|카톡|메시지|전화).{0,14}(?:보내|써|걸어|해줘)|(?:예약|예매|주문|결제|송금|구매)(?:해|좀|부탁)"
    r"|파일.{0,4}(?:삭제|지워)|코드.{0,4}(?:짜|작성|만들|써)|(?:프로그램|게임|앱|홈페이지|웹사이트).{0,8}만들어|번역(?:해|좀|부탁)"
    r"|(?:소설|자기소개서|자소서|독후감|이력서|편지|에세이|레포트|보고서|가사|메일|연설문|동화).{0,10}(?:써|작성해|지어|만들어)"
    r"|그림.{0,4}그려|(?:여행|관광).{0,8}(?:일정|계획|코스)|인터넷.{0,10}(?:검색|찾아)|구글링?.{0,4}(?:검색|해)|추천(?:해|좀|부탁)?\w{0,4}$"
)
_OTHER_NOW = re.compile(
    rf"{_NOW}.{{0,10}}{_LIVE}|(?:날씨|주가|환율|시세|뉴스|비밀번호|로또|급식)\w{{0,6}}(?:알려|얼마|어때|뭐|추천|말해)"
)
_OTHER_ACT = re.compile(_ACT)


def is_other(text: str, known: bool = False) -> bool:
    """True for errands and for what only the present moment knows; ``known``: the books hold the request's own nouns."""
    line = _squeezed(text)
    errand = _OTHER_ACT.search(line) and re.search(rf"(?:{_WISH}|추천\w{{0,4}})$", line)
    return bool(errand) or (not known and bool(_OTHER_NOW.search(line)))


def _line(text: str) -> str:
    """The deciding clause without white space, lower case, with a question mark kept at its end."""
    clauses = [part for part in _CLAUSE.split(text) if korean.squeeze(part)]
    last = clauses[-1] if clauses else text
    if len(korean.squeeze(last)) < 5 or not (_WH.search(last) or re.search(_TELL, last)):
        last = text
    return _squeezed(last) + ("?" if text.rstrip().endswith("?") else "")


def _squeezed(text: str) -> str:
    """The text without white space and lone jamo ("퀴즈 ㅋㅋ"), lower case; "ㄱㄱ" at its end is 고고."""
    return korean.squeeze(_JAMO.sub("", re.sub(r"ㄱ+(?=[^가-힣a-zA-Z0-9]*$)", "고고", text)))

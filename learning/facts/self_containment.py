"""Whether a sentence stands alone: whole, well read, and pointing at nothing outside itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import korean
from learning.facts.definitions import extract_defined_term
from learning.facts.sentence_trimming import has_run_in_heading
from learning.facts.terms import is_everyday

LONGEST_FACT = 140  # characters of a fact
WITHIN_CLAUSE = ("어", "아", "게", "지", "고", "어서", "아서")  # endings that join verbs, not clauses
ADVERB = (
    -19.5
)  # log probability of an adverb of the whole sentence (때때로 -18.0); one that is half of a noun has less (볼록 -21.7)
EARLY = 9  # words among which its subject stands
_POINTING = re.compile(
    r"^(다음|위에서|아래에서|앞에서|하나는|하나의|반대로|목록|편의상|차이점은|이런|이 중|그|저|이|이러한|그러한|그런|이는|그는|이로|이에|이때|그때|그 후|다음으로|첫째|둘째|셋째|"
    r"넷째|위|아래|같은|두|양국|마지막으로|마지막의|마지막|그렇기|이렇|각각의|한 가지|그다음|유일한|위에|사건 당일|즉시|덕분에|예를 들어|예를 들면|요약하면|대신|첫 번째|"
    r"두 번째|세 번째|네 번째|짐작|일부는|다른|이전의|다음에서는|결과적으로|전자|후자|간단히 말해|간단히 말해서|나머지|관련된|동일한|그럼에도|많은 것|일부|부분적으로|동시에|"
    r"한편으로는|최근에는|최근|지난|초기의|요즘|기본적으로|본질적으로|앞으로|나중에|그러다가|대부분의 경우|고려해야|보시다시피|과거의|과거에는|지금까지|또는|그렇지 않으면|만일|만약|"
    r"그래야|바꿔 말하면)(?=\s|,|의|은|는|이|가|를|을|에|로|과|와|도)"
)
_INSIDE = re.compile(
    r"(?:^|\s)(이|그|저|이러한|그러한|이런|그런|위의|해당|또한|이들|그들|에서|에|을|를|은|는|의|져|이와|이에|이로써|이처럼|이는|이를(?!.*(라고|부[른릅])))(?=[\s,])"
)
_NEXT = re.compile(r"(?:^|\s)다음 (?![해날달])[가-힣]+[을를이가은는에](?=\s)")  # "다음 식을 말한다": what stands below
_DECLARATIVE = re.compile(r"[다]\.$")
_FIRST_PERSON = re.compile(
    r"(살펴|알아보|배운다|그림(?!자)|표 \d|\?|※|다음과 같|보겠|합시다|봅시다|가정|예제|(?<![가-힣])예로\s|섹션|이 [장절책]|(?:다음|위|아래|해당|샘플) 코드"
    r"|코드는 다음|싶|생각해|생각할|기억하|참고(?:하|로)|"
    r"수도 있|필요가 있|해야 합|해야합|(?<![가-힣])이제 |좋습니다|중요합니다|시급|놀라|보여줍니다|보여 줍니다|다룹니다|소개합니다|설명합니다|구현합니다|바랍니다|합리적|다음 (?:단계"
    r"|네|세|두|몇|중|각)|자습서|언급한|말했듯|보았듯|앞에서|장에서|절에서|(?:절|장|쪽|페이지|문서|부록)에 (?:있|나와|나온|실려|설명)|예정입니다|예정이다|이렇게|그렇게"
    r"|튜토리얼|연습 ?문제|주장하는 것이|믿었|밝혀졌|방금|말할 것도|상기시|뒤에서|다른 쪽|한쪽|어떻게든|충분합니다|가능합니다|가능성이|하기만 하면|안 됩니다|봅니다)"
)
_MARKUP = re.compile(
    r":[a-z_]+:|[★☆◆◇■□●○▲△※§①-⑳]|[$\[\]*`\\=<>|#{}]|:cite|:numref|:eqref|http|[가-힣]\.[A-Za-z가-힣\d]"
)
_FRAGMENT = re.compile(
    r"^[가-힣]{1,2}\.\s|^[^\s()]*\)|^(?:즉|또|단|곧|왜|예|자|물론|한편|그래|그런데|이후|이때),|^(?:은|는|이|가|을|를|의|에|와|과|로|도|이란|란|이라는|라는)\s"
)
_SAID_TWICE = re.compile(r"(?:^|\s)(\S{2,})\s+\1(?=\s)")
_SPEECH = re.compile(
    r"[\"“”「『].{12,}[\"“”」』]|[\"”’']\s?(라고|라며|이라고|이라며|고 (말|밝|주장|답|해명|강조|비판))"
)
_EMPTIED = re.compile(
    r"[\"“‘'「《〈(]\s*[\"”’'」》〉)]|(?:^|\s)[,.](?:\s|$)|\s[은는이가을를의]\s"
)  # a sign that the page's markup left behind
_UNSAID = re.compile(
    r"(?:^|\s)(그해|그 해|그가|그의|그는|그를|그에게|그와|그러자|워낙|보시다시피|현지|볼 수 있듯이|다음 장|이전 장|지난 해|본인|자신|자신이|자신은|이날|그날|이때|당시|같은 해"
    r"|이듬해|다음 해|올해|지난해|작년|현재|최근|오늘날|이번|둘|둘다|둘 다|두 사람|양측|지금까지|전반전|후반전|아직|여태|앞서|이전에|방금|지난번|(?:마지막|다음|전"
    r"|이튿)\s?날|전자|후자|상대 팀|이 중)(?=[\s의은는이가을를도에]|$)|"
    r"[고며,] (?:위|아래|앞) (?!에)[가-힣]+[은는이가을를]\s|[되하]다\.$|[가-힣](지만|는데|으나) .{0,3}$|수 없었다고"
)
_LABEL = re.compile(
    r"^[^()]*[가-힣]:\s|^[A-Za-z][A-Za-z ]{1,30}:\s"
)  # a heading with the sentence behind it, or two sentences
_IDENTIFIER = re.compile(r"(?<![A-Za-z])[a-z]+\d")
_OWN = frozenset(
    "무엇 누구 누가 어디 언제 자기 자신 각자 너 이 그".split()
)  # pronouns that ask, or point into the sentence; 이 and 그 are told apart above
_TOGETHER = frozenset("스스로 서로 함께 같이 가장 매우 아주".split())  # adverbs that belong to the word behind them
_TITLED = re.compile(
    r"(?<=[《〈「『])[^》〉」』]+(?=[》〉」』])"
)  # the name of a work says nothing of its surroundings
_WILL = (
    "지만",
    "으나",
    "는데",
    "고",
    "으니",
    "으며",
)  # what an author's 겠 is followed by; another's is quoted: "하겠다며"
_CUT = frozenset("뿐 등 때문 만큼 대로 듯".split())  # bound nouns that nothing stands before
_BESIDE = frozenset("이후 이전 직후 직전 이래".split())  # nouns of time that need one before them
_PRONOUN = re.compile(r"^(?:그|그녀)(?:는|가|의)\s")
_HIS = re.compile(r"\s(?:그의|그녀의|그가|그를|그에게|자신의|자신이|자신을|본인의)\s")
_NAMES = re.compile(
    r"[을를]\s.{2,25}(?:이라고|라고)\s?(?:도 )?(?:한다|합니다|부른다|부릅니다|일컫는다)\.$"
)  # names what it tells of
_DAY = re.compile(r"(?<!\d)(?:\d{1,2}월|(?:오전|오후|새벽)? ?\d{1,2}시(?! ?간)|\d{1,2}일(?! ?간))")
_DATED = re.compile(r"\d{3,4}\s?년|매년|매월|해마다|매일|세기|기념일|음력")
_CODE = re.compile(
    r"\w_\w|\w\(\)|::|//|\w\.\w+\(|(?<![A-Za-z])[a-z]+\.[a-z]{2,}|(?<![A-Za-z0-9])[a-z](?![A-Za-z0-9])"
    r"|[가-힣][a-z]{3,}|[a-z]{2,} (?:및|와|과) [a-z]|\s:\s|[A-Za-z]\w*\([A-Za-z, ]*\)(?=[은는이가을를의])|[가-힣]\s(?:및|와"
    r"|과)\s[a-z](?![A-Za-z])"
)
_DID = re.compile(r"(?:[았었였했됐졌렸]|[가-힣]ㅆ)습니다\.$")  # in the polite style of a manual: what its author did
_WISH = re.compile(r"(것입니다|것이다)\.$")
_WISHED = re.compile(r"^.{1,30}(목표|목적|역할|기능|핵심|특징|원리|원칙|뜻|의미|과제|개념|전략|의의)[은는]\s")
_BOTH = re.compile(
    r"(?:^|\s)(?:두|세|양) (?:가지 )?[가-힣]+ ?[가-힣]*?(?:은|는|이|가|을|를|의|에|에서|보다|모두|사이)(?=\s)"
)
_LISTED = re.compile(r"[가-힣A-Z](?:와|과|이나|나|,|및) ")
_RELATIONAL = frozenset(
    "결과 이유 원인 목적 목표 방법 과정 특징 특성 차이 차이점 공통점 장점 단점 문제 문제점 사양 가격 이름 제목 내용 크기 길이 개수 상대 데뷔 이적료 소속 성적 기록 득점 "
    "경기 색상 패배 결승 우승 팀 그룹 멤버 앨범 노래 영화 작품 책 저자 감독 배우 사람 사람들 남자 여자 아이 회사 정부 당국 경찰 정치권 언론 법원 검찰 학교 학생 선수 "
    "당 후보 대통령 총리 장관 위원회 이용자 사용자 모델 함수 출력 입력 값 예 예시 아이디어 접근 방식 작업 부분 단계 요소 측면 경우 상황 시점 시간 날짜 장소 위치 "
    "편의 항의 반응 평가 비판 논란 사건 사고 전투 전쟁 군대 부대 왕 왕비 신하 아들 딸 형 동생 부모 아버지 어머니 가족 친구 동료 상사 축척 드라마 시청률 관객 인형 지분 계약 판결 발언 "
    "후자 전자".split()
)


_THAT = re.compile(r"(?<=\s)(?:그|해당|이러한|그러한|이런|그런) (?P<noun>[가-힣A-Za-z]{2,})")
_START = korean.Token("", "SF", 0, 0)


def is_self_contained(text: str, article: bool = False) -> bool:
    """A declarative sentence of a fair length with a subject, a fact, that points at nothing outside itself.

    In an ``article``, which is about one thing, a sentence may leave its subject out, or call it 그 or
    그녀: it is what the title names.
    """
    flat = " ".join(text.split())
    if article:
        flat = _HIS.sub(" ", _PRONOUN.sub("", flat))
    if _DATED.search(flat):
        flat = flat.replace(" 당시 ", " ")
    if len(flat) > 2 * LONGEST_FACT:  # far too long, before what takes its time
        return False
    flat = _THAT.sub(_resolve_pointer, flat)
    defines = bool(extract_defined_term(flat))
    return (
        20 <= len(flat) <= LONGEST_FACT
        and bool(_DECLARATIVE.search(flat))
        and not any(p.search(flat) for p in (_POINTING, _INSIDE, _FIRST_PERSON, _MARKUP, _FRAGMENT, _SAID_TWICE))
        and not any(p.search(flat) for p in (_SPEECH, _EMPTIED, _UNSAID, _CODE))
        and (not _DID.search(flat) or bool(_DATED.search(flat)))
        and (not _DAY.search(flat) or bool(_DATED.search(flat)))
        and (not _WISH.search(flat) or bool(_WISHED.search(flat)) or defines)
        and not any(p.search(flat) for p in (_LABEL, _IDENTIFIER, _NEXT))
        and not has_run_in_heading(flat)
        and not has_dangling_reference(flat)
        and _is_well_made(flat, article or defines or bool(_NAMES.search(flat)))
        and (article or bool(_DATED.search(flat)) or not needs_context(flat))
        and (not flat.endswith(("때문이다.", "때문입니다.")) or bool(re.search(r"(까닭|이유|원인|것)[은이]", flat)))
        and (not _BOTH.search(flat) or bool(_LISTED.search(flat)))
        and flat.count('"') % 2 == 0
        and flat.count("(") == flat.count(")")
    )


def _resolve_pointer(match: re.Match[str]) -> str:
    """The noun without its pointing word where the sentence itself has named it: "용액의 부피와 그 부피에 든 물질"."""
    word = match["noun"]
    nouns = [token for token in korean.tokenize(word) if token.tag in ("NNG", "NNP", "SL")]
    named = word[: nouns[0].end] if nouns and nouns[0].start == 0 else ""
    return word if len(named) > 1 and named in match.string[: match.start()] else match[0]


def _is_well_made(text: str, named: bool) -> bool:
    """It has a subject near the front, and no space is missing after a particle or too many
    in a verb (a badly read page).
    """
    tokens = korean.tokenize(text)
    subject = _has_subject(text, tokens)
    together = any(
        left.tag in ("JKS", "JKO", "JKB", "JKG", "JX", "ETM", "MAJ")
        and left.end == right.start
        and right.tag in ("NNG", "NNP", "NNB", "MM", "MAG", "VV", "VA", "SL")
        for left, right in pairwise(tokens)
    )
    parted = any(
        left.tag in ("NNG", "XR", "XSN") and left.end < right.start and right.tag in ("XSV", "XSA", "VCP")
        for left, right in pairwise(tokens)
    )
    return (subject or named) and not together and not parted


def has_dangling_reference(text: str) -> bool:
    """Whether a sentence's morphemes point outside: a conjunction or an adverb of the whole sentence before
    all, a pronoun, an author's 겠.

    A noun of time without what it stands beside ("이후에도", but "해방 이후") points back too.
    """
    tokens = korean.tokenize(_TITLED.sub("", text))
    if len(tokens) < 3:
        return True
    first, second = tokens[0], tokens[1]
    if first.tag[0] in "JE" or first.tag in ("XSV", "XSA", "VCP", "VCN") or (first.tag == "NNB" and first.form in _CUT):
        return True  # cut off from its first word
    if first.tag[0] == "V" and first.form in ("그러", "이러", "그렇", "이렇"):
        return True
    joins = first.tag in ("MAJ", "NP", "IC") and first.form not in ("자기", "무엇") and first.end < second.start
    stance = (
        first.tag == "MAG"
        and is_everyday(first.form, ADVERB)
        and second.tag[0] not in "VX"
        and second.tag not in ("MAG", "SN")
        and not _verbal(tokens)
    )
    if joins or (stance and second.form != "다른" and first.form not in _TOGETHER) or _adverbial(tokens):
        return True
    return any(
        (
            token.tag == "NP"
            and (token.form not in _OWN or (after.form == "들" and token.form != "자기"))
            and not _is_part_of_word(token, after)
        )
        or (token.tag == "EP" and token.form == "겠" and (after.tag == "EF" or after.form in _WILL))
        or (
            token.form in _BESIDE
            and not (token.form == "이전" and after.tag[0] == "N")
            and before.tag not in ("NNG", "NNP", "NNB", "SN", "ETM", "XSN", "NR", "SL", "SSC", "MM", "SP", "EC")
        )
        for before, token, after in zip((_START, *tokens), tokens, (*tokens[1:], tokens[-1]))
    )


def _verbal(tokens: Sequence[korean.Token]) -> bool:
    """Whether the opening adverb belongs to the verb or adjective behind it: "가장 널리 쓰이는", "함께 사용되는"."""
    return tokens[1].tag in ("NNG", "XR") and tokens[2].tag in ("XSV", "XSA")


def _adverbial(tokens: Sequence[korean.Token]) -> bool:
    """Whether an adverb made of an adjective opens it, and says how its author takes it: "놀랍게도",
    "이와 달리" have one, "크게 자란" not.
    """
    place = next((n for n, token in enumerate(tokens[:4]) if token.tag == "EC"), 0)
    made = place and tokens[place].form == "게" and tokens[place - 1].tag in ("VA", "XSA")
    return (
        bool(made)
        and tokens[place + 1].tag in ("JX", "SP", "NNG", "NNP", "SL", "MM")
        and not _is_done_by_verb(tokens[place + 1 :])
    )


def _is_done_by_verb(rest: Sequence[korean.Token]) -> bool:
    """Whether a noun with 하다 follows, so that the adverb belongs to it: "빠르게 증가하는"."""
    return rest[0].tag == "NNG" and rest[1].tag in ("XSV", "XSA", "JKO")


def _is_part_of_word(token: korean.Token, after: korean.Token) -> bool:
    """Whether it is part of a word: 우리나라."""
    return token.end == after.start and after.tag in ("NNG", "NNP")


def needs_context(text: str) -> bool:
    """Whether the sentence is about something that only its surroundings name: "이적료는 ...", "결승 상대는 ..."."""
    if re.match(r"[가-힣]{2,4}적인 [^,]{2,12}?[은는]\s", text):
        return True  # "일반적인 방법은": of what?
    head: list[str] = []
    for token in korean.tokenize(text):
        if token.tag in ("NNP", "SL", "SH", "SN", "JKG") or (token.tag == "MM" and token.form not in ("모든", "각")):
            return False  # it has a name, a number or an owner
        if token.tag in ("JKS", "JX"):
            break
        if token.tag in ("NNG", "XR", "NNB"):
            head.append(token.form)
        elif token.tag[0] not in "XSVE" and token.tag not in ("MAG", "MM"):
            return False
    return bool(head) and all(word in _RELATIONAL for word in head)


def _has_subject(text: str, tokens: Sequence[korean.Token]) -> bool:
    """A topic (은, 는) among the first words, or a subject (이, 가) of the last clause: one of another
    clause may not be the sentence's.
    """
    early = len(" ".join(text.split()[:EARLY]))
    nouns = ("NNG", "NNP", "NNB", "XSN", "SL", "SN", "SSC", "NR")
    marks = [
        n for n, (left, right) in enumerate(pairwise(tokens), 1) if left.tag in nouns and right.tag in ("JX", "JKS")
    ]
    if any(tokens[n].form in "은는" and tokens[n].start <= early for n in marks):
        return True
    joints = [n for n, token in enumerate(tokens) if token.tag == "EC" and token.form not in WITHIN_CLAUSE]
    last = max((n for n in joints if n < len(tokens) - 3), default=-1)
    ends = {
        n: next((t.tag for t in tokens[n + 1 :] if t.tag in ("EC", "EF", "ETM", "ETN")), "") for n in marks if n > last
    }
    return any(tokens[n].form in "은는이가" and tag != "ETM" for n, tag in ends.items())  # an ETM's subject is a noun's

"""Summaries by structure: definition first, a point for every part, slides by their titles, talk in third person."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

import korean
from errors import QuestionError
from knowledge import Library
from knowledge.summaries.summarizer import LENGTHS, share_of_words
from knowledge.summaries.transcripts import tell_speaker
from learning.facts.fact_features import points_outside, speaks_in_person
from learning.facts.self_containment import has_markup
from learning.study.points import cut_into_parts, list_parts
from learning.study.summary import summarize_source
from settings import SummaryLength

DECK = """# 빛과 소리

## 빛의 굴절

- 빛이 다른 물질로 들어갈 때 나아가는 방향이 꺾이는 현상
- 렌즈
- 우리 모두 실험해 봅시다!

## 소리의 높이

- 소리의 높이는 진동수에 따라 달라짐

## 소리의 세기

- 진폭이 큰 음파일수록 귀에 크게 들림
"""
DIALOGUE = """#Person1#: 이번 주말에 경주 불국사에 함께 다녀오는 것이 어떻습니까?
#Person2#: 저는 토요일에 할머니 댁을 방문해야 합니다.
#Person1#: 불국사는 일요일에도 아침 일찍 문을 엽니다.
#Person2#: 그렇다면 일요일 아침 일곱 시에 서울역에서 만나겠습니다.
#Person1#: 경주까지 가는 기차표는 제가 예매하겠습니다.
"""
FIRST_PERSON = """# 나의 하루

나는 오늘 아침 일찍 일어나서 학교에 갔다. 우리는 그곳에서 그것을 보았다. 나는 내 친구와 함께 그 일을 이야기하였다.
"""


def add(library: Library, folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return library.add(path).id


@pytest.mark.parametrize("length", LENGTHS)
def test_every_bullet_of_a_book_is_exact_and_stands_alone(sample_library: Library, length: SummaryLength) -> None:
    for source in sample_library.sources():
        summary = summarize_source(sample_library, source.id, length=length)
        assert summary.bullets and list(summary.bullets) == [one for part in summary.sections for one in part.bullets]
        for bullet in summary.bullets:
            assert sample_library.text(source.id, bullet.start, bullet.end) == bullet.text
            assert not speaks_in_person(bullet.text) and not has_markup(bullet.text)
            assert not points_outside(korean.tokenize(bullet.text)), bullet.text
        pairs = [(a, b) for a in summary.bullets for b in summary.bullets if a.start < b.start]
        assert all(share_of_words(a.text, b.text) <= 0.5 for a, b in pairs)


def test_a_book_is_told_by_a_sentence_for_every_chapter(sample_library: Library) -> None:
    history = next(one for one in sample_library.sources() if one.filename == "history.pdf")
    summary = summarize_source(sample_library, history.id)
    told = [part.heading[0] for part in summary.sections]
    parts = list_parts(sample_library, history.id)
    chapters = [part.title for part in parts if part.level == min(one.level for one in parts)]
    assert told == chapters and all(len(part.bullets) == 1 for part in summary.sections)


def test_a_section_begins_with_its_definition(sample_library: Library) -> None:
    history = next(one for one in sample_library.sources() if one.filename == "history.pdf")
    part = next(one for one in list_parts(sample_library, history.id) if one.title.endswith("을사늑약"))
    summary = summarize_source(sample_library, history.id, spans=[(part.start, part.end)])
    assert summary.bullets[0].text.startswith("을사늑약은 1905년 11월 17일")
    assert all(part.start <= one.start and one.end <= part.end for one in summary.bullets)
    named = summarize_source(sample_library, history.id, (1, 25), about="집강소")
    assert named.bullets[0].text.startswith("집강소는") and named.sections[0].heading == ("집강소",)


def test_slides_are_told_by_their_titles(library: Library, tmp_path: Path) -> None:
    source = add(library, tmp_path, "deck.md", DECK)
    summary = summarize_source(library, source)
    told = {part.heading[-1]: [one.text for one in part.bullets] for part in summary.sections}
    assert told == {
        "빛의 굴절": ["빛이 다른 물질로 들어갈 때 나아가는 방향이 꺾이는 현상"],
        "소리의 높이": ["소리의 높이는 진동수에 따라 달라짐"],
        "소리의 세기": ["진폭이 큰 음파일수록 귀에 크게 들림"],
    }


def test_talk_is_told_in_the_third_person_with_its_speakers(library: Library, tmp_path: Path) -> None:
    source = add(library, tmp_path, "talk.txt", DIALOGUE)
    summary = summarize_source(library, source, length="page")
    assert summary.speakers == ("Person1", "Person2")
    told = {tell_speaker(one) for one in summary.bullets}
    assert told >= {"Person1은 이렇게 묻습니다", "Person2는 이렇게 말합니다"}
    assert all("#" not in one.text for one in summary.bullets)


def test_what_only_speaks_of_itself_is_refused(library: Library, tmp_path: Path) -> None:
    source = add(library, tmp_path, "diary.md", FIRST_PERSON)
    with pytest.raises(QuestionError) as refused:
        summarize_source(library, source)
    assert refused.value.code == "nothing_to_summarize"


def test_parts_are_cut_at_the_deepest_level_that_is_not_too_many(sample_library: Library) -> None:
    history = next(one for one in sample_library.sources() if one.filename == "history.pdf")
    parts = list_parts(sample_library, history.id)
    end = max(part.end for part in parts)
    few, many = cut_into_parts(parts, 0, end, 8), cut_into_parts(parts, 0, end, 100)
    assert 1 < len(few) <= 8 < len(many)
    for cut in (few, many):
        assert cut[0].start == 0 and cut[-1].end == end
        assert all(a.end == b.start for a, b in pairwise(cut))

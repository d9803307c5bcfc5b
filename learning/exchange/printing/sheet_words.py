"""The words that a printed sheet has of itself; a paper is Korean, whichever language the app speaks."""

from __future__ import annotations

from enum import StrEnum


class SheetWord(StrEnum):
    """One of them."""

    YEAR = "학년"
    ROOM = "반"
    NUMBER = "번호"
    NAME = "이름"
    SCORE = "점수"
    DAY = "시험일"
    TEACHER = "출제 교사"
    ITEM = "문항"
    KEY = "정답"
    POINTS = "배점"
    CRITERION = "채점 기준"
    CHOSEN = "선택형"
    WRITTEN = "서답형"
    ANSWER = "답:"
    ALSO = "인정 답:"
    SHEET = "답안지"
    KEY_TABLE = "정답표"
    SOLUTIONS = "정답과 해설"
    BOX = "<보기>"
    NOTES = "오답노트"

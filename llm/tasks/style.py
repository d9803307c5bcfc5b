"""How an answer is put: its register, and the reader's level. Told to a model in the prompt; our own
sentences stand here in every register.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

import korean
from korean import Register

Level = Literal["초", "중", "고", "대학"]
REGISTERS: tuple[Register, ...] = get_args(Register)
LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass(frozen=True)
class Style:
    """Register and level; a model is told both, the quoting engine's quotes keep the book's own words."""

    register: Register = "합니다체"
    level: Level = "고"


DEFAULT_STYLE = Style()
IN_REGISTER: dict[Register, str] = {
    "해요체": "자료를 그대로 옮기는 문장 말고는 '-어요', '-예요'로 끝맺는 해요체로 씁니다.",
    "합니다체": "자료를 그대로 옮기는 문장 말고는 '-습니다', '-입니다'로 끝맺는 합니다체로 씁니다.",
    "개조식": "자료를 그대로 옮기는 문장 말고는 '-함', '-임'처럼 명사형으로 끝맺는 개조식으로 짧게 씁니다.",
}
FOR_LEVEL: dict[Level, str] = {
    "초": "초등학생이 읽을 글이므로 쉬운 말과 짧은 문장을 쓰고, 자료의 어려운 낱말은 자료의 말로 풀어 줍니다.",
    "중": "중학생이 읽을 글이므로 용어는 자료에 나온 대로 쓰되 문장은 쉽게 씁니다.",
    "고": "고등학생이 읽을 글이므로 용어를 자료에 나온 대로 정확히 씁니다.",
    "대학": "대학생이 읽을 글이므로 용어와 조건, 한계를 자료에 나온 만큼 빠짐없이 씁니다.",
}


def instruction(style: Style) -> str:
    """What a model is told about the style."""
    return f"{IN_REGISTER[style.register]} {FOR_LEVEL[style.level]}"


Frame = Literal[
    "refusal",
    "quiz",
    "greeting",
    "thanks",
    "errand",
    "which book",
    "printed pages",
    "file pages",
    "shelf",
    "empty shelf",
]
FRAMES: dict[Frame, dict[Register, str]] = {
    "refusal": {
        "해요체": "교재에서 근거를 찾지 못했어요.",
        "합니다체": "교재에서 근거를 찾지 못했습니다.",
        "개조식": "교재에서 근거를 찾지 못함.",
    },
    "shelf": {
        "해요체": "서재에 교재 {n}권이 있어요.\n\n{titles}",
        "합니다체": "서재에 교재 {n}권이 있습니다.\n\n{titles}",
        "개조식": "서재의 교재 {n}권\n\n{titles}",
    },
    "empty shelf": {
        "해요체": "서재에 아직 교재가 없어요. 먼저 교재를 올려 주세요.",
        "합니다체": "서재에 아직 교재가 없습니다. 먼저 교재를 올려 주십시오.",
        "개조식": "서재에 교재 없음. 교재를 먼저 올릴 것.",
    },
    "quiz": {
        "해요체": "문제 {n}개를 만들었어요. 퀴즈에서 풀어 보세요.",
        "합니다체": "문제 {n}개를 만들었습니다. 퀴즈에서 풀어 보십시오.",
        "개조식": "문제 {n}개 만듦. 퀴즈에서 풀 수 있음.",
    },
    "greeting": {
        "해요체": (
            "안녕하세요. 저는 올려 주신 교재를 근거로 답하는 학습 도우미 현무예요. "
            "교재에서 궁금한 것을 묻거나, 퀴즈나 요약을 부탁해 보세요."
        ),
        "합니다체": (
            "안녕하십니까. 저는 올려 주신 교재를 근거로 답하는 학습 도우미 현무입니다. "
            "교재에서 궁금한 것을 묻거나, 퀴즈나 요약을 부탁해 보십시오."
        ),
        "개조식": "현무: 올린 교재를 근거로 답하는 학습 도우미. 교재에 대한 질문, 퀴즈, 요약을 맡길 수 있음.",
    },
    "thanks": {
        "해요체": "도움이 되었다니 기뻐요. 교재에서 더 궁금한 것이 있으면 물어보세요.",
        "합니다체": "도움이 되었다니 기쁩니다. 교재에서 더 궁금한 것이 있으면 물어보십시오.",
        "개조식": "도움이 되었다니 기쁨. 교재에 대해 더 물을 수 있음.",
    },
    "errand": {
        "해요체": "그 일은 제가 도와드릴 수 없어요. 올려 주신 교재에서 답을 찾거나, 퀴즈를 내거나, 요약해 드릴 수 있어요.",
        "합니다체": (
            "그 일은 제가 도와드릴 수 없습니다. 올려 주신 교재에서 답을 찾거나, 퀴즈를 내거나, 요약해 드릴 수 있습니다."
        ),
        "개조식": "그 일은 도울 수 없음. 교재에서 답 찾기, 퀴즈, 요약은 할 수 있음.",
    },
    "which book": {
        "해요체": "어느 교재를 말씀하시는지 알려 주세요: {titles}",
        "합니다체": "어느 교재를 말씀하시는지 알려 주십시오: {titles}",
        "개조식": "어느 교재인지 골라야 함: {titles}",
    },
    "printed pages": {
        "해요체": "책에 인쇄된 {printed}쪽으로 읽었어요. 파일에서는 {file}쪽이에요.",
        "합니다체": "책에 인쇄된 {printed}쪽으로 읽었습니다. 파일에서는 {file}쪽입니다.",
        "개조식": "책에 인쇄된 {printed}쪽으로 읽음. 파일에서는 {file}쪽임.",
    },
    "file pages": {
        "해요체": "인쇄된 번호에는 없는 쪽이라 파일의 {file}쪽으로 읽었어요. 인쇄된 번호는 {printed}이에요.",
        "합니다체": "인쇄된 번호에는 없는 쪽이라 파일의 {file}쪽으로 읽었습니다. 인쇄된 번호는 {printed}입니다.",
        "개조식": "인쇄된 번호에는 없는 쪽이라 파일의 {file}쪽으로 읽음. 인쇄된 번호는 {printed}임.",
    },
}


def frame(name: Frame, register: Register, **values: object) -> str:
    """One of our own sentences in a register."""
    return FRAMES[name][register].format(**values)


def refuses(text: str) -> bool:
    """Whether a model's draft is the refusal that it was taught, in any register, with a marker or without."""
    letters = korean.squeeze(re.sub(r"\[\d+\]", "", text))
    return letters in map(korean.squeeze, FRAMES["refusal"].values())

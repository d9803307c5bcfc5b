"""An optional cross-encoder: the first passages of a search read beside the question by a model, which
then has a say in their order.

A model is examined before it is trusted: short questions of everyday knowledge, each with the sentence that answers it
among others that share its words. What it gets right beyond chance is the share of its say; a model of random weights,
of another language or of another task has none, so that it cannot make the order worse. One that has a say moves
passages whose scores are near each other; it never replaces the search's own order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from errors import ModelUnavailable, require_packages
from settings import Settings

MOST_CROSS_READ = 16  # passages
SAY = 0.5  # the most that a model adds, beside a lexical score of 1 for the best passage
CHANCE_SHARE = 0.5  # share of right answers up to which a model has no say: half of the questions, of four answers each
LONGEST_PAIR = 512  # tokens of a question and a passage
# A question, the sentence that answers it, and three that do not.
EXAM = (
    (
        "물은 몇 도에서 끓나요?",
        "물은 1기압에서 100도가 되면 끓어 수증기가 된다.",
        "물은 0도에서 얼어 얼음이 된다.",
        "물은 수소와 산소로 이루어진 물질이다.",
        "라면을 끓일 때는 물을 먼저 냄비에 붓는다.",
    ),
    (
        "한글은 누가 만들었습니까?",
        "세종대왕은 1443년에 새로운 글자인 한글을 창제하였다.",
        "한글은 자음과 모음으로 이루어져 있다.",
        "한글날은 10월 9일로 정해진 국경일이다.",
        "경복궁은 태조 이성계가 한양에 지은 궁궐이다.",
    ),
    (
        "지구는 태양 둘레를 한 바퀴 도는 데 얼마나 걸리나?",
        "지구의 공전 주기는 약 365일이다.",
        "지구는 하루에 한 번 스스로 돈다.",
        "달은 지구 둘레를 도는 위성이다.",
        "태양은 스스로 빛을 내는 별이다.",
    ),
    (
        "임진왜란은 언제 일어났는가?",
        "1592년 일본군이 부산에 쳐들어오면서 임진왜란이 시작되었다.",
        "임진왜란 때 이순신은 한산도에서 크게 이겼다.",
        "병자호란은 1636년에 청나라가 쳐들어온 전쟁이다.",
        "임진왜란으로 많은 문화재가 불에 탔다.",
    ),
    (
        "식물은 무엇으로 물을 빨아들입니까?",
        "식물의 뿌리는 땅속의 물과 양분을 흡수한다.",
        "식물의 잎은 햇빛을 받아 양분을 만든다.",
        "식물의 꽃은 씨를 맺는 일을 한다.",
        "동물은 입으로 물을 마신다.",
    ),
    (
        "우리나라의 수도는 어디인가요?",
        "대한민국의 수도는 서울이다.",
        "우리나라는 삼면이 바다로 둘러싸여 있다.",
        "일본의 수도는 도쿄이다.",
        "우리나라에서 가장 높은 산은 한라산이다.",
    ),
    (
        "삼각형의 세 각을 모두 더하면 몇 도인가?",
        "삼각형의 내각의 합은 180도이다.",
        "사각형의 네 각의 합은 360도이다.",
        "정삼각형은 세 변의 길이가 같다.",
        "직각은 90도이다.",
    ),
    (
        "물가가 계속 오르는 현상을 무엇이라고 하나?",
        "인플레이션은 상품의 가격이 꾸준히 상승하는 것을 말한다.",
        "실업은 일할 뜻이 있어도 일자리가 없는 상태이다.",
        "환율은 두 나라 돈의 교환 비율이다.",
        "현상 수배는 범인을 찾으려고 상금을 거는 일이다.",
    ),
    (
        "심장은 어떤 일을 하는가?",
        "심장은 피를 온몸으로 내보내는 펌프이다.",
        "폐는 산소를 받아들이고 이산화 탄소를 내보낸다.",
        "심장은 왼쪽 가슴에 있다.",
        "위는 음식물을 소화하는 기관이다.",
    ),
    (
        "국회는 무슨 일을 합니까?",
        "법을 만들고 고치는 일은 국회가 맡는다.",
        "법원은 재판을 하는 곳이다.",
        "국회 의사당은 여의도에 있다.",
        "대통령은 5년 동안 일한다.",
    ),
    (
        "소리는 왜 진공에서 들리지 않는가?",
        "소리를 전달하는 물질이 없기 때문에 진공에서는 소리가 전해지지 않는다.",
        "소리는 공기 중에서 1초에 약 340미터를 간다.",
        "소리의 높낮이는 진동수에 따라 달라진다.",
        "빛은 진공에서도 나아간다.",
    ),
    (
        "컴퓨터에서 기억을 맡은 부품은 무엇인가?",
        "메모리는 컴퓨터가 처리할 자료를 저장한다.",
        "중앙 처리 장치는 계산을 하는 부품이다.",
        "모니터는 화면을 보여 준다.",
        "기억은 시간이 지나면 흐려진다.",
    ),
)


class CrossEncoder:
    """A sentence-transformers CrossEncoder of one output. Raises ModelUnavailable where it cannot
    be loaded or has more outputs.
    """

    def __init__(self, name: str) -> None:
        require_packages("torch", "sentence_transformers")
        from safetensors import SafetensorError
        from sentence_transformers import CrossEncoder as Model

        try:
            self.model: Any = Model(
                name,
                trust_remote_code=False,
                local_files_only=Path(name).exists(),
                model_kwargs={"use_safetensors": True},
            )
        except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
            raise ModelUnavailable(
                f"재순위 모델을 불러올 수 없습니다: {name}. safetensors로 저장된 CrossEncoder의 폴더나 허브 이름인지 확인하거나, "
                "reranker 설정을 비워 주세요.",
                code="reranker_unavailable",
                english=f"The reranking model {name} cannot be loaded.",
            ) from error
        if self.model.num_labels != 1:
            raise ModelUnavailable(
                f"재순위 모델이 아닙니다: {name}. 점수 하나를 내는 CrossEncoder를 고르거나, reranker 설정을 비워 주세요.",
                code="reranker_labels",
                english=f"The model {name} gives {self.model.num_labels} scores, not one.",
            )
        self.model.max_length = min(LONGEST_PAIR, self.model.max_length or LONGEST_PAIR)
        self.trust = trust(self)

    def scores(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """How well each text answers the question ``(texts,)``; they compare within one question."""
        pairs = [(question, text) for text in texts]
        found = np.asarray(self.model.predict(pairs, show_progress_bar=False), dtype=np.float64).reshape(-1)
        return np.nan_to_num(found)

    def gains(self, question: str, texts: Sequence[str]) -> NDArray[np.float64]:
        """What to add to the scores of a search's first passages, 0 to SAY; nothing by a model that is not trusted."""
        if not self.trust or len(texts) < 2:
            return np.zeros(len(texts))
        scores = self.scores(question, texts)
        return SAY * self.trust * (scores - scores.min()) / max(float(np.ptp(scores)), 1e-9)


def trust(model: CrossEncoder) -> float:
    """The share of the exam that a model gets right beyond CHANCE, 0 to 1."""
    right = sum(int(model.scores(question, answers).argmax()) == 0 for question, *answers in EXAM)
    return max(0.0, (right / len(EXAM) - CHANCE_SHARE) / (1 - CHANCE_SHARE))


@lru_cache(maxsize=2)
def _load(name: str) -> CrossEncoder:
    return CrossEncoder(name)


def load(settings: Settings) -> CrossEncoder | None:
    """The cross-encoder that the settings name, one a process; None where they name none."""
    return _load(settings.reranker) if settings.reranker else None

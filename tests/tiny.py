"""The tiny real models that tests load: random weights, built in a second."""

from __future__ import annotations

from pathlib import Path

from bench.llm.shapes import MARKS, TEMPLATE, TINY, llama, save_model, tokenizer_of

SENTENCES = (
    "을사늑약은 1905년 11월 17일 대한제국과 일본이 체결한 조약이다.",
    "이 조약으로 대한제국은 외교권을 박탈당하였다.",
    "고종은 1907년 헤이그에 특사를 파견하여 조약의 무효를 알리려 하였다.",
    "식물은 빛을 받아 이산화 탄소와 물로 양분을 만드는데 이를 광합성이라고 한다.",
    "과적합은 모델이 훈련 자료에만 지나치게 맞추어지는 현상이다.",
    "동학 농민 운동은 1894년 전라도 고부에서 시작되었다.",
)


def build_tiny(
    folder: Path,
    *,
    template: str | None = TEMPLATE,
    width: int = TINY["intermediate_size"],
    marks: tuple[str, ...] = MARKS,
) -> Path:
    """A byte-level BPE over Korean sentences and a two-layer Llama, as a downloaded model would lie there."""
    tokenizer = tokenizer_of(SENTENCES * 4, marks=marks, template=template)
    return save_model(folder, tokenizer, llama(tokenizer, TINY, intermediate_size=width))

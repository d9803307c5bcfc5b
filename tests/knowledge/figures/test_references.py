"""What refers to a figure: its own number and no longer one, its name with a particle behind it."""

from __future__ import annotations

from knowledge.figures.figure import BookFigure
from knowledge.figures.figure_reading import MOST_FIGURE_REFERENCES, PlacedPicture, read_figures
from knowledge.loaders.base import LoadedPicture
from knowledge.models import Block, BlockKind


def read(lines: list[str], pictures: dict[int, LoadedPicture]) -> tuple[str, list[BookFigure]]:
    """The figures of a text whose every line is a block and a sentence; pictures stand before lines."""
    blocks, at = [], 0
    for line in lines:
        blocks.append(Block(BlockKind.PARAGRAPH, 1, at, at + len(line)))
        at += len(line) + 1
    text = "\n".join(lines)
    placed = [PlacedPicture(1, blocks[number].start, picture) for number, picture in pictures.items()]
    spans = [(block.start, block.end) for block in blocks]
    return text, read_figures("s", text, blocks, placed, spans, False, True)


def said_of(text: str, figure: BookFigure) -> list[str]:
    return [text[start:end] for start, end in figure.references]


def test_a_longer_number_is_another_figure() -> None:
    own, other = "줄기의 물관은 그림 1에서 볼 수 있다.", "꽃받침의 모양은 그림 12에 자세히 나온다."
    text, (figure,) = read(["그림 1. 줄기의 단면", own, other], {0: LoadedPicture("stem.png")})
    assert said_of(text, figure) == [own]


def test_a_name_is_followed_by_a_particle_and_not_by_more_of_a_name() -> None:
    said = ["물관의 배열은 @stem에서 잘 드러난다.", "줄기의 굵기는 해마다 커진다, @stem."]
    others = ["꽃받침의 모양은 @stem2에 자세히 나온다.", "뿌리털의 모양은 @stem-root에 자세히 나온다."]
    text, (figure,) = read(["그림 1. 줄기의 단면", *said, *others], {0: LoadedPicture("stem.png", name="stem")})
    assert said_of(text, figure) == said


def test_a_number_that_stands_twice_is_the_nearest_figures_and_a_figure_keeps_few_references() -> None:
    caption, said = "그림 1. 줄기의 단면", "그림 1에 나온 모양을 다시 보면 알 수 있다."
    lines = [caption, "첫째 그림 1의 모양은 둥글다.", *["빈 줄이 이어진다."] * 30, caption, *[said] * 60]
    text, (first, second) = read(lines, {0: LoadedPicture("a.png"), 32: LoadedPicture("b.png")})
    assert said_of(text, first) == [lines[1]]
    assert said_of(text, second) == [said] * MOST_FIGURE_REFERENCES

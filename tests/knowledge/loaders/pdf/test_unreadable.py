"""No text is taken for one that is none: glyphs' numbers, signs without words, what lies unseen over a picture."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.loaders.base import LoadError, Outcome
from knowledge.loaders.pdf.document import load
from knowledge.loaders.pdf.garbled_text import is_garbled
from tests.knowledge.loaders.pdf.drawing import FONT, Line, draw

TOLD = (
    "가을이 되면 들판의 벼가 누렇게 익는다. 농부는 새벽부터 논에 나가 물을 빼고 낫을 간다. "
    "마을 사람들이 모여 서로의 논을 돌아가며 거두었으니 이를 두레라 하였다. 해가 지면 풍물을 치며 돌아왔다. "
    "거둔 벼는 마당에서 털어 멍석에 말리고, 볏짚은 지붕을 이거나 새끼를 꼬는 데 썼다."
)


def number_in_order(text: str) -> str:
    """As fonts cut to a document's letters number them: the first is "!", the second '"', and so on."""
    seen: dict[str, str] = {}
    return "".join(char if char.isspace() else seen.setdefault(char, chr(0x21 + len(seen) % 94)) for char in text)


def number_at_random(text: str) -> str:
    rng = random.Random(7)
    seen: dict[str, str] = {}
    return "".join(char if char.isspace() else seen.setdefault(char, chr(rng.randrange(0x21, 0x7F))) for char in text)


def number_in_two(text: str) -> str:
    def pair(char: str) -> str:
        return char if char.isspace() else chr(0x21 + ord(char) % 94) + chr(0x21 + ord(char) // 94 % 94)

    return "".join(map(pair, text))


def number_from_the_letters(text: str) -> str:
    seen: dict[str, str] = {}
    return "".join(char if char.isspace() else seen.setdefault(char, chr(0x2B + len(seen) % 80)) for char in text)


WAYS = (number_in_order, number_at_random, number_in_two, number_from_the_letters)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("length", [90, 150, 400])
def test_glyphs_numbers_are_no_text(way: Callable[[str], str], length: int) -> None:
    assert is_garbled(way(TOLD[:length]))


@pytest.mark.parametrize(
    "text",
    [
        TOLD,
        "def f(x: int, y: int) -> int:\n    return [x[i] + y[i] for i in range(len(x)) if x[i] != 0 and y[i] < 10]",
        'for(int i=0;i<n;++i){a[i]+=b[i]*c[i];if(a[i]>m)m=a[i];}\nprintf("%d\\n",m);\nreturn 0;\n}',
        "f(x)=x²+2x+1, f'(x)=2x+2, ∫f(x)dx=x³/3+x²+x+C, lim_(x→0) sin x/x = 1, a_(n+1)=2a_(n)+3",
        "1. 서론 . . . . . . . . . . . . 3\n2. 본론 . . . . . . . . . . . . 7\n3. 결론 . . . . . . . . 21",
        "2019 | 1,234 | 12.5% | 3/4\n2020 | 2,345 | 13.1% | 1/4\n2021 | 3,456 | 14.9% | 2/4\n2022 | 4,567 | 15.0%",
        "https://www.example.org/a/b?c=d&e=f#g  mail: someone.else+tag@example.com  (tel. +82-2-1234-5678)",
        "H₂SO₄ + 2NaOH → Na₂SO₄ + 2H₂O; CH₃COOH ⇌ CH₃COO⁻ + H⁺; Fe²⁺ → Fe³⁺ + e⁻; 2KMnO₄ + 5H₂C₂O₄",
        "!!! *** !!!",
    ],
)
def test_code_formulas_and_tables_are_text(text: str) -> None:
    assert not is_garbled(text)


def refusal(path: Path) -> str:
    with pytest.raises(LoadError) as refused:
        list(load(path.read_bytes(), Outcome(), 100))
    return refused.value.code


@pytest.mark.parametrize("way", WAYS)
def test_a_file_of_glyphs_numbers_is_refused(way: Callable[[str], str], tmp_path: Path) -> None:
    coded = way(TOLD)
    lines = [Line(700 - 20 * n, coded[50 * n : 50 * n + 50], x=40) for n in range(4)]
    assert refusal(draw(tmp_path / "a.pdf", lines)) == "pdf_no_unicode"


def test_a_page_of_them_is_named_and_counted_among_pages_of_text(tmp_path: Path) -> None:
    text = [Line(700 - 20 * n, TOLD[30 * n : 30 * n + 30]) for n in range(5)]
    coded = [Line(700 - 20 * n, number_in_order(TOLD)[40 * n : 40 * n + 40]) for n in range(4)]
    outcome = Outcome()
    pages = list(load(draw(tmp_path / "a.pdf", text, coded, text).read_bytes(), outcome, 100))
    assert [bool(page.text) for page in pages] == [True, False, True]
    assert [(one.code, one.pages) for one in outcome.findings] == [("no_unicode", (2,))]
    assert [one.reason for one in outcome.left_out] == ["unreadable"]


def draw_outlined(path: Path, sign: str) -> Path:
    """Slides whose letters are drawn as outlines: their bullets alone are text."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path), pagesize=(720, 405))
    for _ in range(3):
        canvas.setFont(FONT, 18)
        for row in range(4):
            canvas.drawString(40, 320 - 60 * row, sign)
            for stroke in range(30):
                canvas.bezier(70 + 12 * stroke, 320 - 60 * row, 74 + 12 * stroke, 330 - 60 * row, 78, 322, 80, 318)
        canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("sign", ["•", "■", "-", "1"])
def test_slides_whose_text_is_bullets_alone_say_so(sign: str, tmp_path: Path) -> None:
    outcome = Outcome()
    list(load(draw_outlined(tmp_path / "a.pdf", sign).read_bytes(), outcome, 100))
    assert ("mostly_picture", (1, 2, 3)) in [(one.code, one.pages) for one in outcome.findings]


def draw_unseen(path: Path, over: str, unseen: int) -> Path:
    """A page of strokes or a picture, with ``unseen`` of ten lines of text in an invisible mode over it."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    canvas = Canvas(str(path))
    if over == "scan":
        canvas.drawImage(ImageReader(Image.new("L", (600, 800), 230)), 0, 0, 595, 842)
    for row in range(10):
        text = canvas.beginText(60, 760 - 40 * row)
        text.setFont(FONT, 12)
        text.setTextRenderMode(3 if row < unseen else 0)
        text.textOut(TOLD[14 * row : 14 * row + 14])
        canvas.saveState()
        canvas.drawText(text)
        canvas.restoreState()
        for stroke in range(14 if over == "strokes" else 0):
            canvas.bezier(
                60 + 12 * stroke, 760 - 40 * row, 64, 770 - 40 * row, 70, 762, 72 + 12 * stroke, 758 - 40 * row
            )
    canvas.save()
    return path


@pytest.mark.parametrize(("over", "code"), [("scan", "ocr_layer"), ("strokes", "handwritten")])
@pytest.mark.parametrize("unseen", [10, 9, 3, 0])
def test_text_that_lies_unseen_over_a_page_is_said_to_be_so(over: str, code: str, unseen: int, tmp_path: Path) -> None:
    outcome = Outcome()
    pages = list(load(draw_unseen(tmp_path / "a.pdf", over, unseen).read_bytes(), outcome, 100))
    assert TOLD[:14] in pages[0].text
    assert [one.code for one in outcome.findings] == ([code] if unseen > 8 else [])

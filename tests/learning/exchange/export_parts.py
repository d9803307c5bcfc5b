"""What the tests of the exports share: questions that are hard to write down, and packages taken apart."""

import io
import zipfile
from pathlib import Path

from lxml import etree

from knowledge import Citation
from learning import Option, Question

TITLE = "중간고사: 1/2반 <b>"


NASTY = "<script>alert(1)</script> ~물결 =같음 #우물 {중괄호} :쌍점 \\역빗금 [sound:x.mp3] {{c1::빈칸}} \\(x\\) 50% //주석 -> 2*3 😀"


def written(kind: str, text: str) -> Question:
    options = {
        "mcq5": tuple(Option(id=str(n), text=f"{n * '%'}{text} {n}") for n in range(1, 6)),
        "ox": (Option(id="O", text="맞다"), Option(id="X", text="틀리다")),
    }.get(kind, ())
    return Question(
        id=f"id-{kind}",
        kind=kind,
        stem=f"다음 물음에 답하시오.\n{text}",
        options=options,
        answer={"mcq5": ("3",), "ox": ("X",)}.get(kind, (text.replace("->", "→"), "다른 답")),
        explanation=f"풀이 {text}",
        citation=Citation(1, "", f"책 {text}", 7, 0, 0, f"인용 {text}\n둘째 줄", "근거 없음"),
        concept="개념 하나",
        difficulty=0.35,
    )


def package(data: str | bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:  # type: ignore[arg-type]
        return {name: archive.read(name) for name in archive.namelist()}


def schema(name: str) -> etree.RelaxNG:
    """One of ours, which says in our words what the standard, or the program that reads the format, says."""
    return etree.RelaxNG(file=Path(__file__).parent / "schemas" / f"{name}.rng")

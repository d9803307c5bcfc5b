"""Twenty questions that the sample textbook answers and ten that it does not, through the whole assistant.

    python3 run.py bench sample

Right: an accepted answer stands in the shown text. Wrong page: a citation whose quote does not stand on its page.
"""

from __future__ import annotations

import json

from bench.library import sample_assistant
from bench.report import publish
from knowledge import Library
from settings import ROOT


def wrong_pages(library: Library, citations: tuple[object, ...]) -> int:
    """How many citations do not equal their source at their offsets, or name a page that does not hold their start."""
    wrong = 0
    for citation in citations:
        text = library.text(citation.source_id, citation.start, citation.end)  # type: ignore[attr-defined]
        page = library.page(citation.source_id, citation.page)  # type: ignore[attr-defined]
        exact = text == citation.quote and page.start <= citation.start <= page.end  # type: ignore[attr-defined]
        wrong += not exact
    return wrong


def main() -> None:
    lines = (ROOT / "bench" / "data" / "sample_questions.jsonl").read_text(encoding="utf-8").splitlines()
    rows, right, refused, bad = [], 0, 0, 0
    with sample_assistant() as assistant:
        for number, line in enumerate(lines):
            question = json.loads(line)
            answer = assistant.ask(question["question"], thread=f"bench-{number}")
            squeezed = "".join(answer.text.split())
            holds = any("".join(accepted.split()) in squeezed for accepted in question["answers"])
            good = answer.abstained if not question["answerable"] else holds and not answer.abstained
            pages = sorted({citation.page for citation in answer.citations})
            bad += wrong_pages(assistant.library, answer.citations)
            if question["answerable"] and pages and not set(pages) & set(question["pages"]):
                bad += 1
            right += good and question["answerable"]
            refused += good and not question["answerable"]
            seconds = sum(step.seconds for step in answer.steps)
            rows.append(
                (
                    question["id"],
                    question["question"],
                    "O" if good else "X",
                    pages,
                    round(seconds * 1000),
                    answer.text[:60],
                )
            )
    notes = f"answered rightly {right}, refused rightly {refused}, wrong pages {bad}"
    publish("sample", ("id", "question", "right", "pages", "ms", "answer"), rows, notes)


if __name__ == "__main__":
    main()

"""Documents to passages to evidence. Everyone else uses ``Library`` and the values of ``knowledge.models``."""

from typing import TYPE_CHECKING

from knowledge.models import Box, Citation, Entry, EvidenceState, Heading, Hit, Page, Passage, Problem, Sentence, Source

if TYPE_CHECKING:
    from knowledge.library import Library

__all__ = [
    "Box",
    "Citation",
    "Entry",
    "EvidenceState",
    "Heading",
    "Hit",
    "Library",
    "Page",
    "Passage",
    "Problem",
    "Sentence",
    "Source",
]


def __getattr__(name: str) -> object:
    """``Library`` is imported when it is asked for: the child process that parses files needs none of it."""
    if name == "Library":
        from knowledge.library import Library

        return Library
    raise AttributeError(name)

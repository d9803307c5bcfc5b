"""A strict prompt: a system text and a ``string.Template`` that fails on a missing or an
unused name, and quoting of data.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from string import Template

# What a document could hold to leave its place as data: our own delimiter, tool-call tags, and
# chat markers of known models.
_MARKERS = re.compile(r"</?자료|</?tool_call|<\||\[\||</?s>|<(?:start|end)_of_turn|\[/?INST\]", re.IGNORECASE)


@dataclass(frozen=True)
class Prompt:
    """The text of one task. Braces and JSON are safe in it; a dollar sign is written ``$$``."""

    system: str
    human: Template

    def render(self, **values: str) -> tuple[str, str]:
        """The system and the human message. Raises KeyError for a missing name, TypeError for
        one that the prompt does not use.
        """
        unused = set(values) - set(self.human.get_identifiers())
        if unused:
            raise TypeError(f"the prompt has no place for: {', '.join(sorted(unused))}")
        return self.system, self.human.substitute(values)


def as_data(text: str) -> str:
    """A document's text as one JSON string on one line, with chat markers, tags and our own delimiter broken up."""
    return json.dumps(_MARKERS.sub(lambda match: match.group()[0] + " " + match.group()[1:], text), ensure_ascii=False)

"""JSON: the questions as they are stored, nothing left out."""

from __future__ import annotations

import json
from collections.abc import Sequence

from learning.models import Question


def write(questions: Sequence[Question], title: str = "") -> str:
    return json.dumps({"questions": [q.model_dump(mode="json") for q in questions]}, ensure_ascii=False, indent=1)

"""How the workers share the tests: a file stays whole, those that load torch stay together,
and what takes long begins first.
"""

from __future__ import annotations

import pytest
from xdist.scheduler import LoadFileScheduling

MODELS = (
    "tests/finetune/",
    "tests/llm/",
    "tests/knowledge/search/test_cross_encoder.py",
    "tests/knowledge/ingestion/test_reindexing.py",
    "tests/learning/quizzes/test_llm_writer.py",
    "tests/ui/test_model_page.py",
)

INSTALLING = ("tests/test_run.py", "tests/test_packaging.py")  # environments are made: half a minute each


class Sharing(LoadFileScheduling):
    """By file, but one worker has every file of MODELS: torch and transformers take seconds to
    import, and are imported once.
    """

    def _split_scope(self, nodeid: str) -> str:
        return "models" if nodeid.startswith(MODELS) else super()._split_scope(nodeid)


def turn(item: pytest.Item) -> int:
    """When a test begins: models, browsers and environments take long, and the rest fills what is left of the time."""
    if item.nodeid.startswith(MODELS):
        return 0
    return 1 if "browser" in item.keywords or item.nodeid.startswith(INSTALLING) else 2

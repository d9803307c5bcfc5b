"""Everything that lies in a library's folder looked over: the library, the conversations' checkpoints, the reviews."""

from __future__ import annotations

from agent.checkpoint_file import check_checkpoints
from knowledge import Library, Problem


def check_everything(library: Library, repair: bool = False) -> list[Problem]:
    """What is wrong, mended where ``repair`` asks for it. Raises StorageError."""
    from learning.progress.learner import Learner

    found = library.check(repair) + check_checkpoints(library.path, repair)
    if lacking := Learner(library.database, library.owner).check_cards(repair):
        found.append(Problem("cards_missing", str(lacking), repair))
    return found

"""Quizzes from the user's own textbooks, Korean grading, and a learner that remembers."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from learning.kinds import KINDS
    from learning.models import Grade, Option, Question, WrongNote
    from learning.progress.learner import Learner
    from learning.progress.quiz_sessions import OpenQuiz, Unfinished
    from learning.quizzes.builder import make_quiz

__all__ = ["KINDS", "Grade", "Learner", "OpenQuiz", "Option", "Question", "Unfinished", "WrongNote", "make_quiz"]

_PLACES = {
    "KINDS": "learning.kinds",
    **dict.fromkeys(("Grade", "Option", "Question", "WrongNote"), "learning.models"),
    "Learner": "learning.progress.learner",
    **dict.fromkeys(("OpenQuiz", "Unfinished"), "learning.progress.quiz_sessions"),
    "make_quiz": "learning.quizzes.builder",
}


def __getattr__(name: str) -> object:
    """Each part is imported when it is asked for: an answer needs none of them."""
    if name not in _PLACES:
        raise AttributeError(name)
    return getattr(import_module(_PLACES[name]), name)

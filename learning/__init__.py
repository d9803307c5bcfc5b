"""Quizzes from the user's own textbooks, Korean grading, and a learner that remembers."""

from learning.generate import make_quiz
from learning.kinds import KINDS
from learning.learner import Learner
from learning.models import Grade, Option, Question, WrongNote
from learning.unfinished import OpenQuiz, Unfinished

__all__ = ["KINDS", "Grade", "Learner", "OpenQuiz", "Option", "Question", "Unfinished", "WrongNote", "make_quiz"]

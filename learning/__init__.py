"""Quizzes from the user's own textbooks, Korean grading, and a learner that remembers."""

from learning.generate import make_quiz
from learning.kinds import KINDS
from learning.learner import Learner
from learning.models import Grade, Option, Question, WrongNote

__all__ = ["KINDS", "Grade", "Learner", "Option", "Question", "WrongNote", "make_quiz"]

"""Quizzes from the user's own textbooks, Korean grading, and a learner that remembers."""

from learning.kinds import KINDS
from learning.models import Grade, Option, Question, WrongNote
from learning.progress.learner import Learner
from learning.progress.quiz_sessions import OpenQuiz, Unfinished
from learning.quizzes.builder import make_quiz

__all__ = ["KINDS", "Grade", "Learner", "OpenQuiz", "Option", "Question", "Unfinished", "WrongNote", "make_quiz"]

"""The one Korean analyser: morphemes, sentences, spacing, particles, endings, numbers, similarity and ROUGE."""

from korean.analyzer import Token, content, glue_joints, is_word, kiwi, nouns, sentences, tokenize, warm_up
from korean.endings import PLAIN_STYLE, Register, in_register, register_of
from korean.numbers import Number, numbers
from korean.particles import agree, josa
from korean.rouge import rouge
from korean.scripts import foreign, without_glosses
from korean.similar_words import similar_words
from korean.text import clean, squeeze, tidy_lines

__all__ = [
    "PLAIN_STYLE",
    "Number",
    "Register",
    "Token",
    "agree",
    "clean",
    "content",
    "foreign",
    "glue_joints",
    "in_register",
    "is_word",
    "josa",
    "kiwi",
    "nouns",
    "numbers",
    "register_of",
    "rouge",
    "sentences",
    "similar_words",
    "squeeze",
    "tidy_lines",
    "tokenize",
    "warm_up",
    "without_glosses",
]

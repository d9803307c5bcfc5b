"""The one Korean analyser: morphemes, sentences, spacing, particles, numbers, similarity and ROUGE."""

from korean.analyzer import Token, content, glue_joints, kiwi, nouns, sentences, tokenize, warm_up
from korean.neighbours import similar_words
from korean.numbers import Number, numbers
from korean.particles import agree, josa
from korean.rouge import rouge
from korean.text import clean, squeeze

__all__ = [
    "Number",
    "Token",
    "agree",
    "clean",
    "content",
    "glue_joints",
    "josa",
    "kiwi",
    "nouns",
    "numbers",
    "rouge",
    "sentences",
    "similar_words",
    "squeeze",
    "tokenize",
    "warm_up",
]

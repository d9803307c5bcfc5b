"""Pairs of a better and a worse answer: their files, and training on them by DPO and ORPO."""

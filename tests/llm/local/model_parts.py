"""A tiny local model, asked."""

from __future__ import annotations

from pathlib import Path

from langchain_core.tools import tool

from llm.local.chat_model import LocalChatModel


def model_for(folder: Path, **more: object) -> LocalChatModel:
    return LocalChatModel(model_name=str(folder), **({"max_tokens": 24} | more))


def text_of(model: LocalChatModel, question: str = "을사늑약은?", **more: object) -> str:
    return str(model.invoke(question, **more).text)


@tool
def explain_term(term: str) -> str:
    """용어를 풀이한다."""
    return term

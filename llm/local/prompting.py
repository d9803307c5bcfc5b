"""Messages and tools as one prompt: by the tokenizer's chat template, or by the model's
registered format where it has none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, SystemMessage, ToolMessage

from errors import ModelUnavailable
from llm.dialects import Dialect, find_dialect
from llm.dialects.dialect import chat_template_of
from llm.local.control_tokens import spoken_heads, turn_marks
from llm.model_catalog import PromptFormat

Turn = dict[str, Any]
_TOOLS = re.compile(r"(?<!['\"])\btools\b(?!['\"])")  # the variable, not a message's own part
_WORDS = re.compile(r"\w+")


def write_prompt(
    messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]], tokenizer: Any, fallback: PromptFormat
) -> tuple[str, tuple[str, ...]]:
    """The prompt, up to where the answer begins, and the stop sequences that belong to its format.

    What begins or ends a turn is broken up inside a message's text: what a document or a person writes cannot. Tools
    are written by the template where they and their results come out of it whole, else told in the dialect's words.
    """
    dialect, marks = find_dialect(tokenizer), turn_marks(tokenizer)
    if not tokenizer.chat_template:
        return _by_format(_turns(messages, tools, False, marks, dialect), fallback), fallback.stops
    if _TOOLS.search(chat_template_of(tokenizer)):
        turns = _turns(messages, tools, True, marks, dialect)
        try:
            written = _by_template(turns, [*tools] or None, tokenizer, dialect)
        except ModelUnavailable:
            written = ""
        if _holds_all(written, turns, tools):
            return _begin_answer(written, dialect, tools), spoken_heads(tokenizer)
    turns = _turns(messages, tools, False, marks, dialect)
    return _begin_answer(_by_template(turns, None, tokenizer, dialect), dialect, tools), spoken_heads(tokenizer)


def _holds_all(written: str, turns: Sequence[Turn], tools: Sequence[dict[str, Any]]) -> bool:
    """Whether the names of tools and calls, what tools gave back and what is asked are in the prompt."""
    wanted = [tool["function"]["name"] for tool in tools]
    wanted += [call["function"]["name"] for turn in turns for call in turn.get("tool_calls", ())]
    wanted += [max(_WORDS.findall(str(turn["content"])), key=len, default="") for turn in turns]
    return bool(written) and all(one in written for one in wanted)


def _begin_answer(written: str, dialect: Dialect, tools: Sequence[dict[str, Any]]) -> str:
    """The prompt with a thought closed that the template has opened, and the channel of words where nothing else may
    come.
    """
    for opened, closed in dialect.thoughts:
        if written.rstrip().endswith(opened):
            written = f"{written.rstrip()}\n\n{closed}\n\n"
    return written if tools else written + dialect.before_text


def write_example(messages: Sequence[BaseMessage], tokenizer: Any, fallback: PromptFormat) -> tuple[str, str]:
    """A conversation to learn from: the prompt that ``write_prompt`` writes before its last
    message, and that answer with its end.

    The two are to be tokenised apart, as they are when the model answers.
    """
    prompt, _ = write_prompt(messages[:-1], (), tokenizer, fallback)
    dialect = find_dialect(tokenizer)
    turns = _turns(messages, (), False, turn_marks(tokenizer), dialect)
    said, end = str(turns[-1]["content"]), str(tokenizer.eos_token or "")
    if not tokenizer.chat_template:
        return prompt, _format_answer(said, fallback)[len(fallback.assistant) :] + end
    whole = _by_template(turns, None, tokenizer, dialect, answer_next=False)
    answer = whole[len(prompt) :] if whole.startswith(prompt) else said
    head, mark, _ = answer.partition(end) if end else (answer, "", "")
    if mark:
        return prompt, head + mark
    closed = answer.rstrip("\n")  # some templates close a turn with a mark of their own
    return prompt, closed if closed.strip() != said.strip() else closed + end


def _turns(
    messages: Sequence[BaseMessage],
    tools: Sequence[dict[str, Any]],
    native: bool,
    marks: Sequence[str],
    dialect: Dialect,
) -> list[Turn]:
    """The conversation as role and content, neighbours of one role joined, since most
    templates want roles to alternate.
    """
    turns: list[Turn] = []
    if tools and not native:
        turns.append({"role": "system", "content": dialect.tell_tools([tool["function"] for tool in tools])})
    for message in messages:
        turn = _turn(message, native, marks, dialect)
        last = turns[-1] if turns else None
        if last and last["role"] == turn["role"] != "tool" and not (last.keys() | turn.keys()) & {"tool_calls"}:
            last["content"] += "\n\n" + turn["content"]
        else:
            turns.append(turn)
    return turns


def _turn(message: BaseMessage, native: bool, marks: Sequence[str], dialect: Dialect) -> Turn:
    text = _break_marks(str(message.text), marks)
    if isinstance(message, SystemMessage):
        return {"role": "system", "content": text}
    if isinstance(message, ToolMessage):
        if native:
            return {
                "role": "tool",
                "content": text,
                "name": message.name or "",
                "tool_call_id": _shorten_id(message.tool_call_id),
            }
        return {"role": "user", "content": f"{dialect.result_open}\n{text}\n{dialect.result_close}".strip()}
    if isinstance(message, AIMessage):
        if not message.tool_calls:
            return {"role": "assistant", "content": text}
        if native:
            calls = [
                {
                    "type": "function",
                    "id": _shorten_id(call["id"]),
                    "function": {"name": call["name"], "arguments": call["args"]},
                }
                for call in message.tool_calls
            ]
            return {"role": "assistant", "content": text, "tool_calls": calls}
        return {"role": "assistant", "content": f"{text}\n{dialect.write_calls(message.tool_calls)}".strip()}
    return {"role": "user", "content": text}


def _shorten_id(name: str | None) -> str:
    """A call's id as nine letters and digits, which is what Mistral's templates want and others do not mind."""
    return hashlib.sha256((name or "").encode()).hexdigest()[:9]


def _break_marks(text: str, marks: Sequence[str]) -> str:
    """The text with every mark, the longest first, broken after its first character."""
    for mark in marks:
        if mark in text:
            text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text


def _by_template(
    turns: list[Turn],
    tools: list[dict[str, Any]] | None,
    tokenizer: Any,
    dialect: Dialect,
    answer_next: bool = True,
) -> str:
    """The turns by the chat template; the system text goes before the first question where the template has no place
    for it or drops it. Raises ModelUnavailable (``template_broken``).
    """
    from jinja2.exceptions import TemplateError

    options = {"tokenize": False, "add_generation_prompt": answer_next} | dialect.template_options
    rules = [word for turn in turns if turn["role"] == "system" for word in _WORDS.findall(str(turn["content"]))]
    try:
        written = str(tokenizer.apply_chat_template(turns, tools=tools, **options))
        if max(rules, key=len, default="") in written:
            return written
    except (TemplateError, TypeError):  # a template that adds a text and an object
        pass
    try:
        return str(tokenizer.apply_chat_template(_without_system(turns), tools=tools, **options))
    except (TemplateError, TypeError) as error:
        raise ModelUnavailable(
            "이 모델의 대화 틀(chat template)로는 이 대화를 적을 수 없습니다. 다른 모델을 고르거나 모델 폴더의 chat_template을 고쳐 주세요.",
            code="template_broken",
            english=(
                f"The model's chat template refuses this conversation: {(str(error).splitlines() or [''])[0][:200]}"
            ),
        ) from error


def _without_system(turns: list[Turn]) -> list[Turn]:
    """The system text in front of the first user turn, for templates that know no system role."""
    system = "\n\n".join(str(turn["content"]) for turn in turns if turn["role"] == "system")
    rest = [dict(turn) for turn in turns if turn["role"] != "system"]
    first = next((turn for turn in rest if turn["role"] == "user"), None)
    if first is None:
        return [{"role": "user", "content": system}, *rest]
    first["content"] = f"{system}\n\n{first['content']}" if system else first["content"]
    return rest


def _by_format(turns: list[Turn], form: PromptFormat) -> str:
    """Turns as headed paragraphs; a heading inside a text loses its marks, so that it cannot open a turn."""
    parts = []
    for turn in turns:
        content = str(turn["content"])
        if turn["role"] == "system":
            parts.append(_drop_heading(content, form))
        elif turn["role"] == "assistant":
            parts.append(_format_answer(content, form))
        else:
            parts.append(f"{form.user}{_drop_heading(content, form)}")
    return "\n\n".join([*parts, form.assistant])


def _format_answer(content: str, form: PromptFormat) -> str:
    """An answer under its heading, a space between where the heading ends in a word."""
    space = "" if form.assistant[-1:].isspace() else " "
    return f"{form.assistant}{space}{_drop_heading(content, form)}"


def _drop_heading(content: str, form: PromptFormat) -> str:
    for heading in form.stops:
        content = content.replace(heading, heading.strip("# "))
    return content

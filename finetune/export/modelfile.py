"""An Ollama Modelfile: which file, the prompt as a Go template, where an answer ends, how much fits.

The template is read off the prompts that serving writes (``llm.local.prompting``), with a chat template or without:
what stands before, between and after the turns of some conversations. Others are then written by it and must come out
the same; a model whose prompts are no such row of turns is refused. Grammar: Ollama's ``docs/modelfile`` and
``parser/parser.go``; a template that ranges over ``.Messages`` is filled with the turns in their order
(``template/template.go``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from errors import FinetuneError
from llm.local.prompting import write_prompt
from llm.model_catalog import PromptFormat

MODELFILE = "Modelfile"
_SAID = ("Q-1-q", "A-2-a", "Q-3-q", "A-4-a", "Q-5-q")  # stand-ins for what is said, question and answer in turn
_RULES = "S-0-s"


class TurnFrames(NamedTuple):
    """What is written around the turns; ``first`` stands before a first question without rules."""

    before_rules: str
    after_rules: str
    first: str
    question: str
    answer: str
    after_answer: str
    end: str


def write_modelfile(file: Path, weights: str, tokenizer: Any, form: PromptFormat, context: int) -> Path:
    """The Modelfile for ``weights``: a file beside it, "" for its own folder, or a whole path.

    Raises FinetuneError (``template_unwritable``).
    """
    frames = read_frames(tokenizer, form)
    _, stops = write_prompt([HumanMessage(_SAID[0])], (), tokenizer, form)
    ends = dict.fromkeys((*([tokenizer.eos_token] if tokenizer.eos_token else []), *stops))
    lines = [f"FROM {_place(weights)}", f'TEMPLATE """{write_go_template(frames)}"""']
    lines += [f"PARAMETER stop {_quote(one)}" for one in ends]
    lines.append(f"PARAMETER num_ctx {context}")
    partial = file.with_name(file.name + ".partial")
    partial.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return partial.replace(file)


def read_frames(tokenizer: Any, form: PromptFormat) -> TurnFrames:
    """What serving writes around the turns. Raises FinetuneError (``template_unwritable``)."""
    plain = _cut_at(_write(_SAID[:3], "", tokenizer, form), _SAID[:3])
    ruled = _cut_at(_write(_SAID[:1], _RULES, tokenizer, form), (_RULES, *_SAID[:1]))
    if plain is None or ruled is None:
        raise _refuse()
    question = _common_end((plain[0], plain[2], ruled[1]))
    first, after_answer, after_rules = (text[: len(text) - len(question)] for text in (plain[0], plain[2], ruled[1]))
    frames = TurnFrames(ruled[0], after_rules, first, question, plain[1], after_answer, plain[3])
    for rules in ("", _RULES):
        for turns in (_SAID[:1], _SAID[:3], _SAID):
            if fill_frames(frames, turns, rules) != _write(turns, rules, tokenizer, form):
                raise _refuse()
    return _without_begin(frames, tokenizer)


def fill_frames(frames: TurnFrames, turns: Sequence[str], rules: str = "") -> str:
    """A conversation of questions and answers in turn, ended by a question."""
    written = f"{frames.before_rules}{rules}{frames.after_rules}" if rules else frames.first
    for at, said in enumerate(turns):
        written += f"{frames.answer}{said}{frames.after_answer}" if at % 2 else f"{frames.question}{said}"
    return written + frames.end


def write_go_template(frames: TurnFrames) -> str:
    """The same as Ollama fills it."""
    parts = TurnFrames(*map(_escape, frames))
    return (
        "{{ range $i, $m := .Messages }}"
        f'{{{{ if eq $m.Role "system" }}}}{parts.before_rules}{{{{ $m.Content }}}}{parts.after_rules}'
        f'{{{{ else if eq $m.Role "user" }}}}{{{{ if eq $i 0 }}}}{parts.first}{{{{ end }}}}'
        f"{parts.question}{{{{ $m.Content }}}}"
        f'{{{{ else if eq $m.Role "assistant" }}}}{parts.answer}{{{{ $m.Content }}}}{parts.after_answer}'
        "{{ end }}{{ end }}"
        f"{parts.end}"
    )


def _write(turns: Sequence[str], rules: str, tokenizer: Any, form: PromptFormat) -> str:
    said = [AIMessage(text) if at % 2 else HumanMessage(text) for at, text in enumerate(turns)]
    messages: list[BaseMessage] = [*([SystemMessage(rules)] if rules else []), *said]
    return write_prompt(messages, (), tokenizer, form)[0]


def _cut_at(text: str, marks: Sequence[str]) -> list[str] | None:
    """What stands before, between and after the marks; None where one of them is not there, in their order."""
    parts = []
    for mark in marks:
        before, found, text = text.partition(mark)
        if not found:
            return None
        parts.append(before)
    return [*parts, text]


def _common_end(texts: Sequence[str]) -> str:
    """What all the texts end with."""
    shortest = min(texts, key=len)
    return next(shortest[at:] for at in range(len(shortest) + 1) if all(text.endswith(shortest[at:]) for text in texts))


def _without_begin(frames: TurnFrames, tokenizer: Any) -> TurnFrames:
    """The token that begins a text is left out: llama.cpp and Ollama write it themselves where the model has it."""
    begin = str(tokenizer.bos_token or "")
    if not begin:
        return frames
    return frames._replace(before_rules=frames.before_rules.removeprefix(begin), first=frames.first.removeprefix(begin))


def _escape(text: str) -> str:
    """A text inside a Go template inside triple quotes. Raises FinetuneError for what has no way of being written."""
    if '"""' in text or not all(_is_kept(char) for char in text):
        raise _refuse()
    return text.replace("{{", '{{ "{{" }}')


def _is_kept(char: str) -> bool:
    """Ollama's parser drops what cannot be printed, line ends and tabs aside."""
    return char in "\n\t " or char.isprintable()


def _quote(text: str) -> str:
    if "\n" in text or '"' in text:
        return f'"""{text}"""'
    return f'"{text}"'


def _refuse() -> FinetuneError:
    return FinetuneError(
        "이 모델의 대화 틀은 Ollama의 틀로 옮길 수 없습니다. GGUF만 만들어 llama.cpp로 쓰거나 Modelfile을 손으로 적어 주세요.",
        code="template_unwritable",
        english="The chat template cannot be written as an Ollama template; use the GGUF with llama.cpp instead.",
    )


def _place(weights: str) -> str:
    return weights if Path(weights).is_absolute() else f"./{weights}"

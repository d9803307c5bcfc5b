"""What is exported works where it goes: llama.cpp says the same tokens as we do, and Ollama's grammar and template give
the prompts that we write.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from errors import FinetuneError
from finetune.export.gguf_file import write_gguf
from finetune.export.modelfile import write_modelfile
from finetune.export.packing import export_model
from finetune.sft import train
from llm.local.prompting import write_prompt
from llm.model_catalog import format_for
from tests.finetune.test_training import SHORT
from tests.tiny import SENTENCES

PROMPTS = tuple(sentence[:cut] for sentence in SENTENCES for cut in (5, 9))
LONGEST_ANSWER = 12  # tokens
COMMANDS = ("from", "license", "template", "system", "adapter", "parameter", "message")


def read_modelfile(text: str) -> list[tuple[str, str]]:
    """Commands and their values by Ollama's grammar: a word, white space, then a word, "…" or three quotes on each
    side, over several lines.
    """
    found, at = [], 0
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
            continue
        word = re.compile(r"[A-Za-z]+(?=[ \t])").match(text, at)
        assert word and word[0].lower() in COMMANDS, text[at : at + 20]
        name, at = word[0].lower(), word.end() + 1
        if name == "parameter":
            key = re.compile(r"[A-Za-z0-9_]+(?=[ \t])").match(text, at)
            assert key, text[at : at + 20]
            name, at = key[0], key.end() + 1
        mark = next(one for one in ('"""', '"', "") if text.startswith(one, at))
        end = text.index(mark or "\n", at + len(mark))
        found.append((name, text[at + len(mark) : end]))
        at = end + len(mark)
        assert text[at : at + 1] in ("\n", "")
    return found


def fill_go_template(template: str, turns: list[tuple[str, str]]) -> str:
    """The few parts of Go's language that our templates have, worked out step by step."""
    nodes = re.split(r"\{\{ (.*?) \}\}", template)
    tokens = [("text" if at % 2 == 0 else "do", part) for at, part in enumerate(nodes)]

    def close(at: int) -> tuple[list[int], int]:
        """The places of this block's else and its end."""
        depth, elses = 0, []
        for place in range(at + 1, len(tokens)):
            kind, part = tokens[place]
            if kind == "do" and part.split()[0] in ("if", "range"):
                depth += 1
            elif kind == "do" and part == "end":
                if not depth:
                    return elses, place
                depth -= 1
            elif kind == "do" and part.startswith("else") and not depth:
                elses.append(place)
        raise AssertionError("no end")

    def run(start: int, stop: int, scope: dict[str, Any]) -> Iterator[str]:
        at = start
        while at < stop:
            kind, part = tokens[at]
            if kind == "text":
                yield part
            elif part.startswith("range "):
                assert part == "range $i, $m := .Messages"
                _, end = close(at)
                for n, (role, content) in enumerate(turns):
                    yield from run(at + 1, end, {"$i": n, "$m.Role": role, "$m.Content": content})
                at = end
            elif part.startswith("if "):
                elses, end = close(at)
                places = [at, *elses, end]
                for here, there in pairwise(places):
                    left, right = tokens[here][1].removeprefix("else ").removeprefix("if eq ").split()
                    if str(scope[left]) == right.strip('"'):
                        yield from run(here + 1, there, scope)
                        break
                at = end
            else:
                yield part.strip('"') if part.startswith('"') else str(scope[part])
            at += 1

    return "".join(run(0, len(tokens), {}))


@pytest.mark.parametrize("kind", ["base", "templated"])
def test_ollama_fills_the_prompts_that_we_write(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    folder = request.getfixturevalue(kind)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    form = format_for(str(folder))
    file = write_modelfile(tmp_path / "Modelfile", "model.gguf", tokenizer, form, 2048)
    commands = read_modelfile(file.read_text(encoding="utf-8"))
    values = dict(commands)
    assert values["from"] == "./model.gguf" and values["num_ctx"] == "2048"
    turns = [("system", "짧게 답하세요."), ("user", "을사늑약은?"), ("assistant", "1905년이다."), ("user", "그 뒤는?")]
    kinds = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}
    for asked in (turns[:2], turns, turns[1:2], turns[1:]):
        messages: list[BaseMessage] = [kinds[role](content) for role, content in asked]
        prompt, stops = write_prompt(messages, (), tokenizer, form)
        assert fill_go_template(values["template"], asked) == prompt
        assert [value for name, value in commands if name == "stop"] == [tokenizer.eos_token, *stops]


@pytest.mark.parametrize("begins", [True, False])
def test_the_token_that_begins_a_prompt_is_written_once(begins: bool, templated: Path, tmp_path: Path) -> None:
    """By the runner, where the template has one: the Modelfile leaves it out, and the weights' file asks for it."""
    gguf = pytest.importorskip("gguf")
    from transformers import AutoTokenizer

    folder = tmp_path / "model"
    shutil.copytree(templated, folder)
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if begins:
        tokenizer.bos_token = tokenizer.convert_ids_to_tokens(config["vocab_size"] // 2)
        tokenizer.chat_template = "{{ bos_token }}" + tokenizer.chat_template
        tokenizer.save_pretrained(folder)
        config["bos_token_id"] = tokenizer.bos_token_id
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    fields = gguf.GGUFReader(write_gguf(folder, tmp_path / "model.gguf")).fields
    assert bool(fields["tokenizer.ggml.add_bos_token"].contents()) is begins
    file = write_modelfile(tmp_path / "Modelfile", "model.gguf", tokenizer, format_for(""), 2048)
    assert not begins or tokenizer.bos_token not in dict(read_modelfile(file.read_text(encoding="utf-8")))["template"]


def test_a_template_that_is_no_row_of_turns_is_refused(templated: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer

    tokenizer: Any = AutoTokenizer.from_pretrained(templated)
    tokenizer.chat_template = "{{ messages | length }}" + tokenizer.chat_template
    with pytest.raises(FinetuneError) as refused:
        write_modelfile(tmp_path / "Modelfile", "model.gguf", tokenizer, format_for(""), 2048)
    assert refused.value.code == "template_unwritable" and not (tmp_path / "Modelfile").exists()


def test_llama_cpp_says_the_same_tokens(templated: Path, data: Path, tmp_path: Path) -> None:
    """Trained whole, exported, read by llama.cpp: greedy answers are equal to transformers' on the same weights."""
    xllamacpp = pytest.importorskip("xllamacpp")
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    recipe = SHORT.model_copy(update={"method": "full", "max_steps": 4, "batch": 4, "learning_rate": 3e-3})
    train(str(templated), data, tmp_path / "whole", recipe)
    made = export_model(tmp_path / "whole", tmp_path / "out")
    assert made.gguf and made.modelfile and not made.left_out
    params = xllamacpp.CommonParams()
    params.model.path = str(made.gguf)
    params.n_ctx, params.n_parallel, params.warmup = 256, 1, False
    server = xllamacpp.Server(params)
    tokenizer: Any = AutoTokenizer.from_pretrained(tmp_path / "whole")
    model: Any = AutoModelForCausalLM.from_pretrained(tmp_path / "whole", dtype=torch.float32)
    for prompt in PROMPTS:
        ids = tokenizer(prompt, return_tensors="pt", add_special_tokens=False)["input_ids"]
        ours = model.generate(ids, max_new_tokens=LONGEST_ANSWER, do_sample=False)[0, ids.shape[1] :].tolist()
        asked = {"prompt": prompt, "n_predict": LONGEST_ANSWER, "temperature": 0, "return_tokens": True}
        theirs = server.handle_completions(asked | {"verbose": True})["__verbose"]["tokens"]
        assert theirs == ours, prompt


def test_a_shape_that_is_not_known_is_refused(base: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text((base / "config.json").read_text().replace("LlamaFor", "GemmaFor"))
    (tmp_path / "tokenizer.json").write_text((base / "tokenizer.json").read_text())
    with pytest.raises(FinetuneError) as refused:
        write_gguf(tmp_path, tmp_path / "model.gguf")
    assert refused.value.code == "gguf_shape" and not list(tmp_path.glob("*.gguf*"))

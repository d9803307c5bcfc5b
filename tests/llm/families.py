"""Model families as tiny models: a chat template in our own words with a family's structure, its control tokens (few of
them named, as real tokenizers have it), random weights, and weights that write a given reply whatever is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.llm.shapes import TINY, llama, save_model, tokenizer_of
from tests.tiny import SENTENCES

MOST_POSITIONS = 8192
REPLY_TOKENS = 256

_CHATML_TURN = "<|im_start|>{{ m.role }}\n{{ m.content }}"
_ARGUMENT = '{"query": "광합성"}'
_OBJECT = f'{{"name": "find_term", "arguments": {_ARGUMENT}}}'


@dataclass(frozen=True)
class Family:
    """``named``: the one token with a role by name; ``special``: flagged only; ``spoken``: added, and text to the
    tokenizer. ``thought`` and ``call`` are replies, without their end.
    """

    name: str
    dialect: str
    template: str | None
    named: str
    special: tuple[str, ...]
    spoken: tuple[str, ...]
    thought: str
    call: str
    ends: tuple[str, ...]
    native: bool = True  # whether the template itself writes tools


_QWEN = (
    "{% if tools %}<|im_start|>system\n도구: {{ tools | tojson }}<|im_end|>\n{% endif %}{% for m in messages %}"
    "{% if m.role == 'tool' %}<|im_start|>user\n<tool_response>\n{{ m.content }}\n</tool_response>"
    "{% else %}" + _CHATML_TURN + "{% for c in m.tool_calls or [] %}\n<tool_call>\n{{ c.function | tojson }}\n"
    "</tool_call>{% endfor %}{% endif %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is false %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
_LLAMA = (
    "{{ bos_token }}{% for m in messages %}{% set role = 'ipython' if m.role == 'tool' else m.role %}"
    "<|start_header_id|>{{ role }}<|end_header_id|>\n\n"
    "{% if tools and loop.first %}함수: {{ tools | tojson }}\n{% endif %}"
    '{% if m.tool_calls %}{"name": "{{ m.tool_calls[0].function.name }}", "parameters": '
    "{{ m.tool_calls[0].function.arguments | tojson }}}{% else %}{{ m.content | trim }}{% endif %}<|eot_id|>"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
_EXAONE = (
    "{% if tools %}[|system|]도구 {{ tools | tojson }}[|endofturn|]\n{% endif %}{% for m in messages %}[|{{ m.role }}|]"
    "{% if m.role == 'tool' %}<tool_result>{{ m.content }}</tool_result>{% else %}{{ m.content }}{% endif %}"
    "{% for c in m.tool_calls or [] %}<tool_call>{{ c.function | tojson }}</tool_call>{% endfor %}[|endofturn|]\n"
    "{% endfor %}{% if add_generation_prompt %}[|assistant|]{% if enable_thinking %}<think>\n{% endif %}{% endif %}"
)
_DEEP = (
    "{% for m in messages %}[|{{ m.role }}|]{{ m.content }}{% if m.role != 'user' %}[|endofturn|]{% endif %}\n"
    "{% endfor %}{% if add_generation_prompt %}[|assistant|]<thought>\n{% endif %}"
)
_HYPERCLOVA = (
    "<|im_start|>tool_list\n{% if tools %}[{% for t in tools %}{{ t.function | tojson }}{% endfor %}]"
    "{% endif %}<|im_end|>\n"
    "{% for m in messages %}{% if m.tool_calls %}<|im_start|>assistant -> tool/function_call\n"
    "[{{ m.tool_calls[0].function | tojson }}]<|im_end|><|stop|>\n{% elif m.role == 'tool' %}"
    "<|im_start|>tool/function_call\n{{ m.content }}<|im_end|>\n{% else %}" + _CHATML_TURN + "<|im_end|>"
    "{% if m.role == 'assistant' %}<|endofturn|>{% endif %}\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant{% if skip_reasoning %}\n{% endif %}{% endif %}"
)
_HYPERCLOVA_TEXT = (
    "<|im_start|>tool_list\n<|im_end|>\n{% for m in messages %}" + _CHATML_TURN + "<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_GEMMA = (
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ raise_exception('no system') }}{% endif %}"
    "<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n{{ m.content | trim }}<end_of_turn>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
_GEMMA4 = (
    "{% if tools %}<|turn>system\n{% for t in tools %}<|tool>{{ t.function.name }}{{ t.function | tojson }}<tool|>"
    "{% endfor %}<turn|>\n{% endif %}{% for m in messages %}{% if m.role == 'tool' %}<|tool_response>response:"
    '{{ m.name }}{value:<|"|>{{ m.content }}<|"|>}<tool_response|>{% else %}<|turn>{{ m.role }}\n{{ m.content }}'
    "{% for c in m.tool_calls or [] %}<|tool_call>call:{{ c.function.name }}{{ c.function.arguments | tojson }}"
    "<tool_call|>{% endfor %}<turn|>\n{% endif %}{% endfor %}{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)
_MISTRAL = (
    "{{ bos_token }}{% set turns = namespace(n=0) %}{% for m in messages %}{% if m.role == 'system' %}[SYSTEM_PROMPT]"
    "{{ m.content }}[/SYSTEM_PROMPT]{% elif m.role == 'user' %}{% if tools %}[AVAILABLE_TOOLS]{{ tools | tojson }}"
    "[/AVAILABLE_TOOLS]{% endif %}[INST]{{ m.content }}[/INST]{% elif m.tool_calls %}[TOOL_CALLS]["
    "{% for c in m.tool_calls %}{% if c.id | length != 9 %}{{ raise_exception('nine letters') }}{% endif %}"
    "{{ c.function | tojson }}{% endfor %}]{{ eos_token }}{% elif m.role == 'tool' %}"
    "{% if m.tool_call_id | length != 9 %}{{ raise_exception('nine letters') }}{% endif %}[TOOL_RESULTS]{{ m.content }}"
    "[/TOOL_RESULTS]{% else %}{{ m.content }}{{ eos_token }}{% endif %}{% endfor %}"
)
_PHI = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}{% if 'tools' in m and m['tools'] %}<|tool|>{{ m['tools'] }}"
    "<|/tool|>{% endif %}<|end|>{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
_HARMONY = (
    "<|start|>system<|message|>생각: {{ reasoning_effort }}<|end|>{% if tools %}<|start|>developer<|message|>"
    "{{ tools | tojson }}<|end|>{% endif %}{% for m in messages %}"
    "{% if m.role == 'tool' %}<|start|>functions.x to=assistant"
    "<|channel|>commentary<|message|>{{ m.content }}<|end|>{% elif m.tool_calls %}<|start|>assistant to=functions."
    "{{ m.tool_calls[0].function.name }}<|channel|>commentary json<|message|>"
    "{{ m.tool_calls[0].function.arguments | tojson }}<|call|>"
    "{% elif m.role == 'assistant' %}<|start|>assistant<|channel|>"
    "final<|message|>{{ m.content }}<|end|>{% else %}<|start|>{{ m.role }}<|message|>{{ m.content }}<|end|>{% endif %}"
    "{% endfor %}{% if add_generation_prompt %}<|start|>assistant{% endif %}"
)
_DEEPSEEK = (
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'system' %}{{ m.content }}"
    "{% elif m.role == 'user' %}<｜User｜>"
    "{{ m.content }}{% else %}<｜Assistant｜>{{ m.content.split('</think>')[-1] }}<｜end▁of▁sentence｜>{% endif %}"
    "{% endfor %}"
    "{% if add_generation_prompt %}<｜Assistant｜><think>\n{% endif %}"
)
_SOLAR = (
    "{% for m in messages %}### {{ m.role | capitalize }}:\n{{ m.content | trim }}\n\n{% endfor %}"
    "{% if add_generation_prompt %}### Assistant:\n{% endif %}"
)
_UNKNOWN = (
    "{% for m in messages %}<<{{ m.role }}>>{{ m.content }}<<fin>>{% endfor %}"
    "{% if add_generation_prompt %}<<assistant>>"
    "{% endif %}"
)
_HERMES = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")
_THOUGHT = "<think>\n속으로 헤아린다.\n</think>\n\n광합성이다."
_CALL = f"<tool_call>\n{_OBJECT}\n</tool_call>"
_XML_CALL = "<tool_call>\n<function=find_term>\n<parameter=query>\n광합성\n</parameter>\n</function>\n</tool_call>"
_CHATML = ("<|im_start|>", "<|endoftext|>")
_QWEN_3 = Family(
    "qwen3", "qwen", _QWEN, "<|im_end|>", _CHATML, _HERMES, _THOUGHT, _CALL, ("<|im_end|>", "<|endoftext|>")
)
_LLAMA_3 = Family(
    "llama3",
    "llama3",
    _LLAMA,
    "<|eot_id|>",
    ("<|start_header_id|>", "<|end_header_id|>", "<|eom_id|>", "<|end_of_text|>", "<|python_tag|>"),
    (),
    "광합성이다.",
    f'{{"name": "find_term", "parameters": {_ARGUMENT}}}',
    ("<|eot_id|>", "<|eom_id|>", "<|end_of_text|>"),
)
_EXAONE_MARKS = ("[|system|]", "[|user|]", "[|assistant|]", "[|tool|]")
FAMILIES = (
    _QWEN_3,
    replace(_QWEN_3, name="qwen3.5", call=_XML_CALL),
    _LLAMA_3,
    replace(_LLAMA_3, name="kanana", call="<function=find_term>" + _ARGUMENT + "</function>"),
    Family("exaone4", "exaone", _EXAONE, "[|endofturn|]", _EXAONE_MARKS, _HERMES, _THOUGHT, _CALL, ("[|endofturn|]",)),
    Family(
        "exaone-deep",
        "exaone",
        _DEEP,
        "[|endofturn|]",
        _EXAONE_MARKS,
        ("<thought>", "</thought>"),
        _THOUGHT.replace("think>", "thought>"),
        _CALL,
        ("[|endofturn|]",),
        native=False,
    ),
    Family(
        "hyperclova-think",
        "hyperclova",
        _HYPERCLOVA,
        "<|endofturn|>",
        ("<|im_start|>", "<|im_end|>", "<|stop|>"),
        (),
        "/think\n속으로 헤아린다.<|im_end|>\n<|im_start|>assistant\n광합성이다.",
        f"<|im_end|>\n<|im_start|>assistant -> tool/function_call\n[{_OBJECT}]<|im_end|>",
        ("<|endofturn|>", "<|stop|>"),
    ),
    Family(
        "hyperclova-text",
        "hyperclova",
        _HYPERCLOVA_TEXT,
        "<|endofturn|>",
        ("<|im_start|>", "<|im_end|>", "<|stop|>"),
        (),
        "광합성이다.",
        _CALL,
        ("<|endofturn|>", "<|stop|>"),
        native=False,
    ),
    Family(
        "gemma3",
        "gemma",
        _GEMMA,
        "<eos>",
        ("<start_of_turn>", "<end_of_turn>"),
        (),
        "광합성이다.",
        _CALL,
        ("<eos>", "<end_of_turn>"),
        native=False,
    ),
    Family(
        "gemma4",
        "gemma4",
        _GEMMA4,
        "<eos>",
        ("<|turn>", "<turn|>", "<|tool_call>", "<tool_call|>", '<|"|>', "<|channel>", "<channel|>"),
        ("<|tool_response>", "<tool_response|>"),
        "<|channel>thought\n속으로 헤아린다.<channel|>광합성이다.",
        '<|tool_call>call:find_term{query:<|"|>광합성<|"|>}<tool_call|>',
        ("<eos>", "<turn|>"),
    ),
    Family(
        "mistral",
        "mistral",
        _MISTRAL,
        "</s>",
        ("[INST]", "[/INST]", "[TOOL_CALLS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]", "[THINK]"),
        ("[/THINK]", "[/TOOL_RESULTS]", "[SYSTEM_PROMPT]", "[/SYSTEM_PROMPT]"),
        "[THINK]속으로 헤아린다.[/THINK]광합성이다.",
        f"[TOOL_CALLS][{_OBJECT}]",
        ("</s>",),
    ),
    Family(
        "ministral",
        "mistral",
        _MISTRAL,
        "</s>",
        ("[INST]", "[/INST]", "[TOOL_CALLS]", "[ARGS]", "[AVAILABLE_TOOLS]", "[/AVAILABLE_TOOLS]", "[TOOL_RESULTS]"),
        ("[THINK]", "[/THINK]"),
        "[THINK]속으로 헤아린다.[/THINK]광합성이다.",
        f"[TOOL_CALLS]find_term[ARGS]{_ARGUMENT}",
        ("</s>",),
    ),
    Family(
        "phi4-mini",
        "phi",
        _PHI,
        "<|endoftext|>",
        (
            "<|system|>",
            "<|user|>",
            "<|assistant|>",
            "<|end|>",
            "<|tool|>",
            "<|/tool|>",
            "<|tool_call|>",
            "<|/tool_call|>",
        ),
        (),
        "광합성이다.",
        f"<|tool_call|>[{_OBJECT}]<|/tool_call|>",
        ("<|endoftext|>", "<|end|>"),
        native=False,
    ),
    Family(
        "gpt-oss",
        "harmony",
        _HARMONY,
        "<|return|>",
        ("<|start|>", "<|end|>", "<|channel|>", "<|message|>", "<|constrain|>", "<|call|>"),
        (),
        "<|channel|>analysis<|message|>속으로 헤아린다.<|end|><|start|>assistant<|channel|>final<|message|>광합성이다.",
        f"<|channel|>commentary to=functions.find_term <|constrain|>json<|message|>{_ARGUMENT}",
        ("<|return|>", "<|call|>"),
    ),
    Family(
        "deepseek-distill",
        "deepseek",
        _DEEPSEEK,
        "<｜end▁of▁sentence｜>",
        ("<｜User｜>", "<｜Assistant｜>"),
        ("<think>", "</think>"),
        _THOUGHT,
        _CALL,
        ("<｜end▁of▁sentence｜>",),
        native=False,
    ),
    Family("solar", "solar", _SOLAR, "</s>", (), (), "광합성이다.", _CALL, ("</s>",), native=False),
    Family("koalpaca", "plain", None, "<|endoftext|>", (), (), "광합성이다.", _CALL, ("<|endoftext|>",), native=False),
    Family(
        "unknown", "plain", _UNKNOWN, "<pad>", ("<<fin>>",), (), _THOUGHT, _CALL, ("<pad>", "<<fin>>"), native=False
    ),
)


def tokenizer_for(family: Family) -> Any:
    """A small vocabulary of Korean with the family's tokens; only ``named`` has a role."""
    from tokenizers import AddedToken

    tokenizer = tokenizer_of(SENTENCES * 4, marks=(family.named,), template=family.template)
    added = [AddedToken(one, special=True) for one in family.special]
    tokenizer.add_tokens(added + [AddedToken(one, special=False) for one in family.spoken])
    return tokenizer


def build_random(folder: Path, family: Family) -> Path:
    """A two-layer Llama that knows nothing."""
    tokenizer = tokenizer_for(family)
    return save_model(folder, tokenizer, llama(tokenizer, TINY, max_position_embeddings=MOST_POSITIONS))


def build_scripted(folder: Path, family: Family, prompt: str, reply: str) -> Path:
    """A GPT-2 that writes the reply after a prompt of this length: what it writes next hangs on the position alone."""
    import torch
    from transformers import GPT2Config, GPT2LMHeadModel

    tokenizer = tokenizer_for(family)
    bare = family.template is None
    start = len(tokenizer(prompt, add_special_tokens=bare)["input_ids"]) - 1
    said = tokenizer(reply, add_special_tokens=False)["input_ids"]
    assert len(said) <= REPLY_TOKENS
    shape = GPT2Config(
        vocab_size=len(tokenizer),
        n_positions=MOST_POSITIONS,
        n_embd=REPLY_TOKENS,
        n_layer=1,
        n_head=1,
        eos_token_id=tokenizer.eos_token_id,
        bos_token_id=None,
        tie_word_embeddings=False,
    )
    model: Any = GPT2LMHeadModel(shape)
    with torch.no_grad():
        for weight in model.parameters():
            weight.zero_()
        model.transformer.ln_f.weight.fill_(1.0)
        for at, token in enumerate(said):
            model.transformer.wpe.weight[start + at, at] = 1.0
            model.lm_head.weight[token, at] = 1.0
    return save_model(folder, tokenizer, model)

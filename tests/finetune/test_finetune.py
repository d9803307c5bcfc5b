"""Data from the library, QLoRA on a tiny real model, and an exam that decides; every line
of the real path, on the CPU.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from errors import FinetuneError
from finetune import data, importers, rows
from finetune.evaluate import ExamItem, Report, Score, decide, evaluate, exam_from_library
from finetune.floors import floors
from finetune.sft import HELD_OUT
from knowledge import Library
from llm.local.adapters import list_adapters
from llm.local.loading import load
from settings import ROOT
from ui.commands import app

TOOLS = ROOT / "samples" / "tool_use.jsonl"


def test_the_library_becomes_instruction_data(sample_library: Library, tmp_path: Path) -> None:
    card = data.build(sample_library, tmp_path / "train.jsonl")
    assert card.rows == len(rows.read(card.path)) > 60 and {"glossary", "grounded", "refusal"} <= set(card.kinds)
    grounded = [r for r in rows.read(card.path) if r.kind == "grounded"]
    for item in grounded:
        answer = item.messages[-1].content
        assert answer.endswith("]") and answer.rsplit(" [", 1)[0] in " ".join(
            item.messages[-2].content.replace("\\n", " ").split()
        )
    refused = [r for r in rows.read(card.path) if r.kind == "refusal"]
    assert all(r.messages[-1].content == "교재에서 근거를 찾지 못했습니다." for r in refused)
    again = data.build(sample_library, tmp_path / "again.jsonl")
    assert again.sha256 == card.sha256


def test_personal_data_is_masked_and_repeats_and_broken_rows_are_dropped(tmp_path: Path) -> None:
    made = [
        rows.row("imported", "연락처는?", "010-1234-5678, a.b@example.com, 900101-1234567"),
        rows.row("imported", "연락처는?", "010-1234-5678, a.b@example.com, 900101-1234567"),
        rows.row("imported", "어디로?", "전화는 010-1234-5678로, 편지는 c.d@example.com으로, 900101-1234567인 사람"),
        rows.row("imported", "깨진 것", "\u1100\u1161\ufffd"),
    ]
    card = rows.write(made, tmp_path / "x.jsonl")
    assert card.rows == 2 and card.dropped == {"repeated": 1, "broken": 1}
    text = card.path.read_text(encoding="utf-8")
    assert "[전화번호]" in text and "[이메일]" in text and "[주민등록번호]" in text
    assert not any(told in text for told in ("5678", "1234567", "@")) and "[이메일]으로" in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("alpaca.json", json.dumps([{"instruction": "요약해줘", "input": "긴 글", "output": "짧은 글"}])),
        ("chat.jsonl", '{"messages":[{"role":"user","content":"가"},{"role":"assistant","content":"나"}]}\n'),
        ("share.jsonl", '{"conversations":[{"from":"human","value":"가"},{"from":"gpt","value":"나"}]}\n'),
        ("table.csv", "question,answer\n가,나\n"),
    ],
)
def test_other_forms_of_data_are_imported(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    loaded = importers.load(path)
    assert len(loaded) == 1 and loaded[0].messages[-1].role == "assistant"


def test_files_that_are_no_data_are_refused(tmp_path: Path) -> None:
    for name, content in (("a.json", "{"), ("b.jsonl", '{"x":1}\n'), ("c.csv", "a,b\n1,2\n")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(FinetuneError):
            importers.load(tmp_path / name)


def test_qlora_trains_saves_and_goes_on(base: Path, tmp_path: Path) -> None:
    import torch
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    from finetune.adapter_training import TrainingRecipe
    from finetune.sft import train

    made = [
        rows.row("glossary", f"{i}번 용어에 대해 설명해줘", "을사늑약은 1905년에 체결된 조약이다.") for i in range(8)
    ]
    card = rows.write(made, tmp_path / "train.jsonl")
    told: list[int] = []

    def step(number: int, *_: float) -> None:
        told.append(number)
        if len(told) == 5:
            raise FinetuneError("그만두었습니다.", code="cancelled")

    recipe = TrainingRecipe(max_steps=6, batch=2, accumulation=1, length=256, learning_rate=5e-3, save_steps=2)
    out = tmp_path / "adapters" / "first"
    with pytest.raises(FinetuneError):
        train(str(base), card.path, out, recipe, step)
    assert not list_adapters(tmp_path / "adapters")
    adapter = train(str(base), card.path, out, recipe, step)
    assert told == [1, 2, 3, 4, 5, 5, 6], "the first four were not done again"
    assert adapter.steps == 6 == len(adapter.loss) and adapter.loss[-1] < adapter.loss[0]
    assert (out / "adapter_model.safetensors").exists()
    assert [a.name for a in list_adapters(tmp_path / "adapters")] == ["first"]
    plain: Any = AutoModelForCausalLM.from_pretrained(base)
    ids = torch.tensor([[5, 6, 7, 8]])
    before = plain(ids).logits.clone()
    tuned = PeftModel.from_pretrained(plain, str(out))
    assert not torch.allclose(before, tuned(ids).logits, atol=1e-3)


def test_gradients_are_the_same_after_an_evaluation(base: Path) -> None:
    import torch
    from peft import LoraConfig, get_peft_model

    from finetune.adapter_training import load_base

    model, _ = load_base(str(base))
    torch.manual_seed(1)
    model = get_peft_model(
        model, LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM", init_lora_weights=False)
    )
    ids = torch.arange(5, 37).reshape(1, -1)

    def gradients() -> list[torch.Tensor]:
        model.train()
        model.zero_grad()
        model(input_ids=ids, labels=ids).loss.backward()
        return [p.grad.clone() for p in model.parameters() if p.grad is not None]

    before = gradients()
    model.eval()
    with torch.no_grad():
        model(input_ids=ids)
    after = gradients()
    assert before and all(torch.allclose(a, b, rtol=1e-3, atol=1e-5) for a, b in zip(before, after, strict=True))


def test_the_exam_measures_base_and_tuned_with_and_without_retrieval(
    base: Path, sample_library: Library, tmp_path: Path
) -> None:
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    plain: Any = AutoModelForCausalLM.from_pretrained(base)
    config = LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM")
    get_peft_model(plain, config).save_pretrained(tmp_path / "untrained")
    exam = exam_from_library(sample_library, n=4, seed=1)
    ways = {"base": load(str(base), "", "none"), "tuned": load(str(base), str(tmp_path / "untrained"), "none")}
    told: list[int] = []
    report = evaluate(ways, exam, sample_library, lambda: told.append(1))
    assert {s.name for s in report.scores} == {"base", "tuned", "base+rag", "tuned+rag"} and report.chance == 0.2
    assert len(told) == 16
    assert report.of("base").right == report.of("tuned").right  # an untrained adapter changes nothing


def report_of(**scores: float) -> Report:
    named = {name.replace("_", "+"): accuracy for name, accuracy in scores.items()}
    return Report(
        questions=50,
        chance=0.2,
        scores=tuple(Score(name=name, accuracy=value, low=0, high=1, right=(True,)) for name, value in named.items()),
    )


TOOLS_KEPT = {"base_tools": 0.5, "tuned_tools": 0.5}


def test_an_adapter_that_answers_worse_is_not_promoted() -> None:
    worse = report_of(base=0.18, tuned=0.14, **TOOLS_KEPT)
    better = report_of(base=0.18, tuned=0.42, **TOOLS_KEPT)
    assert decide(worse)[0] is False and "0.14" in decide(worse)[1]
    assert decide(better)[0] is True


@pytest.mark.parametrize(
    ("changed", "losses", "word"),
    [
        ({"base_tools": 0.9, "tuned_tools": 0.2}, {}, "도구"),
        ({"base_cites": 0.8, "tuned_cites": 0.7}, {}, "근거"),
        ({"base_rag": 0.6, "tuned_rag": 0.5}, {}, "교재"),
        ({}, {"base": 2.0, "tuned": 2.1}, "손실"),
        ({}, {"base": 2.0, "tuned": float("nan")}, "손실"),
    ],
)
def test_whatever_got_worse_keeps_an_adapter_from_being_promoted(
    changed: dict[str, float], losses: dict[str, float], word: str
) -> None:
    report = report_of(**({"base": 0.2, "tuned": 0.4} | TOOLS_KEPT | changed))
    allowed, why = decide(report.model_copy(update={"losses": losses}))
    assert not allowed and word in why
    assert decide(report_of(base=0.2, tuned=0.4))[0] is False, "tool use was never measured"
    good = report_of(base=0.2, tuned=0.4, **TOOLS_KEPT).model_copy(update={"losses": {"base": 2.0, "tuned": 1.0}})
    assert decide(good)[0]


def test_missing_data_and_bases_are_refused_with_a_sentence(tmp_path: Path) -> None:
    from finetune.sft import train

    with pytest.raises(FinetuneError) as refused:
        train("없는 모델", tmp_path / "none.jsonl", tmp_path / "out")
    assert refused.value.code == "data_missing"
    card = rows.write([rows.row("glossary", "가", "나")], tmp_path / "x.jsonl")
    with pytest.raises(FinetuneError) as refused:
        train(str(tmp_path / "no-model"), card.path, tmp_path / "out")
    assert refused.value.code == "base_missing"


def test_an_exam_item_names_its_answer() -> None:
    assert ExamItem(question="q", choices=("가", "나"), answer=1).choices[1] == "나"


def test_what_needs_no_model_is_the_floor(sample_library: Library) -> None:
    exam = exam_from_library(sample_library, n=20, seed=1)
    scores = {score.name: score for score in floors(exam, sample_library)}
    assert set(scores) == {"longest", "retrieval"}
    assert scores["retrieval"].accuracy > 0.5 > scores["longest"].accuracy


def test_the_commands_train_examine_and_promote(
    base: Path, sample_library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def command(*arguments: str) -> Any:
        place = ["--library", str(sample_library.path), "--adapters", str(tmp_path), "--json"]
        app([*arguments, *place], standalone_mode=False)
        return json.loads(capsys.readouterr().out.splitlines()[-1])

    exam = tmp_path / "exam.jsonl"
    items = exam_from_library(sample_library, n=3, seed=1)
    exam.write_text("".join(item.model_dump_json() + "\n" for item in items), encoding="utf-8")
    some = tmp_path / "tools.jsonl"
    some.write_text("\n".join(TOOLS.read_text(encoding="utf-8").splitlines()[::8]), encoding="utf-8")
    asked = ("--base", str(base), "--name", "mine", "--max-steps", "1", "--batch", "1", "--length", "64")
    assert command("finetune", *asked)["steps"] == 1
    held = rows.read(tmp_path / "mine" / HELD_OUT)
    seen = {item.messages for item in rows.read(tmp_path / "mine" / "train.jsonl")}
    assert held and {item.messages for item in held} <= seen, "out of the data, though not learnt"
    told = command("eval", "--exam", str(exam), "--adapter", "mine", "--tools", str(some))
    measured = {f"{way}{kind}" for way in ("base", "tuned") for kind in ("", "+rag", "+tools", "+cites")}
    assert {s["name"] for s in told["scores"]} == measured | {"longest", "retrieval"}
    assert told["losses"].keys() == {"base", "tuned"} and told["promoted"] is False
    (adapter,) = list_adapters(tmp_path)
    assert adapter.card is not None and set(adapter.card.scores) == measured
    assert adapter.card.losses == told["losses"] and adapter.card.fingerprint


def test_statements_and_events_are_judged_one_by_one(library: Library) -> None:
    combined = ExamItem(
        question="을사늑약에 대한 설명으로 옳은 것만을 <보기>에서 고른 것은?\n\n<보기>\nㄱ. 엽록체에서 일어난다.\n"
        "ㄴ. 대한 제국의 외교권을 빼앗았다.\nㄷ. 서울에 통감부가 설치되었다.\nㄹ. 잎의 기공으로 들어온다.",
        choices=("ㄱ, ㄴ", "ㄱ, ㄷ", "ㄴ, ㄷ", "ㄴ, ㄹ", "ㄷ, ㄹ"),
        answer=2,
    )
    ordered = ExamItem(
        question="차례대로 늘어놓은 것은?\n\n(가) 통감부 설치\n(나) 광합성",
        choices=("(가) - (나)", "(나) - (가)"),
        answer=1,
    )
    retrieval = floors([combined, ordered], library)[1]
    assert retrieval.right == (True, True)

"""The 모델 page on a tiny real model: checked, trained from the library, examined; and the commands that do the same."""

from __future__ import annotations

import json
import time
import tomllib
from datetime import datetime
from pathlib import Path

import pytest

from errors import FinetuneError, ModelUnavailable
from finetune.adapter_training import TrainingRecipe
from finetune.examine import TOOL_ITEMS
from finetune.tooluse import read_tool_items
from knowledge import Library
from llm.capability_check import probe
from llm.download import pull
from llm.local import adapters
from llm.local.adapters import Card, is_adapter, read_card
from llm.local.chat_model import LocalChatModel
from tests.tiny import build_tiny
from tests.ui.pages import opened
from ui.commands import app, models
from ui.jobs.trainings import Training, Trainings

SHORT = TrainingRecipe(max_steps=2, batch=1, accumulation=1, length=128)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_tiny(tmp_path_factory.mktemp("models") / "tiny")


def finished(job: Training, within: float = 180) -> Training:
    until = time.monotonic() + within
    while job.active and time.monotonic() < until:
        time.sleep(0.05)
    return job


def test_the_page_opens_without_a_model_and_shows_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(tmp_path / "library", "model", monkeypatch)
    assert not test.exception and test.title[0].value == "모델"
    shown = [code.value for code in test.code]
    for start in ("model use", "model check", "finetune"):
        assert any(line.startswith(f"python3 run.py {start}") for line in shown), start
    test.button(key="switch-language").click().run()
    assert not test.exception


def test_a_check_on_the_page_asks_calls_and_quotes(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(tmp_path / "library", "model", monkeypatch, llm="local", model=str(tiny), quantization="none")
    test.button(key="model-check").click().run()
    assert not test.exception and len(test.metric) == 3 and (test.success or test.warning)


def test_a_probe_of_random_weights_calls_and_quotes_exactly(tiny: Path) -> None:
    found = probe(LocalChatModel(model_name=str(tiny), quantization="none", temperature=1.0))
    assert found.call and found.call.startswith("search_textbooks(") and found.quote_exact
    assert found.tokens_per_second and found.first_token_seconds > 0


def test_training_and_its_exam_run_in_the_background(library: Library, tiny: Path, tmp_path: Path) -> None:
    running = Trainings(library, tmp_path / "adapters")
    job = finished(running.train(str(tiny), "first", SHORT))
    assert job.state == "done" and len(job.loss) == 2 and is_adapter(tmp_path / "adapters" / "first")
    from finetune.evaluate import ExamItem

    items = [ExamItem(question="을사늑약은 언제인가?", choices=("1905년", "1910년"), answer=0)]
    examined = finished(running.exam(str(tiny), "first", items, "none", read_tool_items(TOOL_ITEMS)[::12]))
    assert examined.state == "done" and examined.report
    names = [score.name for score in examined.report.scores]
    measured = ["base", "tuned", "base+rag", "tuned+rag", "base+tools", "tuned+tools"]
    assert names == [*measured, "longest", "retrieval"]
    card = read_card(tmp_path / "adapters" / "first")
    assert card and set(card.scores) == set(measured)


def test_a_training_is_called_off_and_a_bad_name_refused(library: Library, tiny: Path, tmp_path: Path) -> None:
    running = Trainings(library, tmp_path / "adapters")
    job = running.train(str(tiny), "long", SHORT.model_copy(update={"max_steps": 10_000}))
    until = time.monotonic() + 120
    while not job.loss and job.active and time.monotonic() < until:
        time.sleep(0.05)
    running.cancel(job)
    assert finished(job).state == "cancelled" and not is_adapter(tmp_path / "adapters" / "long")
    with pytest.raises(FinetuneError) as refused:
        running.train(str(tiny), "../밖", SHORT)
    assert refused.value.code == "bad_name"


def test_an_adapter_is_not_trained_over(
    tmp_path: Path, tiny: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "library" / "adapters"
    put_adapter(folder, tiny, "mine", GOOD)
    with pytest.raises(FinetuneError) as refused:
        Trainings(library, folder).train(str(tiny), "mine", SHORT)
    assert refused.value.code == "name_taken"
    test = opened(tmp_path / "library", "model", monkeypatch, model=str(tiny))
    name = test.text_input(key="train-name")
    assert datetime.strptime(name.value, "%Y%m%d-%H%M%S")
    name.set_value("mine").run()
    test.button(key="train").click().run()
    assert not test.exception and "이미 있습니다" in test.error[0].value


GOOD = {"base": 0.2, "tuned": 0.4, "base+tools": 0.5, "tuned+tools": 0.5}


def put_adapter(folder: Path, base: Path, name: str, scores: dict[str, float]) -> None:
    """A real adapter with a card of these scores."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    config = LoraConfig(r=4, lora_alpha=64, target_modules=["q_proj"], task_type="CAUSAL_LM", init_lora_weights=False)
    get_peft_model(AutoModelForCausalLM.from_pretrained(base), config).save_pretrained(folder / name)
    adapters.write_card(folder / name, Card(base=str(base), scores=scores, losses={"base": 2.0, "tuned": 1.5}))


def test_promoting_turning_off_and_rolling_back_on_the_page(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The assistant that runs follows at its next answer, and its base is not read again."""
    from ui.session import assistant

    folder = tmp_path / "library" / "adapters"
    put_adapter(folder, tiny, "good", GOOD)
    adapters.turn_off(folder)
    monkeypatch.setattr(models, "CONFIG_FILE", tmp_path / "hyunmoo.toml")
    engine = {"llm": "local", "model": str(tiny), "adapter": str(folder), "quantization": "none"}
    test = opened(tmp_path / "library", "model", monkeypatch, **engine)
    assert not test.exception
    model = assistant().model
    assert isinstance(model, LocalChatModel)
    resident, plain = model.loaded.resident, str(model.invoke("을사늑약은?", max_tokens=12).text)
    table = test.dataframe[0].value
    assert "50%" in table.to_string() and "1.50" in table.to_string(), (
        "tool use and the held-out loss stand beside the exam"
    )
    test.button(key="adapter-promote").click().run()
    assert not test.exception and "good" in test.success[0].value and "다시 시작" not in test.success[0].value
    assert (now := adapters.active(folder)) is not None and now.name == "good"
    assert str(model.invoke("을사늑약은?", max_tokens=12).text) != plain
    assert 'model = "' in (tmp_path / "hyunmoo.toml").read_text(encoding="utf-8")
    test.button(key="adapter-off").click().run()
    assert not test.exception and adapters.active(folder) is None
    assert str(model.invoke("을사늑약은?", max_tokens=12).text) == plain
    test.button(key="adapter-rollback").click().run()
    assert not test.exception and "good" in test.success[0].value and adapters.active(folder) is not None
    test.button(key="adapter-rollback").click().run()
    assert not test.exception and "바탕 모델" in test.success[0].value and adapters.active(folder) is None
    test.button(key="adapter-rollback").click().run()
    assert not test.exception and "되돌릴 어댑터가 없습니다" in test.error[0].value
    assert model.loaded.resident is resident


@pytest.mark.parametrize(
    ("scores", "word"),
    [({}, "점수가 없어"), (GOOD | {"tuned": 0.1}, "시험"), (GOOD | {"tuned+tools": 0.25}, "도구")],
)
def test_an_adapter_that_is_worse_cannot_be_promoted_on_the_page(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch, scores: dict[str, float], word: str
) -> None:
    put_adapter(tmp_path / "library" / "adapters", tiny, "bad", scores)
    test = opened(tmp_path / "library", "model", monkeypatch)
    assert not test.exception and test.button(key="adapter-promote").disabled
    assert any(word in caption.value for caption in test.caption)


def test_the_command_switches_an_adapter_on_and_off(tmp_path: Path, tiny: Path) -> None:
    folder, config = tmp_path / "adapters", tmp_path / "hyunmoo.toml"
    put_adapter(folder, tiny, "mine", GOOD)
    place = ["--adapters", str(folder), "--config", str(config), "--library", str(tmp_path / "library"), "--json"]
    for name, on in (("mine", "mine"), ("base", ""), ("mine", "mine"), (str(tiny), "")):
        app(["model", "use", name, *place], standalone_mode=False)
        now = adapters.active(folder)
        assert (now.name if now else "") == on
        said = tomllib.loads(config.read_text(encoding="utf-8"))
        assert said["llm"] == "local" and said["model"] == str(tiny) and said["adapter"] == str(folder)


def test_the_command_checks_a_real_model(
    tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, value in (("LLM", "local"), ("MODEL", str(tiny)), ("QUANTIZATION", "none"), ("TEMPERATURE", "1.0")):
        monkeypatch.setenv(f"HYUNMOO_{name}", value)
    app(["model", "check", "--json", "--library", str(tmp_path)], standalone_mode=False)
    said = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert said["loaded"] and said["probe"]["quote_exact"] and said["probe"]["call"]


def test_a_model_that_cannot_be_fetched_is_told_in_korean(tmp_path: Path, tiny: Path) -> None:
    assert pull("owner/tiny", tiny) == tiny, "what is there is not fetched again"
    for name, folder, code in (
        ("a b/c?", tmp_path / "new", "bad_model_name"),
        ("kakaocorp/kanana-1.5-2.1b-instruct-2505", tmp_path / "new", "model_unreachable"),
        ("owner/model", tmp_path, "folder_taken"),
    ):
        (tmp_path / "mine.txt").write_text("x")
        with pytest.raises(ModelUnavailable) as caught:
            pull(name, folder)
        assert caught.value.code == code and not (tmp_path / "new").exists()

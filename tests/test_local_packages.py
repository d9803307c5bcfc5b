"""Without the packages of local models: what needs them says so with a way out, and what does not goes on working."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from errors import ModelUnavailable, require_packages
from installer import background
from settings import ROOT
from tests.ui.terminal import hyunmoo

ABSENT = (
    *("torch", "transformers", "peft", "trl", "datasets", "bitsandbytes", "accelerate", "sentence_transformers"),
    *("tokenizers", "llguidance", "huggingface_hub", "safetensors"),
)
WITHOUT = f"""
import importlib.abc, sys
class Absent(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in {ABSENT!r}:
            raise ModuleNotFoundError(name=name)
sys.meta_path.insert(0, Absent())
import importlib.util
found = importlib.util.find_spec
def find_spec(name, *rest):
    try:
        return found(name, *rest)
    except ModuleNotFoundError:
        return None
importlib.util.find_spec = find_spec
"""
EVERY_PAGE = """
import pkgutil, importlib
for package in ("agent", "learning", "ui.commands", "ui.jobs", "finetune", "llm"):
    for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        importlib.import_module(module.name)
import finetune.evaluate, llm.local.adapters
"""
CHOOSE = """
from errors import ModelUnavailable
from settings import Settings
from llm import load_chat_model
try:
    load_chat_model(Settings(llm="local", model="owner/model"))
except ModelUnavailable as error:
    print(error.code, error.message)
"""


def run_without(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT + code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=180)


def test_every_module_of_the_app_is_imported_without_them() -> None:
    ran = run_without(EVERY_PAGE)
    assert ran.returncode == 0, ran.stderr


def test_a_local_model_without_them_says_how_to_get_them() -> None:
    ran = run_without(CHOOSE)
    assert ran.stdout.startswith("missing_package") and "model packages --install" in ran.stdout, ran.stderr


def test_a_package_that_is_not_there_is_named() -> None:
    require_packages("json", "numpy")
    with pytest.raises(ModelUnavailable, match="hyunmoo_has_no_such_package") as raised:
        require_packages("json", "hyunmoo_has_no_such_package")
    assert raised.value.code == "missing_package"


def test_the_command_says_how_far_they_are(tmp_path: Path) -> None:
    told = hyunmoo("model", "packages", "--json", library=tmp_path / "library")
    assert told.returncode == 0
    assert json.loads(told.stdout)["stage"] == background.read_state().stage == "ready"

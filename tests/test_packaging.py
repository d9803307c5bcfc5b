"""What pip gets: the lists agree with the requirement files, and wheel and sdist install as one
package that answers from anywhere.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import run
from settings import ROOT, Settings

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
BUILD = (
    "import sys, hatchling.build as build; print(build.build_wheel(sys.argv[1])); print(build.build_sdist(sys.argv[1]))"
)


def requirements(name: str) -> list[str]:
    return [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line.strip()]


def without_ours(extra: str) -> set[str]:
    return {one for one in EXTRAS[extra] if not one.startswith("hyunmoo[")}


def test_the_light_list_is_part_of_the_whole_with_the_same_versions() -> None:
    app, whole = requirements("requirements-app.txt"), requirements("requirements.txt")
    assert set(app) < set(whole) and app == [line for line in whole if line in app]


def test_pyproject_says_what_the_requirement_files_say() -> None:
    app, whole = set(requirements("requirements-app.txt")), set(requirements("requirements.txt"))
    assert set(PROJECT["project"]["dependencies"]) == app
    assert without_ours("local") | without_ours("train") == whole - app
    assert not without_ours("local") & without_ours("train")
    assert without_ours("test") == set(requirements("requirements-test.txt"))
    assert "hyunmoo[local]" in EXTRAS["train"] and EXTRAS["all"] == ["hyunmoo[train]"]


def test_the_wheel_takes_every_package_of_ours() -> None:
    wheel = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]
    folders = {*run.PACKAGES, "samples", ".streamlit"} - {"bench", "hyunmoo"}
    assert {*wheel["only-include"]} == folders | {"hyunmoo"}
    assert wheel["sources"] == {name: f"hyunmoo/_tree/{name}" for name in folders}
    assert wheel["force-include"] == {name: f"hyunmoo/_tree/{name}" for name in run.MODULES}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built without an index."""
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=ROOT, check=True, capture_output=True, timeout=60)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The scripts of a new environment with the wheel in it; what it depends on is
    borrowed from the tests' environment.
    """
    place = tmp_path_factory.mktemp("elsewhere") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True, timeout=60)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / ("python.exe" if os.name == "nt" else "python")
    install = ["install", "--quiet", "--no-deps", "--no-index", str(next(built.glob("*.whl")))]
    subprocess.run([sys.executable, "-m", "pip", "--python", str(python), *install], check=True, timeout=120)
    (site_packages(place) / "borrowed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    yield scripts


def site_packages(environment: Path) -> Path:
    return next(path.parent for path in environment.rglob("hyunmoo") if (path / "__main__.py").exists())


def test_wheel_and_sdist_hold_what_the_program_reads(built: Path) -> None:
    wheel = set(zipfile.ZipFile(next(built.glob("*.whl"))).namelist())
    assert {name.split("/")[0] for name in wheel} == {"hyunmoo", f"hyunmoo-{PROJECT['project']['version']}.dist-info"}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, encoding="utf-8").stdout.split("\n")
    for name in tracked or ():
        if (
            name.split("/")[0] in run.PACKAGES
            and not name.startswith(("bench/", "hyunmoo/"))
            and (ROOT / name).exists()
        ):
            assert f"hyunmoo/_tree/{name}" in wheel, name
    assert {"hyunmoo/py.typed", "hyunmoo/_tree/samples/history.pdf", "hyunmoo/_tree/.streamlit/config.toml"} <= wheel
    assert "hyunmoo/_tree/storage/migrations/env.py" in wheel and not any("__pycache__" in name for name in wheel)
    with tarfile.open(next(built.glob("*.tar.gz"))) as sdist:
        held = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "run.py",
        "requirements-app.txt",
        "pyproject.toml",
        "tests/test_packaging.py",
        "hyunmoo/__main__.py",
    } <= held


def test_nothing_but_hyunmoo_stands_among_everybodys_packages(installed: Path) -> None:
    names = {path.name for path in site_packages(installed.parent).iterdir()}
    assert {name for name in names if not re.search(r"\.(dist-info|pth|egg-info)$", name)} - {"__pycache__"} == {
        "hyunmoo"
    }


def test_the_installed_command_answers_from_another_folder(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    (elsewhere / "llm").mkdir(parents=True)  # another project's package of the same name, where one stands
    (elsewhere / "llm" / "__init__.py").write_text("raise SystemExit('a stranger')")
    monkeypatch.delenv("HYUNMOO_LIBRARY")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    monkeypatch.setenv("HYUNMOO_HOME", str(home))
    monkeypatch.setenv("HYUNMOO_CACHE", str(Settings().cache))  # the word vectors, made once a machine
    command = [str(installed / "hyunmoo"), "ask", "을사늑약은 언제 체결되었나?", "--json"]
    answered = subprocess.run(command, cwd=elsewhere, capture_output=True, encoding="utf-8", timeout=120)
    assert answered.returncode == 0, answered.stderr
    told = json.loads(answered.stdout)
    assert not told["abstained"] and "1905" in told["citations"][0]["quote"]
    assert (home / "library" / "hyunmoo.db").exists() and not (elsewhere / "library").exists()

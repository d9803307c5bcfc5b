"""The door: standard library only, one set-up that is finished when interrupted, and exit codes that come through."""

import ast
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import run
from installer.pytorch import TORCH, wants_cpu_build
from settings import ROOT

COMMANDS = (
    "ingest search ask quiz grade summarize review export check model finetune eval serve sources remove restore"
).split()
NOTHING = "# nothing\n"  # a file of requirements
ECHO = (
    "import sys, os\n"
    "print(*sys.argv[1:], '|', os.getcwd(), '|', os.environ['PYTHONUTF8'])\n"
    "sys.exit(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0)\n"
)


def test_the_door_needs_nothing_but_the_standard_library() -> None:
    for path in (ROOT / "run.py", *sorted((ROOT / "installer").glob("*.py"))):
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "installer"}, path


def test_every_command_is_there() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "ui.cli", "--help"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60
    )
    assert [command for command in COMMANDS if command not in ran.stdout] == []
    assert " setup " not in ran.stdout


@pytest.mark.parametrize("version", [(3, 9, 0), (3, 14, 0)])
def test_another_python_is_refused_with_a_sentence(version: tuple[int, int, int]) -> None:
    code = f"import sys; sys.version_info = {version}; import run; sys.exit(run.main(['sources']))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    assert ran.returncode == 1 and "3.11" in ran.stderr and "파이썬" in ran.stderr and "Traceback" not in ran.stderr


@dataclass(frozen=True)
class Door:
    """run.py in a folder of its own, with requirements that name nothing: its set-up takes seconds and no network."""

    folder: Path
    first: subprocess.CompletedProcess[str]  # the one that found no environment
    elsewhere: Path  # where it was called from

    @property
    def python(self) -> Path:
        return self.folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """Entered once."""
    elsewhere = tmp_path_factory.mktemp("doors")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("PIP_NO_INDEX", "1")
        folder = built(elsewhere / "새 폴더")
        yield Door(folder, enter(folder, "ask", "질문 하나", cwd=elsewhere), elsewhere)


def built(folder: Path) -> Path:
    folder.mkdir()
    (folder / "run.py").write_bytes((ROOT / "run.py").read_bytes())
    shutil.copytree(ROOT / "installer", folder / "installer", ignore=shutil.ignore_patterns("__pycache__"))
    for name in {*run.APP, *run.ALL, *run.TEST}:
        (folder / name).write_text(NOTHING)
    (folder / "ui").mkdir()
    (folder / "ui" / "cli.py").write_text(ECHO)
    return folder


def enter(door: Path, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(door / "run.py"), *arguments]
    return subprocess.run(command, cwd=cwd or door, capture_output=True, encoding="utf-8", timeout=120)


def test_a_set_up_is_done_once_and_an_interrupted_one_is_finished(door: Door) -> None:
    first, folder = door.first, door.folder
    assert first.returncode == 0, first.stderr
    assert "3/4" in first.stderr and first.stdout.splitlines()[0].startswith("setup |")
    assert first.stdout.splitlines()[1] == f"ask 질문 하나 | {door.elsewhere} | 1"
    second = enter(folder, "grade", "7")
    assert (second.returncode, second.stderr) == (7, "") and second.stdout.startswith("grade 7 |")
    (folder / ".venv" / ".ready-app").unlink()
    finished = enter(folder, "sources")
    assert finished.returncode == 0 and "1/4" not in finished.stderr and "3/4" in finished.stderr


def test_a_requirement_that_cannot_be_had_is_named(door: Door) -> None:
    (door.folder / "requirements-app.txt").write_text("hyunmoo-needs-this-absent-package\n")
    failed = enter(door.folder, "sources")
    (door.folder / "requirements-app.txt").write_text(NOTHING)
    assert failed.returncode == 1 and "다시 실행" in failed.stderr and "hyunmoo-needs-this" in failed.stderr
    assert failed.stdout == ""


def test_a_folder_of_the_same_name_where_one_stands_is_not_imported(door: Door, tmp_path: Path) -> None:
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui" / "cli.py").write_text("raise SystemExit('a stranger')")
    assert enter(door.folder, "sources", cwd=tmp_path).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
def test_a_signal_reaches_the_program_and_leaves_nothing_behind(door: Door) -> None:
    (door.folder / "ui" / "cli.py").write_text(
        "import sys, time\nif sys.argv[1] != 'setup':\n    print('here', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(door.folder / "run.py"), "serve"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None and process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        assert process.wait(30) == -signal.SIGTERM and time.monotonic() - started < 10


def test_an_unknown_benchmark_lists_the_known_ones() -> None:
    ran = subprocess.run(
        [sys.executable, "run.py", "bench", "nothing"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60
    )
    assert ran.returncode == 2 and "retrieval" in ran.stderr


# -- the packages of local models --------------------------------------------------------------------------------------


def kept_state(door: Door) -> dict[str, object]:
    state: dict[str, object] = json.loads((door.folder / ".venv" / "packages.json").read_text(encoding="utf-8"))
    return state


def forget_packages(door: Door) -> None:
    for name in (".ready-all", ".packages-wanted", "packages.json"):
        (door.folder / ".venv" / name).unlink(missing_ok=True)


def test_setting_up_everything_brings_the_whole_list(door: Door) -> None:
    (door.folder / "ui" / "cli.py").write_text(ECHO)
    forget_packages(door)
    ran = enter(door.folder, "setup", "--all")
    assert ran.returncode == 0 and ran.stdout.startswith("setup |") and "--all" not in ran.stdout, ran.stderr
    assert (door.folder / ".venv" / ".ready-all").exists()
    assert "3/4" not in enter(door.folder, "setup", "--all").stderr


def test_an_interrupted_background_installation_goes_on_with_the_next_start(door: Door) -> None:
    (door.folder / "ui" / "cli.py").write_text(ECHO)
    forget_packages(door)
    (door.folder / ".venv" / ".packages-wanted").touch()  # what a process that was killed leaves behind
    started = enter(door.folder, "sources")
    assert started.returncode == 0 and "이어서" in started.stderr
    until = time.monotonic() + 60
    while not (door.folder / ".venv" / ".ready-all").exists() and time.monotonic() < until:
        time.sleep(0.1)
    assert kept_state(door)["stage"] == "ready" and not (door.folder / ".venv" / ".packages-wanted").exists()
    assert enter(door.folder, "sources").stderr == ""


@pytest.mark.skipif(os.name == "nt", reason="the lock of POSIX systems")
def test_two_installations_do_not_run_side_by_side(door: Door) -> None:
    import fcntl

    forget_packages(door)
    with (door.folder / ".venv" / ".installing").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        beside = enter(door.folder, "packages")
        assert beside.returncode == 0 and not (door.folder / ".venv" / ".ready-all").exists()
        assert "이어서" not in enter(door.folder, "sources").stderr
    assert enter(door.folder, "packages").returncode == 0 and (door.folder / ".venv" / ".ready-all").exists()


@pytest.mark.skipif(not wants_cpu_build(), reason="a Linux machine without an NVIDIA GPU")
def test_a_machine_without_a_gpu_never_gets_the_cuda_build_unasked(
    door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    (door.folder / "requirements.txt").write_text("torch\n")
    write_wheel(tmp_path, "torch", TORCH, "nvidia-cublas==1")
    write_wheel(tmp_path, "nvidia-cublas", "1")
    forget_packages(door)
    refused = enter(door.folder, "packages")
    assert refused.returncode == 1 and "6GB" in refused.stderr
    assert (kept_state(door)["stage"], kept_state(door)["error"]) == ("failed", "no_cpu_torch")
    assert installed_torch(door) == ""
    everything = enter(door.folder, "setup", "--all")  # asked for: it is said, and done
    assert everything.returncode == 0 and "6GB" in everything.stderr and installed_torch(door) == TORCH
    subprocess.run([str(door.python), "-m", "pip", "uninstall", "-qy", "torch"], check=True, timeout=60)
    write_wheel(tmp_path, "torch", f"{TORCH}+cpu")
    forget_packages(door)
    assert enter(door.folder, "packages").returncode == 0 and installed_torch(door) == f"{TORCH}+cpu"
    (door.folder / "requirements.txt").write_text(NOTHING)


def installed_torch(door: Door) -> str:
    code = "from importlib.metadata import distributions as d; print(*[x.version for x in d(name='torch')])"
    return subprocess.run([str(door.python), "-c", code], capture_output=True, text=True, timeout=60).stdout.strip()


def write_wheel(folder: Path, name: str, version: str, needs: str = "") -> None:
    """A wheel with nothing in it but its name."""
    stem = f"{name.replace('-', '_')}-{version}"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n" + (
        f"Requires-Dist: {needs}\n" if needs else ""
    )
    tags = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", metadata)
        wheel.writestr(f"{stem}.dist-info/WHEEL", tags)
        wheel.writestr(f"{stem}.dist-info/RECORD", "")

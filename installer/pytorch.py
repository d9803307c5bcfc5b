"""Which build of PyTorch: the index's Linux wheel is the CUDA build (6 GB with its libraries),
of no use without an NVIDIA GPU.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

from installer.environment import ALL, PYTHON, ROOT, find_uv, pip, run_installer, run_quietly, say

if TYPE_CHECKING:
    from installer.environment import Report

TORCH = "2.13.0"  # tried as a CPU build where there is no NVIDIA GPU; requirements.txt holds the range
PATIENCE = 120  # seconds for the installer to look a build up
CUDA = ("nvidia-", "cuda-")  # requirements of a CUDA build


def wants_cpu_build() -> bool:
    """Whether this is a Linux machine without an NVIDIA GPU; elsewhere the index's build is the right one."""
    return platform.system() == "Linux" and not shutil.which("nvidia-smi")


def install_torch(any_build: bool, report: Report | None = None) -> bool:
    """torch for this machine; True where requirements.txt may go on.

    A machine that wants the CPU build gets it from where pip finds one, then from PyTorch's own index by uv. Where
    there is none it is said before anything large is downloaded, and the CUDA build is taken only with ``any_build``.
    """
    installed = [str(PYTHON), "-c", "from importlib.metadata import version; version('torch')"]
    if not wants_cpu_build() or not is_listed("torch") or run_quietly(*installed):
        return True
    say("2/4 PyTorch를 설치합니다(몇 분 걸릴 수 있습니다)", "installing PyTorch (this may take minutes)")
    if run_installer([*pip(), f"torch=={TORCH}+cpu"], report, quiet=True):
        return True
    uv = find_uv()
    if uv and run_installer([*uv, f"torch=={TORCH}", "--torch-backend=cpu"], report, quiet=True):
        return True
    if not is_cuda_build() and run_installer([*pip(), f"torch=={TORCH}"], report, quiet=True):
        return True
    say(
        "CPU용 PyTorch를 찾지 못했습니다. 남은 것은 NVIDIA GPU용(약 6GB)뿐입니다.",
        "No CPU build of PyTorch was found; what is left is the one for NVIDIA GPUs (about 6 GB).",
    )
    if any_build:
        return True
    say(
        "그래도 받으려면 python3 run.py setup --all 을 실행해 주세요. 내장 엔진은 이것 없이도 답합니다.",
        "To have it all the same: python3 run.py setup --all. The embedded engine answers without it.",
    )
    return False


def is_listed(package: str) -> bool:
    """Whether the requirement files name a package."""
    lines = [line for name in ALL for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    return any(re.match(rf"{package}(?![\w.-])", line) for line in lines)


def is_cuda_build() -> bool:
    """Whether what pip would take for torch is a CUDA build; also true where pip cannot say."""
    command = [*pip(), "--quiet", "--dry-run", "--no-deps", "--ignore-installed", "--report", "-", f"torch=={TORCH}"]
    try:
        told = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, encoding="utf-8"
        )
        found = json.loads(told.stdout)["install"][0]["metadata"]
    except (OSError, subprocess.TimeoutExpired, ValueError, KeyError, IndexError):
        return True
    needed = [name for name in found.get("requires_dist", ()) if platform_applies(name)]
    return any(name.lower().startswith(CUDA) for name in needed)


def platform_applies(requirement: str) -> bool:
    """Whether a requirement is one of this system's: a marker that names another
    ``sys_platform`` or machine says no.
    """
    _, _, marker = requirement.partition(";")
    machine = platform.machine().lower()
    other = (
        "platform_machine" in marker and f'"{machine}"' not in marker.lower().replace("'", '"')
    ) or "extra" in marker
    return not other

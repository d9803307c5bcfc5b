"""``model packages``: torch and its family, which local models and training need; how far
they are, and bringing them.
"""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import Annotated

import typer

from errors import ModelUnavailable
from installer import background
from installer.background import Packages
from ui.commands.options import JsonOption, LibraryOption, OwnerOption
from ui.commands.output import out

BY_PIP = 'pip install "hyunmoo[local,train]"'
LOOK_AGAIN = 1.0  # seconds
INSTALL_STAGES = {
    "absent": "아직 없습니다. 받으려면: hyunmoo model packages --install",
    "running": "백그라운드에서 내려받는 중입니다",
    "interrupted": "받다가 멈췄습니다. 이어서 받으려면: hyunmoo model packages --install",
    "failed": "받지 못했습니다",
    "ready": "모두 있습니다",
}
FAULTS = {
    "no_cpu_torch": "CPU용 PyTorch를 찾지 못했습니다. NVIDIA GPU용(약 6GB)이라도 받으려면: python3 run.py setup --all",
    "install_failed": "인터넷 연결과 디스크 공간(약 4GB)을 확인하고 다시 해 보세요. 자세한 내용은 .venv/packages.log에 있습니다.",
}


def packages(
    install: Annotated[bool, typer.Option("--install", help="백그라운드에서 내려받기 시작합니다")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="다 받을 때까지 기다립니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """로컬 모델과 학습에 쓰는 패키지(torch 등)가 있는지, 얼마나 받았는지 보여 줍니다."""
    del library, owner  # every command takes them; packages belong to the program
    state = bring() if install else background.read_state()
    while wait and state.stage == "running":
        if sys.stderr.isatty():
            print(f"\r\x1b[2K  {state.count:3} {state.package}", end="", file=sys.stderr, flush=True)
        time.sleep(LOOK_AGAIN)
        state = background.read_state()
    if wait and sys.stderr.isatty():
        print("\r\x1b[2K", end="", file=sys.stderr)
    if as_json:
        out(asdict(state))
    else:
        print(line(state))
    if state.stage == "failed":
        raise typer.Exit(1)


def bring() -> Packages:
    """Start bringing the packages. Raises ModelUnavailable (``missing_package``) where pip has to be asked for them."""
    state = background.read_state()
    if state.stage in ("ready", "running"):
        return state
    if not state.managed:
        raise ModelUnavailable(
            f"이 프로그램은 run.py로 설치되지 않았습니다. 이렇게 받아 주세요: {BY_PIP}",
            code="missing_package",
            english=f"This program was not set up by run.py. Get them with: {BY_PIP}",
        )
    background.start()
    return background.read_state()


def bring_for_model() -> None:
    """Raises ModelUnavailable (``missing_package``) where a local model's packages are
    absent, and starts bringing them.
    """
    state = background.read_state()
    if state.stage == "ready":
        return
    bring()
    raise ModelUnavailable(
        "로컬 모델에 쓰는 패키지를 백그라운드에서 내려받고 있습니다. hyunmoo model packages 로 진행을 보고, 다 받은 뒤 다시 골라 주세요.",
        code="missing_package",
        english="The packages of local models are being installed; choose the model again when they are there.",
    )


def line(state: Packages) -> str:
    """The state as a sentence."""
    text = INSTALL_STAGES[state.stage]
    if state.stage == "absent" and not state.managed:
        return f"아직 없습니다. 받으려면: {BY_PIP}"
    if state.stage == "running":
        text += f": {state.count}번째 {state.package} ({state.seconds:.0f}초)"
    if state.error:
        text += f". {FAULTS.get(state.error, state.error)}"
    return f"패키지(torch 등): {text}"

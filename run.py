"""One door for a fresh machine: makes .venv, installs what is needed, and hands over. Standard library only.

python3 run.py [--port N] [--headless]   set up, read the sample textbooks on the first run, open the app
python3 run.py test [ARGS]               set up what the tests need and run them
python3 run.py lint | fix | types | docs | bench NAME [ARGS]
python3 run.py COMMAND ...               the hyunmoo command line
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
SUPPORTED = ((3, 11), (3, 13))
TORCH = "2.13.0"  # tried as a CPU build first where there is no NVIDIA GPU; requirements.txt holds the range
APP, TEST = ("requirements.txt",), ("requirements.txt", "requirements-test.txt")
PACKAGES = ("agent", "bench", "finetune", "knowledge", "korean", "learning", "llm", "storage", "ui")
MODULES = ("errors.py", "settings.py", "weights.py")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)
INTERRUPTED = 130


def say(korean: str, english: str) -> None:
    print(f"[현무] {korean} / {english}", file=sys.stderr, flush=True)


def check_python() -> None:
    """Exit with a sentence where this Python is none that the packages are made for."""
    if SUPPORTED[0] <= tuple(sys.version_info[:2]) <= SUPPORTED[1]:
        return
    found = platform.python_version()
    other = next((name for name in ("python3.13", "python3.12", "python3.11") if shutil.which(name)), "python3.12")
    say(
        f"파이썬 3.11~3.13이 필요합니다. 지금은 {found}입니다. 설치한 뒤 {other} run.py 로 다시 실행해 주세요.",
        f"Python 3.11 to 3.13 is needed; this is {found}. Try: {other} run.py",
    )
    sys.exit(1)


# -- setting up --------------------------------------------------------------------------------------------------------


def stamp(names: tuple[str, ...]) -> str:
    """What an environment was made from: the requirement files, and the Python that it was made with."""
    made = (VENV / "pyvenv.cfg").read_text(encoding="utf-8") if (VENV / "pyvenv.cfg").exists() else ""
    version = [line for line in made.splitlines() if line.startswith("version")]
    content = b"".join((ROOT / name).read_bytes().replace(b"\r\n", b"\n") for name in names)
    return hashlib.sha256(content + "".join(version).encode()).hexdigest()


def is_ready(names: tuple[str, ...]) -> bool:
    """The mark is written last, so its existence means that the set-up completed; an interrupted one is finished next time."""
    return PYTHON.exists() and mark(names).exists() and mark(names).read_text() == stamp(names)


def mark(names: tuple[str, ...]) -> Path:
    return VENV / (".ready-test" if names == TEST else ".ready-app")


def install(names: tuple[str, ...]) -> None:
    """Bring the environment up to the requirement files; a second start finds the mark and touches nothing."""
    if is_ready(names):
        return
    if not works("import pip"):
        say("1/4 파이썬 환경을 만듭니다", "making the Python environment")
        if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], stdin=subprocess.DEVNULL).returncode:
            say(
                "가상 환경을 만들지 못했습니다. Debian이나 Ubuntu라면 apt install python3-venv 뒤에 다시 실행해 주세요.",
                "No virtual environment could be made. On Debian or Ubuntu: apt install python3-venv, then run again.",
            )
            sys.exit(1)
    if platform.system() == "Linux" and not shutil.which("nvidia-smi") and not works("import torch"):
        # The index's Linux wheel is the CUDA build; without an NVIDIA GPU a CPU build is tried first.
        say("2/4 PyTorch를 설치합니다(몇 분 걸릴 수 있습니다)", "installing PyTorch (this may take minutes)")
        if not pip(f"torch=={TORCH}+cpu", quiet=True):
            pip(f"torch=={TORCH}", quiet=True)  # where this fails too, the range of requirements.txt decides
    say("3/4 꾸러미를 설치합니다(몇 분 걸릴 수 있습니다)", "installing the packages (this may take minutes)")
    if not pip(*(argument for name in names for argument in ("-r", str(ROOT / name)))):
        say(
            "설치하지 못했습니다. 인터넷 연결과 디스크 공간(약 4GB)을 확인하고 같은 명령을 다시 실행하면 이어서 합니다.",
            "Installing failed. Check the network and the disk (about 4 GB), then run the same command to go on.",
        )
        sys.exit(1)
    for done in (APP, names):
        mark(done).write_text(stamp(done))


def works(code: str) -> bool:
    """Whether the environment's Python runs a line."""
    if not PYTHON.exists():
        return False
    quiet = subprocess.DEVNULL
    return subprocess.run([str(PYTHON), "-c", code], stdin=quiet, stdout=quiet, stderr=quiet).returncode == 0


def pip(*wanted: str, quiet: bool = False) -> bool:
    """Install, pip's output cut down to the package at hand; its last lines are shown where it fails and is not ``quiet``."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    last: list[str] = []
    terminal, shown_at, seen = sys.stderr.isatty(), time.monotonic(), 0
    with subprocess.Popen(
        [*command, *wanted],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            last = [*last[-14:], line.rstrip()]
            if not line.startswith(("Collecting ", "Installing collected")):
                continue
            seen += line.startswith("Collecting ")
            package = line.split()[1].partition("[")[0] if line.startswith("Collecting ") else "설치 / installing"
            if terminal:
                print(f"\r  {seen:3} {package:<50.50}", end="", file=sys.stderr, flush=True)
            elif time.monotonic() - shown_at > 10 or not line.startswith("Collecting "):
                shown_at = time.monotonic()
                print(f"  {seen:3} {package}", file=sys.stderr, flush=True)
    if terminal:
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr, flush=True)
    if process.returncode and not quiet:
        print("\n".join(last), file=sys.stderr)
    return process.returncode == 0


def find_browser() -> str:
    """Chromium or Chrome; as root on Debian its package is installed where it is missing; empty, and said loudly, without one."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "") or next(
        (path for path in BROWSER_FILES if Path(path).exists()), ""
    )
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("4/4 브라우저 시험에 쓸 Chromium을 설치합니다", "installing Chromium for the browser tests")
        for wanted in (["update"], ["install", "-y", "--no-install-recommends", "chromium", "fonts-nanum"]):
            apt(wanted)
        found = shutil.which("chromium") or ""
    if not found:
        say(
            "!!! Chromium이나 Chrome이 없어 브라우저 시험을 건너뜁니다 !!!",
            "!!! no Chromium or Chrome found: THE BROWSER TESTS ARE LEFT OUT !!!",
        )
    return found


def apt(arguments: list[str]) -> None:
    try:
        subprocess.run(
            ["apt-get", "-qq", *arguments],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=900,
        )
    except subprocess.TimeoutExpired:
        say("apt-get이 너무 오래 걸려 멈췄습니다", "apt-get took too long and was stopped")


# -- handing over ------------------------------------------------------------------------------------------------------


def environment() -> dict[str, str]:
    """What every child sees: our packages from any folder, and UTF-8 whatever the system's code page is."""
    return os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TOKENIZERS_PARALLELISM": "false"}


def child(*arguments: str) -> int:
    """Run the environment's Python and wait; the current folder is never searched for modules (-P)."""
    return subprocess.run([str(PYTHON), "-P", *arguments], env=environment()).returncode


def become(*arguments: str) -> int:
    """End as the environment's Python, so that signals and exit codes are its own; on Windows wait for it instead."""
    if os.name != "nt":
        os.execve(PYTHON, [str(PYTHON), "-P", *arguments], environment())
    with subprocess.Popen([str(PYTHON), "-P", *arguments], env=environment()) as process:
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # Ctrl-C reached the child as well: it decides


def develop(command: str, arguments: list[str]) -> int:
    """``test``, ``lint``, ``fix``, ``types`` and ``docs``, from the project's root whatever the current folder is."""
    install(TEST)
    os.chdir(ROOT)
    if command == "docs":
        return become(str(ROOT / "docs" / "build.py"), *arguments)
    if command == "test":
        browser = find_browser()
        vectors = "from knowledge.index.embedders import prepare; from settings import Settings; prepare(Settings())"
        prepared = child("-c", vectors)  # once a machine, so that no two tests make them side by side
        if prepared:
            return prepared
        os.environ.setdefault("OMP_NUM_THREADS", "1")  # two workers with two threads each get in each other's way
        workers = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
        return become("-m", "pytest", *workers, *([f"--browser={browser}"] if browser else []), *arguments)
    if command == "types":
        held = [name for name in PACKAGES if any((ROOT / name).glob("*.py"))]
        return become("-m", "mypy", *held, *MODULES, *arguments)
    checked = child("-m", "ruff", "check", *(["--fix"] if command == "fix" else []), ".")
    formatted = child("-m", "ruff", "format", *([] if command == "fix" else ["--check"]), ".")
    return checked or formatted


def bench(arguments: list[str]) -> int:
    files = [path for path in (ROOT / "bench").rglob("*.py") if "def main" in path.read_text("utf-8")]
    modules = {path.stem: ".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(files)}
    if not arguments or arguments[0] not in modules:
        say(f"bench 다음에 하나를 고르세요: {', '.join(sorted(modules))}", "choose one of these benchmarks")
        return 2
    install(TEST)
    return become("-m", modules[arguments[0]], *arguments[1:])


def main(arguments: list[str]) -> int:
    command = arguments[0] if arguments else ""
    if command in ("-h", "--help"):
        print(__doc__, flush=True)
        return become("-m", "ui.cli", "--help") if is_ready(APP) else 0
    check_python()
    if command in ("test", "lint", "fix", "types", "docs"):
        return develop(command, arguments[1:])
    if command == "bench":
        return bench(arguments[1:])
    install(APP)
    opens_the_app = not command or command in ("--port", "--headless") or command.startswith("--port=")
    first = VENV / ".ready-library"
    if command != "setup" and (opens_the_app or not first.exists()):
        code = child("-m", "ui.cli", "setup")
        if code and opens_the_app:
            return code
        if not code:
            first.write_text("read")
    return become("-m", "ui.cli", *(["serve"] if opens_the_app else []), *arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("멈췄습니다. 같은 명령을 다시 실행하면 이어서 합니다.", "Stopped. The same command goes on from here.")
        sys.exit(INTERRUPTED)

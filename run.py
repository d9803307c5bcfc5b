"""One door for a fresh machine: makes .venv, installs what is needed, and hands over. Standard library only.

python3 run.py                 set up, read the sample textbooks on the first run, open the app
python3 run.py test [ARGS]     set up what the tests need and run them
python3 run.py lint | fix | types | bench NAME [ARGS]
python3 run.py COMMAND ...     the hyunmoo command line (run.py --help lists the commands)
"""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PACKAGES = (
    "agent",
    "bench",
    "finetune",
    "knowledge",
    "korean",
    "learning",
    "llm",
    "storage",
    "ui",
    "errors.py",
    "settings.py",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
BROWSER_FILES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def say(korean: str, english: str) -> None:
    print(f"[현무] {korean} / {english}", file=sys.stderr, flush=True)


def check_python() -> None:
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        found = platform.python_version()
        say(f"파이썬 3.11~3.13이 필요합니다. 지금은 {found}입니다.", f"Python 3.11 to 3.13 is needed; this is {found}.")
        sys.exit(1)


def stamp(*names: str) -> str:
    """What an installed environment was made from; it is written last, so its existence means that the set-up completed."""
    content = b"".join((ROOT / name).read_bytes() for name in names)
    return hashlib.sha256(content + sys.version.encode()).hexdigest()


def pip(label: str, *arguments: str, quiet: bool = False) -> bool:
    """Run pip in the environment, its output cut down to one line a package; False where it failed."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *arguments]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as process:
        assert process.stdout is not None
        last: list[str] = []
        for line in process.stdout:
            last = [*last[-14:], line.rstrip()]
            if line.startswith(("Collecting ", "Installing collected")) and not quiet and sys.stderr.isatty():
                print(f"\r  {label}: {' '.join(line.split()[:2]):<60.60}", end="", file=sys.stderr, flush=True)
    if not quiet and sys.stderr.isatty():
        print(file=sys.stderr)
    if process.returncode and not quiet:
        print("\n".join(last), file=sys.stderr)
    return process.returncode == 0


def install(kind: str, *names: str) -> None:
    """Bring the environment up to the requirement files; a second start finds the stamp and does nothing."""
    mark = VENV / f".ready-{kind}"
    wanted = stamp(*names)
    if PYTHON.exists() and mark.exists() and mark.read_text() == wanted:
        return
    if not PYTHON.exists():
        say("1/3 파이썬 환경을 만듭니다", "1/3 making the Python environment")
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    say(
        "2/3 PyTorch를 설치합니다(몇 분 걸릴 수 있습니다)",
        "2/3 installing PyTorch (this may take minutes)",
    )
    if platform.system() == "Linux" and not shutil.which("nvidia-smi") and not torch_is_there():
        # The Linux wheel of the package index is the CUDA build; without an NVIDIA GPU a CPU build is tried first.
        pip("torch", "torch==2.13.0+cpu", quiet=True) or pip("torch", "torch==2.13.0")
    say("3/3 필요한 꾸러미를 설치합니다", "3/3 installing the packages")
    for name in names:
        if not pip(name, "-r", str(ROOT / name)):
            say(
                "설치하지 못했습니다. 인터넷 연결과 디스크 공간을 확인하고 같은 명령을 다시 실행하면 이어서 합니다.",
                "Installing failed. Check the network and the disk, then run the same command to go on.",
            )
            sys.exit(1)
    mark.write_text(wanted)


def torch_is_there() -> bool:
    return (
        subprocess.run(
            [str(PYTHON), "-c", "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)"]
        ).returncode
        == 0
    )


def child(*arguments: str) -> int:
    """Run Python of the environment in the project's root; Ctrl-C ends both."""
    environment = os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)}
    environment.setdefault("TOKENIZERS_PARALLELISM", "false")
    process = subprocess.Popen([str(PYTHON), *arguments], env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def find_browser() -> str:
    """Chromium or Chrome; on Debian as root its package is installed where it is missing."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "") or next(
        (path for path in BROWSER_FILES if Path(path).exists()), ""
    )
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("브라우저 시험에 쓸 Chromium을 설치합니다", "installing Chromium for the browser tests")
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium", "fonts-nanum"], **quiet)  # type: ignore[call-overload]
        found = shutil.which("chromium") or ""
    if not found:
        say(
            "!!! Chromium이나 Chrome이 없어 브라우저 시험을 건너뜁니다 !!!",
            "!!! no Chromium or Chrome found: THE BROWSER TESTS ARE LEFT OUT !!!",
        )
    return found


def main(arguments: list[str]) -> int:
    check_python()
    command = arguments[0] if arguments else ""
    if command in ("test", "lint", "fix", "types"):
        install("test", "requirements.txt", "requirements-test.txt")
        if command == "test":
            browser = find_browser()
            return child("-m", "pytest", *([f"--browser={browser}"] if browser else []), *arguments[1:])
        if command == "types":
            return child("-m", "mypy", *PACKAGES)
        fix = ["--fix"] if command == "fix" else []
        return child("-m", "ruff", "check", *fix, ".") or child(
            "-m", "ruff", "format", *([] if fix else ["--check"]), "."
        )
    install("app", "requirements.txt")
    if command == "bench":
        return child("-m", f"bench.{arguments[1]}", *arguments[2:]) if len(arguments) > 1 else 2
    first = VENV / ".ready-library"
    if command not in ("setup", "--help") and not first.exists():
        if code := child("-m", "ui.cli", "setup"):
            return code
        first.write_text("read")
    if not command or command in ("--port", "--headless"):
        return child("-m", "ui.cli", "serve", *arguments)
    return child("-m", "ui.cli", *arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

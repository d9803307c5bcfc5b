"""One door for a fresh machine: makes .venv, installs what is needed, and hands over. Standard library only.

python3 run.py [--port N] [--headless]   set up, read the sample textbooks on the first run, open the app
python3 run.py setup --all               bring the packages of local models too (torch and its family)
python3 run.py test [ARGS]               set up what the tests need and run them
python3 run.py lint | fix | types | docs | bench NAME [ARGS]
python3 run.py COMMAND ...               the hyunmoo command line
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # also under -P, where the script's folder is not searched

from installer import background, environment
from installer.environment import ALL, APP, PACKAGES, PYTHON, ROOT, TEST, VENV, is_ready, say
from installer.pytorch import install_torch

SUPPORTED = ((3, 11), (3, 13))
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


def install(names: tuple[str, ...]) -> None:
    """Bring the environment up to the requirement files; a second start finds the mark and touches nothing."""
    if is_ready(names):
        return
    with background.installing():
        if is_ready(names):  # another start has done it meanwhile
            return
        if not environment.make():
            sys.exit(1)
        if names != APP:
            install_torch(any_build=True)
        if not environment.install(names):
            sys.exit(1)
        environment.mark_ready(names)
        if names != APP:
            background.WANTED.unlink(missing_ok=True)


def bring_packages() -> int:
    """``packages``: what the background process does; how far it is stands in a file that the
    app and the command line read.
    """
    with background.installing(patience=3) as alone:
        if not alone or is_ready(ALL):
            return 0
        reporter = background.Reporter()
        error = ""
        try:
            if not install_torch(any_build=False, report=reporter):
                error = "no_cpu_torch"
            elif not environment.install(ALL, reporter):
                error = "install_failed"
        except OSError as failure:
            error = str(failure)
        reporter.end(error)
        background.WANTED.unlink(missing_ok=True)  # a failure is tried again when it is asked for again
        if not error:
            environment.mark_ready(ALL)
    return int(bool(error))


def find_browser() -> str:
    """Chromium or Chrome; as root on Debian its package is installed where it is missing;
    empty, and said loudly, without one.
    """
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


def child_environment() -> dict[str, str]:
    """What every child sees: our packages from any folder, and UTF-8 whatever the system's code page is."""
    return os.environ | {"PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "TOKENIZERS_PARALLELISM": "false"}


def child(*arguments: str) -> int:
    """Run the environment's Python and wait; the current folder is never searched for modules (-P)."""
    return subprocess.run([str(PYTHON), "-P", *arguments], env=child_environment()).returncode


def become(*arguments: str) -> int:
    """End as the environment's Python, so that signals and exit codes are its own; on Windows wait for it instead."""
    if os.name != "nt":
        os.execve(PYTHON, [str(PYTHON), "-P", *arguments], child_environment())
    with subprocess.Popen([str(PYTHON), "-P", *arguments], env=child_environment()) as process:
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
    if command == "packages":
        return bring_packages()
    everything = command == "setup" and "--all" in arguments
    install(ALL if everything else APP)
    if everything:
        arguments = [argument for argument in arguments if argument != "--all"]
    background.go_on()
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

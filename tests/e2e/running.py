"""The real app on a free port with its own library, and a real Chromium in front of it;
tests and screenshots share it.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page, ViewportSize

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE = 30_000  # milliseconds, for what a loaded machine may take
# milliseconds that a finger stays down; a field that is left tells its text when the button goes
# down, a link acts when it comes up
PRESS = 100


@contextmanager
def running_app(folder: Path, library: Path | None = None) -> Iterator[str]:
    """Start the app from another folder than the project's, as a person may, with a copy of
    a library; yields its address.
    """
    if library is not None:
        shutil.copytree(library, folder / "library")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui.cli", "serve", "--headless", "--port", str(port)]
    command += ["--library", str(folder / "library")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HYUNMOO_LANGUAGE": "ko"}
    with (folder / "app.log").open("w") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            _wait(server, port, folder / "app.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(10)


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the app did not start in 30 seconds")


@contextmanager
def running_browser(path: str) -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def settled(page: Page) -> None:
    """Wait until the app has nothing left to do; fail on a page error."""
    page.wait_for_timeout(250)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=PATIENCE)
    page.wait_for_timeout(250)
    problems = page.locator("[data-testid=stException]")
    assert problems.count() == 0, problems.first.inner_text()


def faults(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page as it stands; it is brought into a document once."""
    from axe_playwright_python.base import AXE_SCRIPT

    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((told) => told.violations)")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found if one["impact"] in ("serious", "critical")
    ]


def go(page: Page, name: str) -> None:
    """Open a page by its name in the sidebar, which is folded away on a narrow screen."""
    link = page.get_by_test_id("stSidebarNavLink").filter(has_text=name)
    if not on_screen(link):
        page.get_by_test_id("stExpandSidebarButton").click()
        _stand_still(page)
    link.click(delay=PRESS)
    page.get_by_role("heading", name=name, level=1).wait_for(timeout=PATIENCE)
    settled(page)
    if narrow(page) and on_screen(link):
        page.get_by_test_id("stSidebarHeader").hover()
        page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        _stand_still(page)


def _stand_still(page: Page) -> None:
    """Wait until the sidebar has come or gone: two frames, then the end of what moves it."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.locator("[data-testid=stSidebar]").evaluate(
        "(side) => Promise.all(side.getAnimations({subtree: true}).map((one) => one.finished.catch(() => 0)))"
    )


def opened(browser: Browser, address: str, height: int = 900) -> Page:
    """A reader's page on a wide screen."""
    size: ViewportSize = {"width": 1280, "height": height}
    page = browser.new_page(viewport=size, locale="ko-KR", timezone_id="Asia/Seoul", reduced_motion="reduce")
    page.goto(address)
    page.get_by_test_id("stSidebarNavLink").first.wait_for(timeout=PATIENCE)
    settled(page)
    return page


def stocked(browser: Browser, address: str) -> Page:
    """A reader's page, the sample history textbook just uploaded."""
    page = opened(browser, address)
    go(page, "서재")
    page.get_by_test_id("stFileUploaderDropzoneInput").first.set_input_files(ROOT / "samples" / "history.pdf")
    button(page, "삭제").wait_for(timeout=PATIENCE)
    settled(page)
    return page


def on_screen(element: Locator) -> bool:
    box = element.bounding_box()
    return box is not None and box["x"] >= 0


def narrow(page: Page) -> bool:
    return (page.viewport_size or {"width": 1280})["width"] < 768


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def exact_button(page: Page, name: str) -> Locator:
    """The buttons of this name alone, not of one that holds it."""
    return page.get_by_role("button", name=name, exact=True)

"""The API in the process of the pages, and alone: started by the program's own entry, called by a program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from settings import ROOT
from tests.ui.terminal import hyunmoo

QUESTION = {"question": "을사늑약은 언제 체결되었나?", "stream": False}
INTERRUPTED = 130


def free_number() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask_as_a_program(url: str, page: int) -> None:
    """A question, a request by a name that is not ours, and the page that a browser would get."""
    told = httpx.post(f"{url}/api/ask", json=QUESTION, timeout=120).json()
    assert "1905년" in told["text"] and told["citations"]
    assert httpx.get(f"{url}/api/sources", headers={"host": "evil.example"}).status_code == 421
    assert httpx.get(url).status_code == page


@pytest.mark.skipif(os.name == "nt", reason="needs SIGINT")
def test_a_program_asks_beside_the_pages(book_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(book_folder, folder)
    head = ("serve", "--headless", "--port", str(free_number()))
    arguments = [sys.executable, "-m", "ui.cli", *head, "--library", str(folder), "--json"]
    program = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        ask_as_a_program(json.loads(program.stdout.readline())["url"], 200)
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(30)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGINT")
def test_a_program_asks_the_api_alone(book_folder: Path, tmp_path: Path) -> None:
    """The command runs in this process, which has imported and loaded everything, and is interrupted as by Ctrl-C."""
    folder = tmp_path / "library"
    shutil.copytree(book_folder, folder)
    port, ended = free_number(), threading.Event()

    def ask() -> None:
        url = f"http://127.0.0.1:{port}"
        while not is_answered(url):
            if ended.wait(0.05):
                return
        try:
            ask_as_a_program(url, 404)
        finally:
            if not ended.is_set():
                os.kill(os.getpid(), signal.SIGINT)

    with ThreadPoolExecutor(1) as thread:
        program = thread.submit(ask)
        try:
            ran = hyunmoo("api", "--port", str(port), "--json", library=folder)
        finally:
            ended.set()
    program.result()
    assert ran.returncode == INTERRUPTED
    assert json.loads(ran.stdout)["openai"] == f"http://127.0.0.1:{port}/v1"


def is_answered(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/health", timeout=1).status_code == 200
    except httpx.TransportError:
        return False


def test_other_machines_are_let_in_with_accounts_alone(tmp_path: Path) -> None:
    ran = hyunmoo("api", "--host", "0.0.0.0", "--json", library=tmp_path)
    assert ran.returncode == 1 and json.loads(ran.stdout)["error"]["code"] == "no_accounts"

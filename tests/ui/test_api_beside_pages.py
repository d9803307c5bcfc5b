"""The API in the process of the pages, and alone: started as a person starts it, called by a program."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from settings import ROOT
from ui.commands import app

QUESTION = {"question": "을사늑약은 언제 체결되었나?", "stream": False}


@pytest.mark.skipif(os.name == "nt", reason="needs SIGINT")
@pytest.mark.parametrize("what", ["serve", "api"])
def test_a_program_asks(what: str, book_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    shutil.copytree(book_folder, folder)
    head = ("serve", "--headless", "--port", "8791") if what == "serve" else ("api", "--port", "8792")
    arguments = [sys.executable, "-m", "ui.cli", *head, "--library", str(folder), "--json"]
    program = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert program.stdout is not None
        url = json.loads(program.stdout.readline())["url"]
        told = httpx.post(f"{url}/api/ask", json=QUESTION, timeout=120).json()
        assert "1905년" in told["text"] and told["citations"]
        assert httpx.get(f"{url}/api/sources", headers={"host": "evil.example"}).status_code == 421
        assert httpx.get(url).status_code == (200 if what == "serve" else 404)
    finally:
        program.send_signal(signal.SIGINT)
        program.wait(30)


def test_other_machines_are_let_in_with_accounts_alone(tmp_path: Path) -> None:
    arguments = ["api", "--host", "0.0.0.0", "--library", str(tmp_path), "--json"]
    refused = CliRunner().invoke(app, arguments)
    assert getattr(refused.exception, "code", None) == "no_accounts"

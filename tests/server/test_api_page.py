"""The examples of docs/api.md, run as they stand there by a shell with curl against a served library."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from settings import ROOT, Settings
from tests.conftest import BOOK
from tests.server.conftest import api_schema

PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.skipif(not shutil.which("curl") or not shutil.which("bash"), reason="needs curl and bash")
def test_every_example_does_what_the_page_says(api_url: str, tmp_path: Path) -> None:
    (tmp_path / "textbook.md").write_text(BOOK.replace("시험", "셸의"), encoding="utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", PAGE, re.S)
    script = "\n".join(blocks).replace("http://127.0.0.1:8601", api_url).replace("curl -s", "curl --fail-with-body -s")
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert len(blocks) == 4 and ran.returncode == 0, ran.stdout + ran.stderr
    for expected in (
        "event: done",
        "셸의 교재",
        "event: quote",
        '"url_citation"',
        "1905년",
        '"embedding":[',
        '"feedback"',
    ):
        assert expected in ran.stdout, expected


def test_what_the_page_names_is_there() -> None:
    known = {*api_schema()["paths"], "/api", "/v1", "/mcp", "/api/openapi.json", "/api/readings/ID"}
    named = set(re.findall(r"`(?:GET |DELETE )?(/(?:api|v1|mcp)[\w/.]*)`", PAGE))
    assert named and named <= known, named - known
    settings = {f"HYUNMOO_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"HYUNMOO_\w+", PAGE)) <= settings
    assert json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.S)[0])["mcpServers"]["hyunmoo"]["args"] == ["mcp"]

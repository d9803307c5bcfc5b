"""The MCP SDK's own client, over HTTP and over stdio: it lists, asks with progress, gets citations, reads pages."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from mcp import Client, MCPError, StdioServerParameters

from settings import ROOT
from tests.server.conftest import told_by_structure

QUESTION = "을사늑약은 언제 체결되었나?"


@asynccontextmanager
async def connect(transport: str, api_url: str, folder: Path, mode: str = "auto") -> AsyncIterator[Client]:
    if transport == "http":
        async with Client(f"{api_url}/mcp", mode=mode) as client:  # type: ignore[arg-type]
            yield client
        return
    arguments = ["-m", "ui.cli", "mcp", "--library", str(folder)]
    async with Client(StdioServerParameters(command=sys.executable, args=arguments, cwd=ROOT)) as client:
        yield client


@pytest.mark.parametrize(("transport", "mode"), [("http", "auto"), ("http", "legacy"), ("stdio", "auto")])
async def test_a_client_asks_and_reads_the_cited_page(
    transport: str, mode: str, api_url: str, book_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "library"
    shutil.copytree(book_folder, folder)
    seen: list[str | None] = []

    async def hear(_progress: float, _total: float | None, message: str | None) -> None:
        seen.append(message)

    async with connect(transport, api_url, folder, mode) as client:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"search", "ask", "quiz", "summarize", "glossary"}
        told = await client.call_tool("ask", {"question": QUESTION}, progress_callback=hear)
        answer = told.structured_content
        assert not told.is_error and answer and "1905년" in answer["text"] and len(seen) >= 3
        cited = answer["citations"][0]
        page = await client.read_resource(f"hyunmoo://sources/{cited['source_id']}/pages/{cited['page']}")
        assert cited["quote"] in page.contents[0].text  # type: ignore[union-attr]
        shelf = json.loads((await client.read_resource("hyunmoo://sources")).contents[0].text)  # type: ignore[union-attr]
        assert cited["source_id"] in [one["id"] for one in shelf["sources"]]
        follow_up = await client.call_tool("ask", {"question": "그럼 초대 통감은?", "earlier": ["통감부는 어디에?"]})
        assert "이토 히로부미" in (follow_up.structured_content or {})["text"]


async def test_every_tool_gives_what_it_says(api_url: str, api_folder: Path) -> None:
    async with Client(f"{api_url}/mcp") as client:
        hits = (await client.call_tool("search", {"query": "광합성", "k": 2})).structured_content
        assert hits and "광합성" in hits["hits"][0]["passage"]["text"]
        source = hits["hits"][0]["passage"]["source_id"]
        summary = (await client.call_tool("summarize", {"source": source, "length": "line"})).structured_content
        assert summary and len(summary["bullets"]) == 1
        whole = (await client.call_tool("summarize", {"source": source, "length": "page"})).structured_content
        assert whole and [one["text"] for one in whole["bullets"]] == told_by_structure(api_folder, source, "page")
        quiz = (await client.call_tool("quiz", {"n": 1, "kinds": ["short"]})).structured_content
        assert quiz and quiz["questions"][0]["answer"]
        terms = (await client.call_tool("glossary", {"term": "을사늑약", "sources": [source]})).structured_content
        assert terms and ["조약이다" in one["text"] for one in terms["entries"]] == [True]
        headings = await client.read_resource(f"hyunmoo://sources/{source}")
        assert "1장 광합성" in headings.contents[0].text  # type: ignore[union-attr]


async def test_refusals_say_what_was_wrong(api_url: str) -> None:
    async with Client(f"{api_url}/mcp") as client:
        for name, arguments, code in (
            ("ask", {"question": " "}, "question_empty"),
            ("summarize", {"source": "none"}, "unknown_source"),
            ("quiz", {"kinds": ["none"]}, "bad_quiz_request"),
        ):
            told = await client.call_tool(name, arguments)
            assert told.is_error and code in told.content[0].text  # type: ignore[union-attr]
        with pytest.raises(MCPError, match="unknown_source"):
            await client.read_resource("hyunmoo://sources/none")

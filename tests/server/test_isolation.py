"""Every route and every MCP tool, by every role, against another's ids: nothing is read and nothing is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client, MCPError
from mcp.client.streamable_http import streamable_http_client

from accounts import Accounts
from accounts.account import ROLES
from accounts.tokens import Tokens
from agent import Assistant
from learning import make_quiz
from server.gate import OPEN_PATHS
from settings import Settings
from tests.conftest import BOOK
from tests.server.conftest import api_schema, serve_library

SECRET = "열쇠말"
CHAPTER = "## 3장 비밀\n\n발해는 698년에 세워진 나라이며 그 비밀은 {secret}이다. {secret}의 까닭은 가람만 안다.\n"
SCHEMA = api_schema()["paths"]
ROUTES = [(method.upper(), path) for path, methods in SCHEMA.items() for method in methods]
READ_ONLY, NOBODY, OTHERS = "read only", "nobody", (*ROLES, "read only", "nobody")


@dataclass(frozen=True)
class Victim:
    """Whose ids the others know."""

    token: str
    source: str
    question: str
    reading: str
    secret: str = f"{SECRET}가람"


@dataclass(frozen=True)
class Served:
    url: str
    tokens: dict[str, str]
    victim: Victim


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("isolation")
    settings = Settings(library=folder / "library")
    accounts = Accounts.open(settings)
    tokens = Tokens(accounts.database)
    account = accounts.add("가람")
    own, _ = tokens.add("가람", "내 것", ["read", "write"])
    given = {}
    for role in ROLES:
        accounts.add(f"다른 {role}", role)
        scopes = ["read", "write", *(["admin"] if role == "admin" else [])]
        given[role] = tokens.add(f"다른 {role}", role, scopes)[0]
    given[READ_ONLY] = tokens.add("다른 student", "읽기만", ["read"])[0]
    given[NOBODY] = "hm_" + "0" * 43
    question = stock_shelf(settings, account.owner, folder / "가람.md")
    accounts.close()
    with serve_library(settings.library) as url:
        headers = {"authorization": f"Bearer {own}"}
        with httpx.Client(base_url=url, headers=headers, timeout=60) as client:
            source = client.get("/api/sources").json()["sources"][0]["id"]
            reading = client.post("/api/sources", files={"file": (f"{SECRET}가람.md", b"# a\n\nb c d.")}).json()["id"]
            client.get(f"/api/readings/{reading}/events")
            client.post("/api/ask", json={"question": f"{SECRET}가람?", "thread": "t1", "stream": False})
        yield Served(url, given, Victim(own, source, question, reading))


def stock_shelf(settings: Settings, owner: str, path: Path) -> str:
    path.write_text(f"{BOOK}\n{CHAPTER}".format(secret=f"{SECRET}가람"), encoding="utf-8")
    assistant = Assistant.open(settings.model_copy(update={"owner": owner}))
    source = assistant.library.add(path)
    question = make_quiz(assistant.library, [source.id], n=1, seed=1)[0]
    assistant.learner.submit(question.id, "모름")
    assistant.close()
    return question.id


def body_for(method: str, path: str, victim: Victim) -> dict[str, Any]:
    """What is sent: whatever names something names the victim's."""
    bodies: dict[str, dict[str, Any]] = {
        "POST /v1/chat/completions": {"messages": [{"role": "user", "content": "발해의 비밀은 무엇인가?"}]},
        "POST /v1/embeddings": {"input": "발해"},
        "PATCH /api/sources/{source_id}": {"title": "훔친 책"},
        "POST /api/search": {"query": f"비밀 {victim.secret}", "sources": [victim.source]},
        "POST /api/ask": {"question": "발해의 비밀은?", "sources": [victim.source], "thread": "t1", "stream": False},
        "POST /api/summaries": {"source": victim.source},
        "POST /api/glossary": {"term": "발해", "sources": [victim.source]},
        "POST /api/quizzes": {"sources": [victim.source], "n": 2},
        "POST /api/attempts": {"question_id": victim.question, "response": "O"},
    }
    return bodies.get(f"{method} {path}", {})


def look(served: Served, client: httpx.Client) -> list[Any]:
    """Everything of the victim's that a route shows the victim."""
    headers = {"authorization": f"Bearer {served.victim.token}"}
    paths = ("/api/sources", "/api/questions", "/api/attempts", f"/api/sources/{served.victim.source}")
    return [client.get(path, headers=headers).json() for path in paths]


@pytest.mark.parametrize("who", OTHERS)
def test_no_route_gives_or_takes_what_is_another_s(served: Served, who: str) -> None:
    victim = served.victim
    ids = {"source_id": victim.source, "question_id": victim.question, "reading_id": victim.reading}
    headers = {"authorization": f"Bearer {served.tokens[who]}"}
    assert len(ROUTES) > 20
    with httpx.Client(base_url=served.url, timeout=60) as client:
        before = look(served, client)
        assert victim.secret in str(before)
        for method, path in ROUTES:
            place = path.format(**ids, page=1, name="hyunmoo")
            body = body_for(method, path, victim)
            files = {"file": ("훔침.md", b"# a\n\nb c.")} if (method, path) == ("POST", "/api/sources") else None
            told = client.request(method, place, json=body or None, files=files, headers=headers)
            assert victim.secret not in told.text and "가람" not in told.text, (method, path)
            named = "{source_id}" in path or "{question_id}" in path or "{reading_id}" in path
            named = named or bool(set(body) & {"sources", "source", "question_id"})
            if who == NOBODY and path not in OPEN_PATHS:
                assert told.status_code == 401, (method, path)
            elif named:
                assert told.status_code in (403, 404), (method, path)
            else:
                assert told.status_code < 500, (method, path)
        assert look(served, client) == before


@pytest.mark.parametrize("who", [who for who in OTHERS if who != NOBODY])
async def test_no_tool_gives_or_takes_what_is_another_s(served: Served, who: str) -> None:
    victim = served.victim
    asked: dict[str, dict[str, Any]] = {
        "search": {"query": f"비밀 {victim.secret}", "sources": [victim.source]},
        "ask": {"question": "발해의 비밀은?", "sources": [victim.source]},
        "quiz": {"sources": [victim.source]},
        "summarize": {"source": victim.source},
        "glossary": {"term": "발해", "sources": [victim.source]},
    }
    headers = {"authorization": f"Bearer {served.tokens[who]}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=60) as http,
        Client(streamable_http_client(f"{served.url}/mcp", http_client=http)) as client,
    ):
        assert {tool.name for tool in (await client.list_tools()).tools} == set(asked)
        for name, arguments in asked.items():
            told = await client.call_tool(name, arguments)
            assert (told.is_error and "unknown_source" in str(told)) or "scope_missing" in str(told), name
            assert victim.secret not in str(told.content), name
            free = {key: value for key, value in arguments.items() if key != "sources"}
            assert victim.secret not in str((await client.call_tool(name, free)).structured_content), name
        for template in (await client.list_resource_templates()).resource_templates:
            uri = template.uri_template.replace("{source_id}", victim.source).replace("{page}", "1")
            try:
                assert victim.secret not in str(await client.read_resource(uri.replace("{?title}", "")))
            except MCPError as error:
                assert "unknown_source" in str(error)


def test_what_a_token_may_do_is_what_it_was_made_for(served: Served) -> None:
    reader = {"authorization": f"Bearer {served.tokens[READ_ONLY]}"}
    pupil = {"authorization": f"Bearer {served.tokens['student']}"}
    admin = {"authorization": f"Bearer {served.tokens['admin']}"}
    with httpx.Client(base_url=served.url) as client:
        assert client.get("/api/sources", headers=reader).status_code == 200
        refused = client.post("/api/quizzes", json={}, headers=reader)
        assert refused.status_code == 403 and refused.json()["error"]["code"] == "scope_missing"
        kept = client.post("/api/ask", json={"question": "발해?", "thread": "x"}, headers=reader)
        assert kept.status_code == 403
        assert client.get("/api/metrics", headers=pupil).status_code == 403
        assert client.get("/api/metrics", headers=admin).status_code == 200
        bare = client.get("/api/sources")
        assert bare.status_code == 401 and bare.headers["www-authenticate"] == "Bearer"
        assert client.post("/mcp", json={}).status_code == 401
        assert client.get("/api/health").status_code == 200

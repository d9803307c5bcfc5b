"""Our own routes: a book goes in, is read, searched, asked, summarised and quizzed, and comes out again."""

from __future__ import annotations

import json
import logging
import re
import time
from pathlib import Path

import httpx
import pytest

from server.error_answers import language_of
from server.gate import Pace
from tests.server.conftest import serve_library, told_by_structure

QUESTION = "을사늑약은 언제 체결되었나?"
NOTES = "# 화산\n\n## 1장 마그마\n\n마그마는 땅속 깊은 곳에서 암석이 녹아 만들어진 물질이다. 마그마가 지표로 나오면 용암이라고 한다.\n"


def events_of(text: str) -> list[tuple[str, dict]]:
    return [(name, json.loads(data)) for name, data in re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)]


def test_a_document_goes_in_with_its_progress_and_comes_out_again(client: httpx.Client) -> None:
    told = client.post("/api/sources", files={"file": ("화산.md", NOTES.encode())})
    assert told.status_code == 202 and told.json()["state"] in ("waiting", "running", "done")
    seen = events_of(client.get(f"/api/readings/{told.json()['id']}/events").text)
    assert seen[-1][0] == "done" and seen[-1][1]["source"]["title"].startswith("화산")
    source = seen[-1][1]["source"]["id"]
    assert client.get(f"/api/readings/{told.json()['id']}").json() == seen[-1][1]
    again = client.post("/api/sources", files={"file": ("화산.md", NOTES.encode())}).json()["id"]
    assert events_of(client.get(f"/api/readings/{again}/events").text)[-1][0] == "known"

    assert client.patch(f"/api/sources/{source}", json={"title": "불의 산"}).json()["title"] == "불의 산"
    assert [one["title"] for one in client.get(f"/api/sources/{source}").json()["headings"]] == ["화산", "1장 마그마"]
    assert source in [one["id"] for one in client.get("/api/sources").json()["sources"]]
    assert client.delete(f"/api/sources/{source}").status_code == 204
    assert client.get(f"/api/sources/{source}").json()["error"]["code"] == "unknown_source"
    assert client.post(f"/api/sources/{source}/restore").json()["id"] == source
    assert client.delete(f"/api/sources/{source}").status_code == 204


def test_a_file_that_cannot_be_read_says_why(client: httpx.Client) -> None:
    told = client.post("/api/sources", files={"file": ("책.pdf", b"%PDF-1.7 broken")}).json()
    last = events_of(client.get(f"/api/readings/{told['id']}/events").text)[-1]
    assert last[0] == "failed" and last[1]["code"] and last[1]["message"] and last[1]["source"] is None


def test_steps_and_quotes_come_before_the_answer(client: httpx.Client) -> None:
    seen = events_of(client.post("/api/ask", json={"question": QUESTION}).text)
    names = [name for name, _ in seen]
    assert names.index("step") < names.index("quote") < names.index("answer") == len(names) - 1
    answer = seen[-1][1]
    assert "1905년" in answer["text"] and answer["citations"][0]["status"] == "확인됨"
    whole = client.post("/api/ask", json={"question": QUESTION, "stream": False}).json()
    assert (whole["text"], whole["citations"]) == (answer["text"], answer["citations"]) and whole["id"] == 0


def test_a_kept_conversation_goes_on(client: httpx.Client) -> None:
    for question, expected in ((QUESTION, "1905년"), ("그럼 초대 통감은?", "이토 히로부미")):
        told = client.post("/api/ask", json={"question": question, "thread": "api-1", "stream": False}).json()
        assert expected in told["text"] and told["id"] > 0 and told["thread"] == "api-1"


def test_search_summaries_and_glossary(client: httpx.Client, api_folder: Path) -> None:
    hits = client.post("/api/search", json={"query": "광합성이 일어나는 곳", "k": 3}).json()["hits"]
    assert "엽록체" in hits[0]["passage"]["text"]
    source = hits[0]["passage"]["source_id"]
    summary = client.post("/api/summaries", json={"source": source, "length": "line"}).json()
    assert len(summary["bullets"]) == 1
    whole = client.post("/api/summaries", json={"source": source, "length": "page"}).json()["bullets"]
    assert [bullet["text"] for bullet in whole] == told_by_structure(api_folder, source, "page")
    for bullet in summary["bullets"]:
        span = {"start": bullet["start"], "end": bullet["end"]}
        page = client.get(f"/api/sources/{source}/pages/{bullet['page']}", params=span).json()
        assert page["quote"] == bullet["text"]
    (entry,) = client.post("/api/glossary", json={"term": "을사늑약", "sources": [source]}).json()["entries"]
    span = {"start": entry["start"], "end": entry["end"]}
    page = client.get(f"/api/sources/{entry['source_id']}/pages/{entry['page']}", params=span).json()
    assert "조약이다" in entry["text"] == page["quote"] and entry["source_id"] == source
    assert client.post("/api/glossary", json={"term": "없는말"}).json()["entries"] == []
    assert client.get(f"/api/sources/{source}/pages/1/image").json()["error"]["code"] == "unknown_picture"


def test_a_quiz_is_graded_and_hides_what_gives_it_away(client: httpx.Client) -> None:
    asked = {"n": 2, "kinds": ["short", "ox"], "seed": 1}
    shown = client.post("/api/quizzes", json=asked).json()["questions"]
    hidden = client.post("/api/quizzes", json=asked | {"reveal": False}).json()["questions"]
    assert [one["id"] for one in shown] == [one["id"] for one in hidden]
    assert not {"answer", "explanation", "citation"} & set(hidden[0]) and hidden[0]["stem"]
    for question in shown:
        right = client.post("/api/attempts", json={"question_id": question["id"], "response": question["answer"][0]})
        assert right.json()["correct"] and right.json()["citation"]["quote"]
    kept = client.get("/api/attempts", params={"limit": 2}).json()["attempts"]
    assert {one["question"]["id"] for one in kept} == {one["id"] for one in shown}
    assert client.get(f"/api/questions/{shown[0]['id']}").json() == shown[0]
    assert shown[0] in client.get("/api/questions").json()["questions"]
    lost = client.post("/api/attempts", json={"question_id": "none", "response": "1"})
    assert lost.status_code == 404 and lost.json()["error"]["code"] == "unknown_question"


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/search", {"query": "  "}, 400, "question_empty"),
        ("/api/search", {"query": "가", "other": 1}, 422, "invalid_request"),
        ("/api/ask", {"question": "가", "sources": ["zz"]}, 404, "unknown_source"),
        ("/api/ask", {"question": "가나다", "tool": "zz"}, 400, "unknown_tool"),
        ("/api/quizzes", {"kinds": ["zz"]}, 422, "bad_quiz_request"),
        ("/api/nothing", {}, 404, "unknown_address"),
        ("/api/search", "x" * (1 << 21), 413, "file_too_large"),
    ],
)
def test_refusals_have_a_code_and_a_sentence_in_either_language(
    client: httpx.Client, path: str, body: object, status: int, code: str
) -> None:
    for language in ("ko", "en"):
        told = client.post(path, json=body, headers={"accept-language": language})
        error = told.json()["error"]
        assert (told.status_code, error["code"]) == (status, code)
        assert error["request_id"] == told.headers["x-request-id"]
        assert bool(re.search("[가-힣]", error["message"])) == (language == "ko")


def test_the_language_that_is_liked_best_is_spoken() -> None:
    said = {"": "ko", "en": "en", "en-US,ko;q=0.5": "en", "fr, ko;q=0.4, en;q=0.2": "ko", "de": "ko", "en;q=x": "ko"}
    assert {header: language_of(header) for header in said} == said


def test_only_this_machine_is_answered_where_nobody_has_an_account(client: httpx.Client) -> None:
    assert client.get("/api/sources", headers={"host": "evil.example"}).status_code == 421
    other = client.post("/api/search", json={"query": "가"}, headers={"origin": "http://evil.example"})
    assert other.status_code == 403 and other.json()["error"]["code"] == "foreign_address"
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 421


def test_health_reference_and_figures(client: httpx.Client) -> None:
    assert client.get("/api/health").json()["status"] == "ok" and client.get("/api/ready").json()["status"] == "ready"
    page = client.get("/api/docs", headers={"accept-language": "en"})
    assert "/api/summaries" in page.text and "<script" not in page.text and "http" not in page.text.split("<main>")[0]
    client.post("/api/search", json={"query": "비밀스러운 질문"})
    figures = client.get("/api/metrics").text
    assert re.search(r'hyunmoo_requests_total\{method="POST",route="/api/search",status="200"\} [1-9]', figures)
    assert not re.search("[가-힣]", figures)


def test_the_log_says_nothing_of_what_people_write(client: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        client.post("/api/search", json={"query": "부끄러운 낱말"})
        client.post("/api/ask", json={"question": "부끄러운 질문", "stream": False})
        client.post("/api/quizzes", json={"kinds": ["부끄러운 종류"]})
        client.get("/api/sources/%EB%B6%80%EB%81%84")
        time.sleep(0.05)
    ours = [r for r in caplog.records if not r.name.startswith(("httpx", "httpcore"))]
    assert any(r.name == "hyunmoo.api" for r in ours)
    assert not any("부끄" in r.getMessage() or "%EB" in r.getMessage() for r in ours)


def test_a_caller_in_a_hurry_is_told_to_wait(api_folder: Path) -> None:
    with serve_library(api_folder, api_per_minute=1) as url, httpx.Client(base_url=url) as client:
        told = [client.get("/api/health") for _ in range(25)]
    assert [one.status_code for one in told] == [200] * 20 + [429] * 5
    assert int(told[-1].headers["retry-after"]) > 1 and told[-1].json()["error"]["code"] == "too_fast"


def test_the_pace_is_kept_for_each_caller_and_made_good_with_time() -> None:
    pace = Pace(60)
    for _ in range(20):
        pace.spend("가람", 0.0)
    with pytest.raises(Exception, match="잦습니다"):
        pace.spend("가람", 0.0)
    pace.spend("나래", 0.0)
    pace.spend("가람", 1.1)

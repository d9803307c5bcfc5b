"""Only pages that the app served itself, by an address of this machine, get an answer."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette")
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from server.own_address import OwnAddressOnly

HERE = "127.0.0.1:8501"


async def answer(_request: object) -> PlainTextResponse:
    return PlainTextResponse("현무")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("현무")
    await socket.close()


@pytest.fixture
def client() -> TestClient:
    routes = [Route("/{path:path}", answer), WebSocketRoute("/_stcore/stream", talk)]
    app = Starlette(routes=routes, middleware=[Middleware(OwnAddressOnly)])
    return TestClient(app, base_url=f"http://{HERE}")


@pytest.mark.parametrize(
    ("host", "origin", "path", "status"),
    [
        (HERE, None, "/", 200),
        ("localhost:9000", "http://localhost:9000", "/", 200),
        ("[::1]:8501", None, "/", 200),
        ("evil.example:8501", None, "/", 421),
        ("127.0.0.1.evil.example", None, "/", 421),
        ("", None, "/", 421),
        (HERE, "http://localhost:3000", "/", 403),
        (HERE, "http://127.0.0.1:9999", "/", 403),
        (HERE, "null", "/", 403),
        (HERE, None, "/_stcore/metrics", 404),
        (HERE, None, "/_stcore/metrics/", 404),
        (HERE, None, "/_stcore/health", 200),
    ],
)
def test_a_request_is_answered_by_its_host_and_origin(
    client: TestClient, host: str, origin: str | None, path: str, status: int
) -> None:
    headers = {"host": host} | ({"origin": origin} if origin else {})
    assert client.get(path, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("origin", "opens"), [(f"http://{HERE}", True), ("http://localhost:8501", False), ("http://evil.example", False)]
)
def test_a_websocket_opens_for_the_very_address_alone(client: TestClient, origin: str, opens: bool) -> None:
    headers = {"host": HERE, "origin": origin}
    if opens:
        with client.websocket_connect("/_stcore/stream", headers=headers) as socket:
            assert socket.receive_text() == "현무"
    else:
        with pytest.raises(WebSocketDisconnect), client.websocket_connect("/_stcore/stream", headers=headers):
            pass

"""``api`` and ``mcp``: the API without the pages, this machine alone as long as nobody has an account; MCP by stdio."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING, Annotated

import typer

from ui.commands.options import JsonOption, LibraryOption, OwnerOption, settings_for
from ui.commands.output import out
from ui.commands.serving import HOST, free_port, is_own, require_accounts

if TYPE_CHECKING:
    import uvicorn


API_PORT = 8601


def api(
    host: Annotated[str, typer.Option("--host", help="들을 주소. 이 컴퓨터 밖의 주소는 계정이 있어야 엽니다")] = HOST,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="포트")] = API_PORT,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """다른 프로그램이 부를 API를 엽니다(OpenAI 호환 /v1, /api, MCP). 끝내려면 Ctrl-C를 누릅니다."""
    settings = settings_for(library, owner)
    require_accounts(host, settings)
    own = is_own(host, settings)
    if own:
        port = free_port(port)
    import uvicorn

    from server import create_api

    logging.basicConfig(format="%(asctime)s %(name)s %(message)s")
    logging.getLogger("hyunmoo.api").setLevel(logging.INFO)
    served = create_api(settings, required=not own)
    config = uvicorn.Config(served, host, port, access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    shown = f"[{host}]" if ":" in host else host
    threading.Thread(target=tell_address, args=(server, f"http://{shown}:{port}", as_json), daemon=True).start()
    server.run()


def mcp(library: LibraryOption = None, owner: OwnerOption = "") -> None:
    """교재를 다른 AI 도우미의 도구로 내놓습니다(MCP, 표준 입출력)."""
    import anyio

    from server.application import run_mcp_over_stdio

    anyio.run(run_mcp_over_stdio, settings_for(library, owner))


def tell_address(server: uvicorn.Server, url: str, as_json: bool) -> None:
    """Say where the API is once it really answers."""
    while not server.started and not server.should_exit:
        time.sleep(0.05)
    if not server.started:
        return
    if as_json:
        out({"url": url, "openai": f"{url}/v1", "mcp": f"{url}/mcp", "docs": f"{url}/api/docs"})
    else:
        print(f"API가 열렸습니다: {url}/v1, 안내: {url}/api/docs  (끝내기: Ctrl-C)", flush=True)

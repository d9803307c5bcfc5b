"""``serve``: the app, on this machine only unless there are accounts; the address is printed, and the
browser opened, when it really answers.
"""

from __future__ import annotations

import http.client
import ipaddress
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from errors import AccountError, HyunmooError
from settings import ROOT, Settings
from ui.commands.options import JsonOption, LibraryOption, OwnerOption, settings_for
from ui.commands.output import note, out
from ui.served_settings import ACCOUNTS_FLAG

HOST, PORT, PORT_TRIES = "127.0.0.1", 8501, 20
EVERY_ADDRESS = "0.0.0.0"
PATIENCE = 120.0  # seconds for the app to answer
HEALTH = "/_stcore/health"


def serve(
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="포트")] = None,
    host: Annotated[str, typer.Option("--host", help="들을 주소. 다른 컴퓨터에서도 쓰려면 0.0.0.0")] = HOST,
    headless: Annotated[bool, typer.Option("--headless", help="브라우저를 열지 않습니다")] = False,
    library: LibraryOption = None,
    owner: OwnerOption = "",
    as_json: JsonOption = False,
) -> None:
    """앱을 엽니다. 끝내려면 Ctrl-C를 누릅니다."""
    settings = settings_for(library, owner)
    require_accounts(host, settings)
    chosen = free_port(port, host)
    address = settings.public_url or f"http://{HOST if host == EVERY_ADDRESS else host}:{chosen}"
    app = subprocess.Popen(
        command(chosen, settings, host),
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        app.terminate()

    signal.signal(signal.SIGTERM, stop)
    try:
        if wait_until_healthy(app, chosen, HOST if host == EVERY_ADDRESS else host):
            if as_json:
                out({"url": address})
            else:
                print(f"현무가 열렸습니다: {address}  (끝내기: Ctrl-C)", flush=True)
            if not headless:
                webbrowser.open(address)
        code = app.wait()
    except KeyboardInterrupt:
        note("끝냅니다.")
        app.terminate()
        app.wait()
        raise typer.Exit(0) from None
    finally:
        if app.poll() is None:
            app.kill()
    raise typer.Exit(1 if code > 0 else 0)


def is_own(host: str, settings: Settings) -> bool:
    """Whether nobody but this machine comes in by an address: no other reaches it, and no proxy (``public_url``) brings
    one in.
    """
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = host == "localhost"
    return loopback and not settings.public_url


def require_accounts(host: str, settings: Settings) -> None:
    """Raises AccountError (``no_accounts``) for an address that others reach, where nobody administers accounts: then
    whoever reaches it could read and write everything.
    """
    if is_own(host, settings):
        return
    from accounts import Accounts, Administration

    accounts = Accounts.open(settings)
    try:
        people = Administration(accounts, None).people()
    finally:
        accounts.close()
    if not any(one.role == "admin" and not one.is_stopped for one in people):
        raise AccountError(
            "다른 컴퓨터에서도 열리는 주소에서는 계정이 있어야 합니다. 먼저 관리자를 만드세요: "
            "hyunmoo user add 이름 --role 관리자 (지금까지 쓰던 서재를 이어 쓰려면 --owner default)",
            code="no_accounts",
            english="An address that other machines reach needs accounts. Make an administrator first: "
            "hyunmoo user add NAME --role admin (with --owner default to go on with the shelf used so far).",
        )


def command(port: int, settings: Settings, host: str = HOST) -> list[str]:
    """Streamlit without its greeting, its statistics and its own browser: those are ours to decide. Where others reach
    it, nobody is let in without an account, even while there is none.
    """
    library, public = Path(settings.library).resolve(), settings.public_url.rstrip("/")
    return [
        sys.executable,
        *("-m", "streamlit", "run", str(ROOT / "ui" / "served_app.py")),
        *("--server.address", host, "--server.port", str(port), "--server.headless", "true"),
        *("--browser.gatherUsageStats", "false", "--logger.hideWelcomeMessage", "true"),
        *(("--server.corsAllowedOrigins", public) if public else ()),
        *("--", "--library", str(library), "--owner", settings.owner),
        *((ACCOUNTS_FLAG,) if not is_own(host, settings) else ()),
    ]


def free_port(wanted: int | None, host: str = HOST) -> int:
    """The port asked for, or the first free one from 8501 on. Raises HyunmooError (``port_taken``)."""
    for port in (wanted,) if wanted else range(PORT, PORT + PORT_TRIES):
        with socket.socket() as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
        return port
    shown = str(wanted) if wanted else f"{PORT}~{PORT + PORT_TRIES - 1}"
    raise HyunmooError(
        f"포트 {shown}을(를) 이미 다른 프로그램이 쓰고 있습니다. --port로 다른 번호를 골라 주세요.",
        code="port_taken",
        english=f"Port {shown} is in use.",
    )


def wait_until_healthy(app: subprocess.Popen[bytes], port: int, host: str = HOST) -> bool:
    """True once the app answers; False where it ended or did not answer in time."""
    until = time.monotonic() + PATIENCE
    while app.poll() is None and time.monotonic() < until:
        connection = http.client.HTTPConnection(host, port, timeout=2)
        try:
            connection.request("GET", HEALTH)
            if connection.getresponse().status == http.client.OK:
                return True
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    return False

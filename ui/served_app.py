"""The app as it is served: the pages of ``streamlit_app.py`` with the API beside them, behind the check of who may
speak to them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from starlette.middleware import Middleware
from streamlit.starlette import App

from server.beside_pages import ApiBesidePages
from server.own_address import OwnAddressOnly

if TYPE_CHECKING:
    from fastapi import FastAPI


def create_own_api() -> FastAPI:
    """The API over the shelf that ``serve`` was asked to open; imported with its first call."""
    from server import create_api
    from ui.session import chosen_settings

    return create_api(chosen_settings())


app = App(
    Path(__file__).with_name("streamlit_app.py"),
    middleware=[Middleware(OwnAddressOnly), Middleware(ApiBesidePages, create=create_own_api)],
)

"""The app as it is served: the pages of ``streamlit_app.py``, the way in to them and the API beside them, behind the
check of who may speak to them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from starlette.middleware import Middleware
from streamlit.starlette import App

from server.beside_pages import ApiBesidePages
from server.own_address import OwnAddressOnly
from ui.served_settings import are_accounts_required, served_settings
from ui.sign_in.door_routes import Door
from ui.sign_in.open_accounts import OPEN_ACCOUNTS
from ui.sign_in.safe_headers import SafeHeaders
from ui.sign_in.signed_in_only import SignedInOnly

if TYPE_CHECKING:
    from fastapi import FastAPI

settings, required = served_settings(), are_accounts_required()
accounts = OPEN_ACCOUNTS.getter(settings)
public_name = urlsplit(settings.public_url).hostname


def create_own_api() -> FastAPI:
    """The API over the library that ``serve`` was asked to open; imported with its first call."""
    from server import create_api
    from ui.loaded_models import LOADED_MODELS

    return create_api(settings, required, LOADED_MODELS.loader(settings))


app = App(
    Path(__file__).with_name("streamlit_app.py"),
    routes=Door(accounts, settings).routes(),
    middleware=[
        Middleware(SafeHeaders, settings=settings),
        Middleware(OwnAddressOnly, names=[public_name] if public_name else [], numbers=required),
        Middleware(ApiBesidePages, create=create_own_api),  # who calls there shows a token, which is checked there
        Middleware(SignedInOnly, accounts=accounts, required=required),
    ],
)

"""The app as it is served: the pages of ``streamlit_app.py`` behind the check of who may speak to them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from starlette.middleware import Middleware
from streamlit.starlette import App

from ui.own_address import OwnAddressOnly

app = App(Path(__file__).with_name("streamlit_app.py"), middleware=[Middleware(OwnAddressOnly)])

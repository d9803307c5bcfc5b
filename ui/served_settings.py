"""The settings that this process serves, as ``serve`` handed them over."""

from __future__ import annotations

import sys

from settings import Settings

GIVEN = ("library", "owner")  # what ``serve`` hands over, each with its value
ACCOUNTS_FLAG = "--with-accounts"  # also handed over: nobody is let in without an account, whoever has one


def served_settings() -> Settings:
    """The settings, with ``--library DIR`` and ``--owner NAME`` from the command line where they were given."""
    arguments = sys.argv[1:]
    given = {name: arguments[arguments.index(f"--{name}") + 1] for name in GIVEN if f"--{name}" in arguments[:-1]}
    return Settings(**given)  # type: ignore[arg-type]  # pydantic makes the path of its text


def are_accounts_required() -> bool:
    """Whether nobody is let in without an account, though there may be none yet: where other machines come in, by the
    address that is listened on or by a proxy.
    """
    return ACCOUNTS_FLAG in sys.argv[1:] or bool(served_settings().public_url)

"""The HTTP API (OpenAI-compatible and our own) and MCP, over the same Assistant, Library and learning as the pages."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.application import create_api

__all__ = ["create_api"]


def __getattr__(name: str) -> object:
    """The factory is imported when it is asked for: the check of addresses stands alone."""
    if name == "create_api":
        from server.application import create_api

        return create_api
    raise AttributeError(name)

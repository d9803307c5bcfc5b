"""Files to pages. A new format is one file with a ``load`` and a row of ``registry``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from knowledge.loaders.sandbox import load

__all__ = ["load"]


def __getattr__(name: str) -> object:
    """The reader is imported when it is asked for: the child process, which it starts, needs none of it."""
    if name in __all__:
        from knowledge.loaders import sandbox

        return getattr(sandbox, name)
    raise AttributeError(name)

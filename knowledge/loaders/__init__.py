"""Files to pages. A new format is one file with a ``load`` and one line in FORMATS."""

from knowledge.loaders.reader import SUPPORTED, load

__all__ = ["SUPPORTED", "load"]

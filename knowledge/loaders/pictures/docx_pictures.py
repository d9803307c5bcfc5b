"""Pictures of a Word document: which part holds one, and what is written instead of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.loaders.base import LoadedPicture
from knowledge.loaders.blocks import TextBlock
from knowledge.loaders.xml_archive import attribute, local

_FRAMES = ("pic", "anchor", "inline", "shape")


def find_docx_picture(item: Any, top: Any, parts: Mapping[str, tuple[str, str]]) -> TextBlock | None:
    """A picture that the document holds; None for one that is not in it, and for the older copy of one."""
    part = parts.get(attribute(item, "embed") or attribute(item, "id"), ("", ""))[1]
    if not part or is_within_box(item, top):
        return None
    frame = next((above for above in item.iterancestors() if local(above) in _FRAMES), top)
    described = next((one.get("descr") for one in frame.iter("{*}docPr", "{*}cNvPr") if one.get("descr")), "")
    return TextBlock("", picture=LoadedPicture(part, " ".join(described.split())))


def is_within_box(box: Any, top: Any) -> bool:
    """Whether a text box stands inside another one, or in the older copy of one (both are
    read from the outer, newer one).
    """
    for above in box.iterancestors():
        if above is top:
            return False
        if local(above) in ("txbxContent", "Fallback"):
            return True
    return False

"""PDF pages whose text is not what is seen: what was recognised in a scan or in handwriting, laid unseen over it."""

from __future__ import annotations

import ctypes
from typing import Any

_LOOKED_AT = 60  # objects of a page, spread over all of them
_LEAST = 3  # pieces of text among them
_MOSTLY = 0.8  # of them invisible
_INVISIBLE = 3  # PDF's text rendering mode (ISO 32000-1, table 106)


def find_unseen_text(page: Any) -> str:
    """ "scan" or "strokes" where a page's text is invisible, over a picture or over drawn lines; else ""."""
    import pypdfium2.raw as raw

    count = raw.FPDFPage_CountObjects(page)
    unseen = seen = pictures = paths = 0
    for place in range(0, count, max(1, count // _LOOKED_AT)):
        item = raw.FPDFPage_GetObject(page, place)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            if _is_invisible(raw, item):
                unseen += 1
            else:
                seen += 1
                if seen > _LOOKED_AT * (1 - _MOSTLY):
                    return ""
        pictures += kind == raw.FPDF_PAGEOBJ_IMAGE
        paths += kind == raw.FPDF_PAGEOBJ_PATH
    if unseen < _LEAST or unseen < _MOSTLY * (seen + unseen) or not pictures + paths:
        return ""
    return "strokes" if paths > 2 * pictures else "scan"


def _is_invisible(raw: Any, item: Any) -> bool:
    if raw.FPDFTextObj_GetTextRenderMode(item) == _INVISIBLE:
        return True
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    return bool(raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)) and alpha.value == 0

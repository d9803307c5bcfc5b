"""What a loader's refusals are in English, by their code; the Korean sentence is said where the file is read."""

from __future__ import annotations

NOTHING_KEPT = "Nothing was kept."
REFUSALS = {
    "broken": "The file is broken and cannot be opened; download it or save it again.",
    "csv_broken": "The table's quotes or lines do not fit; open it in a spreadsheet and save it as XLSX.",
    "encrypted": "The document is protected by a password or DRM; take the protection off and add it again.",
    "hwp_old": "The Hangul document is of an old format; save it as HWP, HWPX or PDF and add it again.",
    "image_broken": "The picture is broken; save it again.",
    "image_illegible": "The picture's letters cannot be made out; add the text instead.",
    "image_no_words": "No letters were found in the picture; add a larger and sharper one.",
    "image_pages": "The file is a picture, and nothing is installed that recognises letters.",
    "image_too_large": "The picture is too large; make it smaller and add it again.",
    "jsonl_broken": 'A line is not a JSON object with a "text"; mend the file and add it again.',
    "no_cues": "No times of subtitles were found; see whether this is a file of subtitles.",
    "no_text": "The document holds no text; recognise its letters (OCR) first.",
    "not_text": "This is no text, or of an unknown encoding; save it as UTF-8 and add it again.",
    "parse_memory": "Reading takes more memory than is allowed; add the file in parts.",
    "pdf_broken": "The PDF is broken and cannot be opened; download it or save it again.",
    "pdf_encrypted": "The PDF is protected by a password; take it off and add the file again.",
    "pdf_illegible": "The scan's letters cannot be made out; scan it more sharply.",
    "pdf_no_text": "The PDF holds pictures alone; recognise their letters (OCR) first.",
    "pdf_no_unicode": "The PDF's fonts do not say which letters they draw; recognise them (OCR) first.",
    "pdf_too_long": "The PDF has too many pages; add it in parts.",
    "too_long": "The document is too long; add it in parts.",
    "wrong_extension": "The file is not what its ending says; give it the right ending or save it in another format.",
    "zip_bomb": "The file grows beyond measure when it is unpacked; save the document again, or in parts.",
}


def translate_refusal(code: str) -> str:
    """The English sentence of a code, or the code in words where it has none."""
    return f"{REFUSALS.get(code, code.replace('_', ' ').capitalize() + '.')} {NOTHING_KEPT}"

"""What of a web page is not its text: navigation, hidden parts, marks of notes; told by structure and roles."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from knowledge.loaders.base import LoadedPicture
from knowledge.loaders.blocks import TextBlock
from knowledge.loaders.pictures.embedded_pictures import name_embedded
from knowledge.loaders.raised import is_note_mark
from knowledge.loaders.xml_archive import attribute, local

RUBY_READINGS = {"rt", "rtc"}
MOST_NOTES = 2000  # notes of a page that are put where they belong
PROGRAM_PARTS = {
    "script",
    "style",
    "template",
    "noscript",
    "svg",
    "canvas",
    "iframe",
    "object",
    "audio",
    "video",
    "map",
}
CONTROLS = {"button", "select", "textarea", "input", "datalist", "menu"}
_ROLES = {"navigation", "banner", "contentinfo", "search", "menu", "menubar", "toolbar", "complementary", "tablist"}
_HIDDEN = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.I)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"(?:[a-z][\w]*)?([.#][\w-]+)", re.I)
_WITHIN = {"article", "section", "main"}
_HEADINGS = {f"h{level}" for level in range(1, 7)}
_NOTE_TYPES = {"footnote", "endnote", "rearnote", "note", "doc-footnote", "doc-endnote"}
_NOTES_TYPES = {"footnotes", "endnotes", "rearnotes", "doc-endnotes"}
_REFERENCE_TYPES = {"noteref", "doc-noteref"}
_BACK_TYPES = {"doc-backlink", "backlink"}
_BARE_MARK = re.compile(r"\d{1,3}|[a-z*†‡§¶]{1,3}", re.I)
_BACK = re.compile(r"[\s\[\]()^↑↩↵⏎⤴⬆\ufe0e\ufe0f\W]{1,6}")
_BRACKETED = re.compile(r"\[[^\[\]]{0,40}\]")


def types_of(element: Any) -> set[str]:
    """What an element says that it is: its roles and EPUB types."""
    said = f"{element.get('role') or ''} {attribute(element, 'epub:type') or attribute(element, 'type')}"
    return set(said.lower().split())


def find_hidden_selectors(root: Any) -> frozenset[str]:
    """Classes (``.x``) and ids (``#x``) that the page's own style sheet hides."""
    found: set[str] = set()
    for sheet in root.iter("style"):
        for selectors, rules in _RULE.findall(sheet.text or ""):
            if _HIDDEN.search(rules):
                plain = (_SIMPLE.fullmatch(one.strip()) for one in selectors.split(","))
                found |= {one.group(1) for one in plain if one}
    return frozenset(found)


def is_hidden(element: Any, selectors: frozenset[str]) -> bool:
    """Whether nobody sees an element: by attribute, by its style, or by the page's style sheet."""
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN.search(element.get("style") or ""):
        return True
    if not selectors:
        return False
    own = {f".{name}" for name in (element.get("class") or "").split()} | {f"#{element.get('id')}"}
    return bool(own & selectors)


def is_navigation(element: Any, name: str, book: bool) -> bool:
    """Whether an element leads about a site and says nothing; in a ``book`` a side text belongs to it."""
    types = types_of(element)
    if types & (_NOTE_TYPES | _NOTES_TYPES):
        return False
    if name == "nav" or name in CONTROLS or types & _ROLES:
        return True
    if name not in ("header", "footer", "aside") or book:
        return False
    if any(local(above).lower() in _WITHIN for above in element.iterancestors()):
        return False  # of a part of the text
    return name != "header" or not _holds_the_title(element)


def _holds_the_title(element: Any) -> bool:
    """Whether a page's head holds a heading, and no other element of the page one as high."""
    own = [local(one).lower() for one in element.iter() if local(one).lower() in _HEADINGS]
    if not own:
        return False
    root = element.getroottree().getroot()
    return sum(local(one).lower() == min(own) for one in root.iter()) == own.count(min(own))


def is_edit_mark(element: Any, text: str) -> bool:
    """Whether an element in a heading is a bracketed link: [편집]."""
    linked = local(element).lower() == "a" or any(local(one).lower() == "a" for one in element.iter())
    return linked and bool(_BRACKETED.fullmatch(text))


def target_of(element: Any) -> str:
    """The id on the same page that a link inside an element, or the element itself, points to; "" for none."""
    for one in element.iter():
        href = one.get("href") or "" if isinstance(one.tag, str) else ""
        if "#" in href:
            return unquote(href.split("#", 1)[1])
    return ""


def is_note_reference(element: Any, name: str, text: str) -> bool:
    """Whether an element is a mark that points to a note: a raised number with a link, [3], 3), a stated reference."""
    bare = "".join(text.split())
    if types_of(element) & _REFERENCE_TYPES:
        return len(bare) <= 8
    if name == "sup":
        linked = bool(target_of(element)) or "reference" in (element.get("class") or "").lower()
        return is_note_mark(bare) or (linked and bool(_BARE_MARK.fullmatch(bare)))
    if name == "a" and target_of(element):
        raised = "vertical-align:super" in _style(element) or [local(child) for child in element] == ["sup"]
        return bool(_BRACKETED.fullmatch(bare) and is_note_mark(bare)) or (raised and bool(_BARE_MARK.fullmatch(bare)))
    return False


def _style(element: Any) -> str:
    return "".join((element.get("style") or "").lower().split())


def is_back_link(element: Any, text: str) -> bool:
    """Whether a link inside a note leads back to where the note belongs: an arrow."""
    if types_of(element) & _BACK_TYPES:
        return True
    return bool(target_of(element)) and bool(_BACK.fullmatch(text)) and bool(text.strip())


def is_note(element: Any) -> bool:
    """Whether an element says that it is a note."""
    return bool(types_of(element) & _NOTE_TYPES)


def find_notes(root: Any) -> dict[str, Any]:
    """The elements that marks of the page point to, by id."""
    wanted = set()
    for element in root.iter("a", "sup"):
        text = "".join(element.itertext()) if len(element) < 5 else ""
        if len(text) <= 20 and is_note_reference(element, local(element), text):
            wanted.add(target_of(element))
    wanted.discard("")
    found: dict[str, Any] = {}
    for element in root.iter() if wanted else ():
        key = element.get("id") if isinstance(element.tag, str) else None
        if key in wanted and len(found) < MOST_NOTES and local(element) not in ("body", "html", "a", "sup", "span"):
            found[key] = element
    return found


def list_ruby_parts(element: Any, within: str) -> list[tuple[str, str]]:
    """The texts of a ruby element with the name of the part that they belong to."""
    found = [(within, element.text)] if element.text else []
    for child in element:
        name = local(child).lower()
        if name != "rp":
            found += list_ruby_parts(child, name if name in RUBY_READINGS else within)
        if child.tail and child.tail.strip():
            found.append((within, child.tail))
    return found


def find_picture(element: Any) -> list[TextBlock]:
    """The picture that an element shows: where its bytes are, as the page says it, and the words instead of it."""
    source = attribute(element, "src") or attribute(element, "href")
    if not source:
        return []
    said = " ".join(attribute(element, "alt").split())
    return [TextBlock("", picture=LoadedPicture(name_embedded(source), said))]

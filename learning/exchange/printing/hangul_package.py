"""The package of an HWPX (KS X 6101, chapter 8): ``mimetype`` first and stored, the parts, and what names them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape as escape_xml

from lxml import etree

_HANCOM, _LATER = "http://www.hancom.co.kr/hwpml/2011", "http://www.hancom.co.kr/hwpml/2016"
# What the root of every part names, used in it or not: 한글 writes them so, and some readers ask for them.
HANGUL_NAMESPACES = dict(
    line.split()
    for line in f"""
    ha {_HANCOM}/app
    hp {_HANCOM}/paragraph
    hp10 {_LATER}/paragraph
    hs {_HANCOM}/section
    hc {_HANCOM}/core
    hh {_HANCOM}/head
    hhs {_HANCOM}/history
    hm {_HANCOM}/master-page
    hpf http://www.hancom.co.kr/schema/2011/hpf
    dc http://purl.org/dc/elements/1.1/
    opf http://www.idpf.org/2007/opf/
    ooxmlchart {_LATER}/ooxmlchart
    hwpunitchar {_LATER}/HwpUnitChar
    epub http://www.idpf.org/2007/ops
    config urn:oasis:names:tc:opendocument:xmlns:config:1.0
    """.strip().split("\n")
)
MIMETYPE = "application/hwp+zip"
PACKED_AT = (1980, 1, 1, 0, 0, 0)  # the same paper gives the same bytes
_VERSION = (
    '<hv:HCFVersion xmlns:hv="http://www.hancom.co.kr/hwpml/2011/version" tagetApplication="WORDPROCESSOR" major="5" '
    'minor="1" micro="0" buildNumber="1" os="1" xmlVersion="1.4" application="Hyunmoo" appVersion="1.0"/>'
)
_SETTINGS = (
    '<ha:HWPApplicationSetting xmlns:ha="http://www.hancom.co.kr/hwpml/2011/app">'
    '<ha:CaretPosition listIDRef="0" paraIDRef="0" pos="0"/></ha:HWPApplicationSetting>'
)
_CONTAINER = (
    '<ocf:container xmlns:ocf="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:hpf="http://www.hancom.co.kr/schema/2011/hpf"><ocf:rootfiles>'
    '<ocf:rootfile full-path="Contents/content.hpf" media-type="application/hwpml-package+xml"/>'
    '<ocf:rootfile full-path="Preview/PrvText.txt" media-type="text/plain"/></ocf:rootfiles></ocf:container>'
)
_MANIFEST = '<odf:manifest xmlns:odf="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_CONTENT = """<opf:package {namespaces} version="" unique-identifier="" id="">\
<opf:metadata><opf:title>{title}</opf:title><opf:language>ko</opf:language>\
<opf:meta name="creator" content="text">현무</opf:meta></opf:metadata><opf:manifest>\
<opf:item id="header" href="Contents/header.xml" media-type="application/xml"/>\
<opf:item id="section0" href="Contents/section0.xml" media-type="application/xml"/>\
<opf:item id="settings" href="settings.xml" media-type="application/xml"/></opf:manifest><opf:spine>\
<opf:itemref idref="header" linear="yes"/><opf:itemref idref="section0" linear="yes"/></opf:spine></opf:package>"""
_NAMED = " ".join(f'xmlns:{name}="{uri}"' for name, uri in HANGUL_NAMESPACES.items())
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>'


def pack_hangul(title: str, header: etree._Element, section: etree._Element, preview: str) -> bytes:
    """The whole file."""
    return pack_parts(
        {
            "mimetype": MIMETYPE,
            "version.xml": DECLARATION + _VERSION,
            "Contents/header.xml": _told(header),
            "Contents/section0.xml": _told(section),
            "Preview/PrvText.txt": preview,
            "settings.xml": DECLARATION + _SETTINGS,
            "Contents/content.hpf": DECLARATION + _CONTENT.format(title=escape_xml(title), namespaces=_NAMED),
            "META-INF/container.xml": DECLARATION + _CONTAINER,
            "META-INF/manifest.xml": DECLARATION + _MANIFEST,
        },
        stored=("mimetype",),
    )


def pack_parts(parts: Mapping[str, str | bytes], stored: tuple[str, ...] = ()) -> bytes:
    """A zip of parts in their order; those of ``stored`` are not packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            how = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name, PACKED_AT), data, how)
    return made.getvalue()


def _told(root: etree._Element) -> bytes:
    return DECLARATION.encode() + etree.tostring(root, encoding="UTF-8")

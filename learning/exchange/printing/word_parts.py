"""The parts of a DOCX beside its text: types, relations, styles, the page number at the foot."""

from __future__ import annotations

from xml.sax.saxutils import escape as escape_part

from lxml import etree

WORD_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = f"""<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" \
ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>\
<Override PartName="/word/styles.xml" ContentType="{_KIND}.styles+xml"/><Override PartName="/word/footer1.xml" \
ContentType="{_KIND}.footer+xml"/><Override PartName="/docProps/core.xml" \
ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>"""
_RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships">\
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>\
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" \
Target="docProps/core.xml"/></Relationships>"""
_OWN_RELATIONS = f"""<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" Type="{_OFFICE}/styles" \
Target="styles.xml"/><Relationship Id="rId2" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>"""
_STYLES = f"""<w:styles xmlns:w="{WORD_NS}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Malgun Gothic" \
w:hAnsi="Malgun Gothic" w:eastAsia="Malgun Gothic"/>\
<w:sz w:val="20"/><w:lang w:val="en-US" w:eastAsia="ko-KR"/></w:rPr>\
</w:rPrDefault><w:pPrDefault/></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">\
<w:name w:val="Normal"/></w:style></w:styles>"""
_FOOTER = f"""<w:ftr xmlns:w="{WORD_NS}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:fldChar \
w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r><w:r><w:fldChar \
w:fldCharType="end"/></w:r></w:p></w:ftr>"""
_CORE = f"""<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" \
xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{{title}}</dc:title><dc:language>ko-KR</dc:language>\
</cp:coreProperties>"""


def word_parts(title: str, document: etree._Element) -> dict[str, str | bytes]:
    """Every part by its name."""
    return {
        "[Content_Types].xml": _HEAD + _TYPES,
        "_rels/.rels": _HEAD + _RELATIONS,
        "docProps/core.xml": _HEAD + _CORE.format(title=escape_part(title)),
        "word/document.xml": etree.tostring(document, encoding="UTF-8", xml_declaration=True, standalone=True),
        "word/_rels/document.xml.rels": _HEAD + _OWN_RELATIONS,
        "word/styles.xml": _HEAD + _STYLES,
        "word/footer1.xml": _HEAD + _FOOTER,
    }

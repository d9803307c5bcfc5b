"""The settings of an HWPX's only section: A4, its margins, page numbers, columns."""

from __future__ import annotations

from lxml import etree

SECTION = """<hp:secPr xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" id="" textDirection="HORIZONTAL" \
spaceColumns="2835" tabStop="4000" tabStopVal="4000" tabStopUnit="HWPUNIT" outlineShapeIDRef="1" memoShapeIDRef="0" \
textVerticalWidthHead="0" masterPageCnt="0">
<hp:grid lineGrid="0" charGrid="0" wonggojiFormat="0"/>
<hp:startNum pageStartsOn="BOTH" page="0" pic="0" tbl="0" equation="0"/>
<hp:visibility hideFirstHeader="0" hideFirstFooter="0" hideFirstMasterPage="0" border="SHOW_ALL" fill="SHOW_ALL" \
hideFirstPageNum="0" hideFirstEmptyLine="0" showLineNumber="0"/>
<hp:pagePr landscape="WIDELY" width="59528" height="84188" gutterType="LEFT_ONLY">
<hp:margin header="0" footer="2835" gutter="0" left="4252" right="4252" top="4252" bottom="2835"/></hp:pagePr>
<hp:footNotePr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>
<hp:noteLine length="-1" type="SOLID" width="0.12 mm" color="#000000"/>
<hp:noteSpacing betweenNotes="283" belowLine="567" aboveLine="850"/>
<hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="EACH_COLUMN" beneathText="0"/></hp:footNotePr>
<hp:endNotePr><hp:autoNumFormat type="DIGIT" userChar="" prefixChar="" suffixChar=")" supscript="0"/>
<hp:noteLine length="14692344" type="SOLID" width="0.12 mm" color="#000000"/>
<hp:noteSpacing betweenNotes="0" belowLine="567" aboveLine="850"/>
<hp:numbering type="CONTINUOUS" newNum="1"/><hp:placement place="END_OF_DOCUMENT" beneathText="0"/></hp:endNotePr>
</hp:secPr>"""
COLUMN_SETTINGS = """<hp:colPr xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" \
id="" type="{kind}" layout="LEFT" \
colCount="{count}" sameSz="1" sameGap="{gap}"/>"""
RULE = (
    '<hp:colLine xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" type="SOLID" width="0.12 mm" color="#000000"/>'
)


def section_settings() -> etree._Element:
    """``secPr``."""
    return etree.fromstring(SECTION.replace("\n", ""))


def column_settings(count: int) -> etree._Element:
    """``colPr``: columns that end at one height, with a line between them."""
    kind, gap = ("BALANCED_NEWSPAPER", 2835) if count > 1 else ("NEWSPAPER", 0)
    made = etree.fromstring(COLUMN_SETTINGS.format(kind=kind, count=count, gap=gap))
    if count > 1:
        made.append(etree.fromstring(RULE))
    return made

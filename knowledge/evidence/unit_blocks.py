"""What the blocks of a page say of an answer unit: of which kinds it is made, and whether it takes a list whole."""

from __future__ import annotations

from collections import Counter

from knowledge.evidence.sections import SectionAround
from knowledge.evidence.units import IN_A_ROW, Unit, belongs_to
from knowledge.models import BlockKind

TOLD_KINDS = tuple(kind.value for kind in BlockKind if kind not in (BlockKind.HEADING, BlockKind.PARAGRAPH))
BLOCK_NAMES = (*(f"of {kind}" for kind in TOLD_KINDS), "whole list", "cuts a list", "amid a list")


def measure_blocks(section: SectionAround, unit: Unit) -> dict[str, float]:
    """By BLOCK_NAMES: the share of each kind among a unit's sentences; whether it begins and ends where a list does."""
    kinds, levels = section.kinds, section.levels
    if not kinds:
        return {}
    own = Counter(kinds[unit.first : unit.last])
    found = {f"of {kind}": own[kind] / (unit.last - unit.first) for kind in TOLD_KINDS if own[kind]}
    last = unit.last - 1
    if kinds[last] not in IN_A_ROW:
        return found
    item = next(i for i in range(unit.first, unit.last) if kinds[i] == kinds[last])  # the first of the unit's list
    goes_on = unit.last < len(kinds) and belongs_to(kinds[unit.last], levels[unit.last], kinds[item], levels[item])
    before = item - 1
    went_on = item == unit.first and item > 0 and belongs_to(kinds[item], levels[item], kinds[before], levels[before])
    found["cuts a list"] = float(goes_on)
    found["amid a list"] = float(went_on)
    found["whole list"] = float(not goes_on and not went_on and section.lines[item] != section.lines[last])
    return found

"""Days and times as the reader's own clock has them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from ui.texts.catalogue import t

SECONDS_A_MINUTE, SECONDS_A_DAY = 60, 86400  # seconds


def zone() -> tzinfo:
    """The browser's time zone; UTC where it names none that is known."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def now() -> datetime:
    return datetime.now(zone())


def shown_day(at: datetime) -> str:
    """``11월 23일``."""
    here = at.astimezone(zone())
    return t("day", month=here.month, day=here.day)


def shown_since(at: datetime) -> str:
    """``5분 전까지``; ``11월 23일까지`` where it is longer ago than a day."""
    seconds = (now() - at).total_seconds()
    if seconds >= SECONDS_A_DAY:
        return t("until_day", day=shown_day(at))
    return t("until_ago", time=shown_time(seconds // SECONDS_A_MINUTE * SECONDS_A_MINUTE or max(1.0, seconds)))


def shown_time(seconds: float) -> str:
    """``40초``, ``3분 5초``, ``1시간 10분``."""
    whole = round(seconds)
    if whole < 60:
        return t("seconds", s=whole)
    if whole < 3600:
        minutes, rest = divmod(whole, 60)
        return t("minutes_seconds", m=minutes, s=rest) if rest else t("minutes", m=minutes)
    return t("hours", h=whole // 3600, m=whole % 3600 // 60)

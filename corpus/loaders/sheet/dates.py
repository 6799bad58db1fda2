"""Dates and times of spreadsheets, which are days since 1900 (or 1904) with a format."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

DATE_PART = r"AM/PM|A/P|上午/下午|y+|m+|d+|h+|s+(?:\.0+)?|a{3,4}|e+"
"""The parts of a date format."""
_LAST_DAY = 2_958_466
_WEEKDAYS = "一二三四五六日"
_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


def moment(days: float, *, from_1904: bool = False) -> datetime | None:
    """The date and time that a cell keeps as `days`, to the millisecond; None outside of the calendar."""
    if not 0 <= days < _LAST_DAY:
        return None
    if from_1904:
        start = datetime(1904, 1, 1)
    elif days < 60:  # 1900 is a leap year there, which it was not
        start = datetime(1899, 12, 31)
    else:
        start = datetime(1899, 12, 30)
    return start + timedelta(milliseconds=round(days * 86_400_000))


def date_shown(days: float, tokens: Sequence[tuple[str, str]], *, from_1904: bool = False) -> str:
    """`days` as the tokens of a format write them; empty outside of the calendar."""
    when = moment(days, from_1904=from_1904)
    if when is None:
        return ""
    parts = [text.lower() if kind == "date" else "" for kind, text in tokens]
    if not any("." in part for part in parts):
        when = (when + timedelta(milliseconds=500)).replace(microsecond=0)
    halves = any("/" in part for part in parts)
    dates = [i for i, part in enumerate(parts) if part]
    out = ""
    for i, (kind, text) in enumerate(tokens):
        if kind == "date":
            place = dates.index(i)
            before = parts[dates[place - 1]] if place else ""
            after = parts[dates[place + 1]] if place + 1 < len(dates) else ""
            minutes = before.strip("[]")[:1] == "h" or after.strip("[]")[:1] == "s"
            out += _part(text.lower(), when, days, minutes=minutes, halves=halves)
        elif kind in ("text", "mark"):
            out += text
    return out.strip()


def _part(part: str, when: datetime, days: float, *, minutes: bool, halves: bool) -> str:
    sign = part.strip("[]")[:1]
    if part.startswith("["):
        return str(int(days * {"h": 24, "m": 1440, "s": 86400}[sign] + 1e-6))
    if part == "上午/下午":
        return "上午" if when.hour < 12 else "下午"
    if "/" in part:
        return ("AM" if when.hour < 12 else "PM")[: len(part) // 2]
    if sign in ("y", "e"):
        return f"{when.year % 100:02}" if part == "yy" else f"{when.year:04}"
    if sign == "a":
        return ("星期" if len(part) == 4 else "") + _WEEKDAYS[when.weekday()]
    if sign == "d" and len(part) > 2:
        return _DAYS[when.weekday()] if len(part) > 3 else _DAYS[when.weekday()][:3]
    if sign == "m" and len(part) > 2 and not minutes:
        name = _NAMES[when.month - 1]
        return {3: name[:3], 5: name[:1]}.get(len(part), name)
    hour = (when.hour - 1) % 12 + 1 if halves else when.hour
    number = {"d": when.day, "h": hour, "s": when.second, "m": when.minute if minutes else when.month}[sign]
    width = min(2, len(part.partition(".")[0]))
    decimals = len(part.partition(".")[2])
    return f"{number:0{width}}" + (f".{when.microsecond:06}"[: decimals + 1] if decimals else "")

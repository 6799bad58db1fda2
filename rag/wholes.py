"""Wholes that shares are of: they are named beside a figure, but are not what it is about."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"占(?!比|地|用|据)[^，,。；;、\d\n]{2,20}的(?=\s*(?:[\d]|比重|比例|份额))")


def without_wholes(text: str) -> str:
    """`text` without the wholes of its shares: 「占服务进出口总额的0.4%」 says nothing of that total."""
    return _WHOLE.sub("占", text)

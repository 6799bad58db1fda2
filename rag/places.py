"""Names of places, as alternatives of a regular expression, and which of them a section is about."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

PROVINCES = (
    "北京|天津|河北|山西|内蒙古|辽宁|吉林|黑龙江|上海|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|广西|海南|重庆"
    "|四川|贵州|云南|西藏|陕西|甘肃|青海|宁夏|新疆|香港|澳门|台湾"
)
CITIES = (
    "石家庄|太原|沈阳|大连|长春|哈尔滨|南京|无锡|苏州|杭州|宁波|合肥|福州|厦门|南昌|济南|青岛|烟台|威海|郑州|洛阳|武汉"
    "|长沙|岳阳|广州|深圳|珠海|南宁|钦州|海口|三亚|成都|贵阳|昆明|拉萨|西安|咸阳|宝鸡|渭南|铜川|汉中|延安|榆林|安康|商洛"
    "|杨凌|兰州|西宁|银川|乌鲁木齐"
)
_PROVINCE = re.compile(PROVINCES)


def elsewhere(section: Sequence[str], places: Collection[str]) -> bool:
    """Whether the innermost heading that names a province names none of `places`: 「四川」 below 「与重点省份比较」."""
    if not places:
        return False
    named = next((found for heading in reversed(section) if (found := _PROVINCE.findall(heading))), [])
    return bool(named) and not set(named) & set(places)

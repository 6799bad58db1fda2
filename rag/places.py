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
COUNTRIES = (
    "美国|加拿大|墨西哥|巴西|阿根廷|智利|英国|法国|德国|意大利|西班牙|葡萄牙|荷兰|比利时|爱尔兰|瑞士|"
    "瑞典|挪威|芬兰|丹麦|奥地利|波兰|匈牙利|捷克|希腊"
    "|俄罗斯|乌克兰|白俄罗斯|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|土耳其|伊朗|以色列|沙特|阿联酋|埃及|"
    "南非|尼日利亚|肯尼亚|日本|韩国|朝鲜|蒙古|印度(?![尼洋])"
    "|印度尼西亚|印尼|巴基斯坦|越南|泰国|老挝|柬埔寨|缅甸|马来西亚|新加坡|菲律宾|澳大利亚|新西兰|欧盟|"
    "东盟|欧洲|非洲|南美|北美"
)
_PROVINCE = re.compile(PROVINCES)


def elsewhere(section: Sequence[str], places: Collection[str]) -> bool:
    """Whether the innermost heading that names a province names none of `places`: 「四川」 below 「与重点省份比较」."""
    if not places:
        return False
    named = next((found for heading in reversed(section) if (found := _PROVINCE.findall(heading))), [])
    return bool(named) and not set(named) & set(places)

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
COUNTRIES = (  # names that stand in other words, too, only where they do not
    "美国|加拿大|墨西哥|古巴|牙买加|多米尼加|危地马拉|洪都拉斯|萨尔瓦多|尼加拉瓜|哥斯达黎加|巴拿马"
    "|哥伦比亚|委内瑞拉|圭亚那|厄瓜多尔|秘鲁|玻利维亚|巴西|巴拉圭|乌拉圭|阿根廷|智利|英国|法国|德国"
    "|意大利|西班牙|葡萄牙|荷兰|比利时|卢森堡|爱尔兰|瑞士|奥地利|瑞典|挪威|芬兰|丹麦|冰岛|波兰|匈牙利"
    "|捷克|斯洛伐克|斯洛文尼亚|克罗地亚|塞尔维亚|阿尔巴尼亚|北马其顿|罗马尼亚|保加利亚|希腊|马耳他"
    "|塞浦路斯|爱沙尼亚|拉脱维亚|立陶宛|俄罗斯|乌克兰|白俄罗斯|摩尔多瓦|格鲁吉亚|亚美尼亚|阿塞拜疆"
    "|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|塔吉克斯坦|土库曼斯坦|土耳其|伊朗|伊拉克|以色列|(?<!契)约旦|黎巴嫩"
    "|叙利亚|沙特|阿联酋|卡塔尔|科威特|巴林(?![左右石])|阿曼|也门(?!槛)|阿富汗|埃及|利比亚|突尼斯|阿尔及利亚|摩洛哥|苏丹"
    "|埃塞俄比亚|肯尼亚|坦桑尼亚|乌干达|卢旺达|(?<!参)加纳(?!税)|尼日利亚|尼日尔|塞内加尔|科特迪瓦|喀麦隆|刚果|安哥拉"
    "|赞比亚|津巴布韦|莫桑比克|马达加斯加|毛里求斯|纳米比亚|博茨瓦纳|南非(?![遗物公常金法凡])|日本|韩国|朝鲜|(?<!内)蒙古|印度尼西亚"
    "|印尼|巴基斯坦|孟加拉|斯里兰卡|尼泊尔|马尔代夫|越南|泰国|老挝|柬埔寨|缅甸|马来西亚|新加坡|菲律宾"
    "|文莱|东帝汶|澳大利亚|新西兰|斐济|巴布亚新几内亚|几内亚|欧盟|东盟|欧洲|非洲|南美|北美"
    "|印度(?![尼洋])"
)
WORLD = re.compile("(?:全球|全?世界)(?=的?(?:货物|服务|贸易(?!组织)|数字|跨境|经济(?!论坛)|外包))")
"""All countries, as what a figure is of."""
_PROVINCE = re.compile(PROVINCES)


def elsewhere(section: Sequence[str], places: Collection[str]) -> bool:
    """Whether the innermost heading that names a province names none of `places`: 「四川」 below 「与重点省份比较」."""
    if not places:
        return False
    named = next((found for heading in reversed(section) if (found := _PROVINCE.findall(heading))), [])
    return bool(named) and not set(named) & set(places)

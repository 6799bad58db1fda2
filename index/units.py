"""Units of figures: which are the same, and how many of one make another."""

from __future__ import annotations

import re
from fractions import Fraction

_SAME = """
元:元 人民币 人民币元 rmb yuan cny
美元:美元 usd us$ dollars dollar 美金
欧元:欧元 eur euros euro
日元:日元 円
港元:港元 港币 hkd
英镑:英镑 gbp
%:% 百分比 percent percentage
‰:‰
百分点:个百分点 百分点 percentagepoints percentagepoint
米:米 m meters metres
公里:公里 千米 km kilometers kilometres
平方米:平方米 平米 m2 ㎡
平方公里:平方公里 平方千米 km2
公顷:公顷 ha
亩:亩
立方米:立方米 m3 立方
吨:吨 t tons tonnes
公斤:公斤 千克 kg
标箱:标箱 teu 标准箱 标准集装箱
瓦:w 瓦
千瓦:kw 千瓦
兆瓦:mw 兆瓦
吉瓦:gw 吉瓦
千瓦时:千瓦时 kwh 度电
人:人 名 位 persons people
人次:人次
天:天 日 自然日 days day
工作日:个工作日 工作日
小时:小时 个小时 hours hour h
分钟:分钟 minutes minute min
秒:秒 秒钟 seconds second
周:周 星期 个星期 weeks week
个月:个月 月 months month
年:年 周年 years year
倍:倍 times
岁:岁
家:家
户:户
个:个
项:项
件:件
笔:笔
单:单
份:份
票:票
辆:辆
车:车
车次:车次
艘:艘
艘次:艘次
架:架
架次:架次
台:台
套:套
列:列
班:班
班列:班列
趟:趟
次:次
场:场
场次:场次
处:处
所:所
条:条
种:种
类:类
批:批
批次:批次
只:只
座:座
间:间
张:张
宗:宗
起:起
期:期
页:页
步:步
篇:篇
部:部
栋:栋
幅:幅
枚:枚
层:层
章:章
节:节
款:款
级:级
号:号
公升:升 公升
度:度
方面:方面
箱:箱
柜:柜
组:组
对:对
支:支
头:头
株:株
棵:棵
环节:个环节 环节
"""
_CANONICAL = {name: same.split(":")[0] for same in _SAME.split("\n") if same for name in same.split(":")[1].split()}
_SCALE: dict[str, tuple[str, Fraction]] = {
    "公里": ("米", Fraction(1000)),
    "平方公里": ("平方米", Fraction(10**6)),
    "公顷": ("平方米", Fraction(10**4)),
    "公斤": ("吨", Fraction(1, 1000)),
    "千瓦": ("瓦", Fraction(1000)),
    "兆瓦": ("瓦", Fraction(10**6)),
    "吉瓦": ("瓦", Fraction(10**9)),
    "小时": ("分钟", Fraction(60)),
    "天": ("分钟", Fraction(24 * 60)),
    "环节": ("个", Fraction(1)),
}
_QUANTITIES = """
元 美元 欧元 日元 港元 英镑 % ‰ 百分点 米 公里 平方米 平方公里 公顷 亩 立方米 吨 公斤 标箱 瓦 千瓦 兆瓦 吉瓦 千瓦时
人 人次 天 工作日 小时 分钟 秒 周 个月 年 倍 岁 车次 艘次 架次 号 度 公升
"""
_MEASURED = frozenset(_QUANTITIES.split())
"""Units of quantity and of time; the others count things, which may be called 个 as well."""
_WORD = re.compile("|".join(sorted(map(re.escape, _CANONICAL), key=len, reverse=True)))
_GOES_ON = re.compile(r"[a-z]")
SIZES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_HEAD = re.compile(rf"([十百千万亿]{{0,3}})({_WORD.pattern})")


def unit_at(text: str, at: int) -> tuple[str, int]:
    """The unit that starts at `at` of a plain text, in its first spelling, and its end; empty and `at` if none does."""
    match = _WORD.match(text, at)
    if not match or (match[0][-1].isascii() and match[0][-1].isalpha() and _GOES_ON.match(text, match.end())):
        return "", at
    return _CANONICAL[match[0]], match.end()


def read_unit(text: str) -> tuple[Fraction, str] | None:
    """A unit as the head of a table has it: 「万美元」 is (10000, 美元); None where it is none."""
    match = _HEAD.fullmatch(text)
    if not match:
        return None
    factor = 1
    for size in match[1]:
        factor *= SIZES[size]
    return Fraction(factor), _CANONICAL[match[2]]


def quantity(number: Fraction, unit: str) -> tuple[Fraction, str]:
    """A figure in the smaller unit of its kind: 1.5 公里 is 1500 米."""
    base, factor = _SCALE.get(unit, (unit, Fraction(1)))
    return number * factor, base


def alike(said: str, stated: str) -> bool:
    """Whether a figure with the unit `said` may mean one `stated` with another: 10个 of what are 10家, 17 for 17条."""
    if said == stated or not said:
        return True
    if said in _MEASURED or stated in _MEASURED:
        return False
    return not stated or "个" in (said, stated)

"""Keywords that ask without a word for it: 「2022年陕西服务贸易总额？」 asks how much that was."""

from __future__ import annotations

import re

_ASKS = re.compile(
    r"多少|几|哪|谁|什么|啥|怎|何|吗|呢|否|没有|是不是|能不能|多[大久长高远快]|[“”‘’「」《》。！!；;\n]|[a-z]{3}",
    re.IGNORECASE,
)
_COUNT = re.compile("[总个]?([人家户件列项次])数$")
_FIGURE = re.compile(
    "(?:[总余金]额|[出进]口(?:总?额)?|[^名]额|总[量值数]|产值|增加值|收入|营收|利润|支出|成本|价格|票价|规模|面积|里程|长度|产量|销量"
    "|[吐运流]量|容量|数量|[顺逆]差|时[间长限]|期限|预[测计]值)$"
)
_SHARE = re.compile("(?:增速|[增涨降]幅|增长率|同比|占比|比重|比例|份额|[^频功效心]率)$")
_WHICH = re.compile(
    r"(?:前[一二三四五六七八九十\d]+(?:大|名|位)?的?|主要)"
    "(?:国家和?地区|国家|地区|行业|省份|城市|领域|企业|产品|来源地|市场)$"
)
_RANK = re.compile("(?:排名|位次|名次)$")
_YEAR_LAST = re.compile(r"^(?P<rest>.{3,}?)[\s，,]*(?P<year>(?:19|20)\d\d)年?$")
_END = re.compile(r"[\s?？]+$")
LONGEST = 30


def spelled_out(question: str) -> str:
    """`question` with the word that asks put in where it consists of keywords; else as it is.

    A year that stands last is put first.
    """
    said = _END.sub("", question.strip())
    if len(said) > LONGEST or _ASKS.search(said):
        return question
    if dated := _YEAR_LAST.match(said):
        said = f"{dated['year']}年{dated['rest']}"
    if counted := _COUNT.search(said):
        return f"{said[: counted.start()]}多少{counted[1]}？"
    for ends, asks in ((_FIGURE, "是多少？"), (_SHARE, "是多少？"), (_WHICH, "是哪些？"), (_RANK, "是第几？")):
        if ends.search(said):
            return said + asks
    return question

"""Keywords that ask without a word for it: 「2022年陕西服务贸易总额？」 asks how much that was."""

from __future__ import annotations

import re

LONGEST = 30
"""Characters of keywords; what is longer is a text."""
_ASKS = re.compile(
    r"多少|几|哪|谁|什么|啥|怎|何|吗|呢|否|没有|是不是|能不能|多[大久长高远快]|[。！!；;\n]"
    r"|\b(?:what|who|when|where|which|how|why|is|are|does|do)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_YEAR_LAST = re.compile(r"^(?P<rest>.{3,}?)[\s，,]*(?P<year>(?:19|20)\d\d)年?$")
_END = re.compile(r"[\s?？]+$")
_BODIES = "单位|企业|公司|银行|法院|机构|部门|院校|高校|医院"
_AMOUNT = (
    "额|[出进]口|总[量值]|产值|增加值|收入|营收|利润|支出|成本|费用|[票运单]价|价格|规模|面积|里程|长度|产量|销量|[吐运流行]量|容量"
    "|[顺逆]差|预[测计]值|投资|资本|造价|补贴标准|收费标准|奖励标准"
)
_RATE = "增速|[增涨降]幅|幅度|增长率|同比|占比|比重|比例|份额|[^频功效心]率"
_FORMS = (
    (rf"(.+(?:{_AMOUNT}))[和与及、](?:同比)?(?:增速|[增涨降]幅|增长率|增长)", r"\1是多少，比上年增长多少？"),
    (
        r"(.{2,}?)的?((?:主要|具体|基本|重点)?(?:做法|措施|举措|条件|职责|材料|特点|优势|成效|问题|原则|方式|领域|环节|步骤|对象|范围))",
        r"\1有哪些\2？",
    ),
    (r"(?:请?介绍|说说|讲讲)(?:一下|下)?(.{2,})", r"什么是\1？"),
    (r"(.{2,}?)[总个]?([人家户件列项笔次条艘架趟班套份])数", r"\1多少\2？"),
    (r"(.{2,}(?:数量|(?<![指参系分函基])数))", r"\1有多少？"),
    (rf"(.+(?:{_AMOUNT}|{_RATE}))(?<!名额)", r"\1是多少？"),
    (
        "(.+(?:成立|设立|开通|启动|发布|印发|开工|竣工|投用|揭牌|获批|建成|上线|签约|签署|实施|施行)时间)",
        r"\1是什么时候？",
    ),
    (
        r"(.+(?:时[限长间]|期限|成本|费用?|材料|环节|[额量]|产值)(?:压缩|缩短|减少|精简|降低|下降|节约|节省|增长|增加|提升))",
        r"\1了多少？",
    ),
    ("(.+(?:日期|年份))", r"\1是什么时候？"),
    ("(.+(?:时[限长间]|期限|用时))", r"\1是多久？"),
    (f"(.+(?:参与|成员|合作|试点|适用|承接|入驻|参展|受益)(?:{_BODIES}))", r"\1有哪些？"),
    (f"(.+)((?:牵头|主管|责任|承办|主办|建设|运营|开发|发起|提供|设计|施工)(?:方|{_BODIES}))", r"\1的\2是哪家？"),
    (
        r"(.+(?:前[一二三四五六七八九十\d]+(?:大|名|位)?的?|主要)"
        "(?:国家和?地区|国家|地区|行业|省份|城市|领域|企业|产品|来源地|市场))",
        r"\1是哪些？",
    ),
    ("(.+所在国)", r"\1是哪个国家？"),
    ("(.+(?:地[点址]|选址|所在地|位置))", r"\1在哪里？"),
    ("(.+(?:负责人|联系人|院长|校长|董事长|创始人|法定代表人))", r"\1是谁？"),
    ("(.+?)的?(?:定义|含义)", r"什么是\1？"),
    ("(.+(?:排名|位次|名次))", r"\1是第几？"),
)
"""What keywords are like as a whole, and what they ask."""


def spelled_out(question: str) -> str:
    """`question` with the word that asks put in where it consists of keywords; else as it is.

    A year that stands last is put first.
    """
    said = _END.sub("", question.strip())
    if len(said) > LONGEST or _ASKS.search(said) or not _CHINESE.search(said):
        return question
    if dated := _YEAR_LAST.match(said):
        said = f"{dated['year']}年{dated['rest']}"
    asked = next((match.expand(asks) for form, asks in _FORMS if (match := re.fullmatch(form, said))), "")
    return asked or question

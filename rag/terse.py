"""Keywords that ask without a word for it: 「2022年陕西服务贸易总额？」 asks how much that was."""

from __future__ import annotations

import re

LONGEST = 30
"""Characters of keywords; what is longer is a text."""
_ASKS = re.compile(
    r"多少|几|哪|谁|[什甚]么|么$|啥|怎|何|吗|呢|否|没有|有无|(.)不\1|还是|多[大久长高远快]|[。！!；;\n]"
    r"|\b(?:what|who|when|where|which|how|why|is|are|does|do)\b"
    r"|^(?:请|帮|列|解释|比较|对比|分析|总结|回答|换|翻译|降低|减少|缩小|扩大|增加|提高|提升|支持|鼓励|吸引|控制|促进|推动|加强|这|那|我)",
    re.IGNORECASE,
)
"""What asks by itself, or bids, or is no name of anything."""
_CHINESE = re.compile("[\u4e00-\u9fff]{2}")
_YEAR_LAST = re.compile(r"^(?P<rest>.{3,}?)[\s，,]*(?P<year>(?:19|20)\d\d)年?$")
_BODIES = "单位|企业|公司|银行|法院|机构|部门|院校|高校|医院"
_AMOUNT = (
    "额|[出进]口|总[量值]|产值|增加值|收入|营收|利润|支出|成本|费用|[票运单]价|价格|规模|面积|里程|长度|产量|销量|[吐运流行]量|容量"
    "|[顺逆]差|预[测计]值|投资|资本|造价|补贴标准|收费标准|奖励标准"
)
_RATE = "增速|[增涨降]幅|幅度|增长率|同比|占比|比重|比例|份额|[^频功效心税]率"
_COUNTED = (
    "(?<![器法])人|(?<![用客商账农落散])户|(?<![国专买卖商])家|(?<![文案证])件|(?<!班)列|(?<![班车批频])次"
    "|[项笔艘趟套份]|(?<!头)条|(?<![车货])架|(?<!航)班"
)
_LASTING = (
    "(?:办[理结]|审[批核]|通关|退税|[处受]理|评估|检查|停留|运输|在途|作业|理货|等待|平均|耗|压缩|持续|飞行|行驶|续航"
    "|睡眠|存活|恢复|潜伏|保质|消化|炖|煮)"
)
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)[\s、，,]+((?:19|20)\d\d)(?!\d)年?")
_FORMS = tuple(
    (re.compile(form), asks)
    for form, asks in (
        (
            rf"(.{{2,}}?)[\s，,、]+(\S*(?:{_AMOUNT}|{_RATE}|[^指参系]数|面积))[\s，,、]+((?!(?:总额|金额|规模|总量|数量)$)\S*(?:{_AMOUNT}|{_RATE}|[^指参系]数))",
            r"\1\2是多少，\3是多少？",
        ),
        (
            r"(.{4,}?)[\s，,]+([亿万千百]*(?:美元|元|人次|人|家|户|吨|公里|平方公里|公顷|个|项|件|列|标箱))",
            r"\1是多少\2？",
        ),
        (rf"(.+(?:{_AMOUNT}))[和与及、](?:同比)?(?:增速|[增涨降]幅|增长率|增长)", r"\1是多少，比上年增长多少？"),
        (
            r"(.{2,}?)的?((?:主要|具体|基本|重点)?(?:做法|措施|举措|条件|职责|材料|特点|优势|成效|问题|原则|方式|领域|环节|步骤|对象))",
            r"\1有哪些\2？",
        ),
        (rf"(.{{2,}}?)[总个]?({_COUNTED})数", r"\1多少\2？"),
        (r"(.{2,}(?:数量|(?<![指参系分函基])数))", r"\1有多少？"),
        (rf"(?:介绍(?:一下)?)?(.+(?:{_AMOUNT}|{_RATE}))(?<!名额)", r"\1是多少？"),
        (r"(?:介绍|说说|讲讲)(?:一下|下)?(.{2,})", r"什么是\1？"),
        (
            "(.+(?:时[限长间]|期限|成本|费用?|材料|环节|[额量]|产值)"
            "(?:压缩|缩短|减少|精简|降低|下降|节约|节省|增长|增加|提升))",
            r"\1了多少？",
        ),
        (f"(.+(?:时[限长]|期限|用时|{_LASTING}时间))", r"\1是多久？"),
        ("(.+(?:时间|日期|年份))", r"\1是什么时候？"),
        (f"(.+(?:参与|成员|合作|试点|适用|承接|入驻|参展|受益)(?:{_BODIES}))", r"\1有哪些？"),
        (
            f"(.+?)的?((?:牵头|主管|责任|承办|主办|建设|运营|开发|发起|提供|设计|施工)(?:方|{_BODIES}))",
            r"\1的\2是哪家？",
        ),
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
)
"""What keywords are like as a whole, and what they ask."""


def spelled_out(question: str) -> str:
    """`question` with the word that asks put in where it consists of keywords; else as it is.

    A year that stands last is put first.
    """
    said = question.strip().rstrip("?？ \t")
    if len(said) > LONGEST or _ASKS.search(said) or not _CHINESE.search(said):
        return question
    if dated := _YEAR_LAST.match(said):
        said = f"{dated['year']}年{dated['rest']}"
    said = _YEARS.sub(r"\1年和\2年", said)
    asked = next((match.expand(asks) for form, asks in _FORMS if (match := form.fullmatch(said))), "")
    return asked or question

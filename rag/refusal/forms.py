"""What the answer must look like: a sum of money, a date, a figure with its unit, the name of a firm or person."""

from __future__ import annotations

import re

from rag.places import COUNTRIES, PROVINCES
from rag.prompts import language
from rag.refusal.places import ABROAD, CITY_STATES, TOWNS
from rag.refusal.units import asks_no_figure, counted_in, unit_asked
from rag.sought import Sought

_NAMED_FIRM = (
    r"(?<![一两几多家型的方某专])[\u4e00-\u9fff（）()a-z]{2,}(?<![一两几多家型的方某专业师])"
    r"(?:有限公司|(?<!各)(?<!航运)(?<!航空)公司|集团|(?<!商业)(?<!政策性)银行|律所|事务所|股份|船厂|重工)"
    # Names without such a word: 「某甲、某乙等知名企业」, 「以某甲、某乙为代表」, 「依托某甲西北总部」.
    r"|[\u4e00-\u9fffa-z]{2,}、[\u4e00-\u9fffa-z]{2,}(?<!海关)(?<!院所)(?<!高校)(?<!退税)(?<!投资)(?<!服务)"
    r"(?:等[\u4e00-\u9fff]{0,8}(?:企业|公司|集团)(?!服务|业务)|等?为代表)"
    r"|[与和跟同](?:[\u4e00-\u9fffa-z]{2,6}、){2,}[\u4e00-\u9fffa-z]{2,6}等"
    r"|依托(?![\u4e00-\u9fff]{0,6}(?:企业|部门|机构|单位|高校|平台|政府|资本))[\u4e00-\u9fffa-z]{2,8}(?:总部|和|及|与)"
    r"|(?<![\u4e00-\u9fff])(?!积极|主动|项目|团队|双方|通过|支持|推动|鼓励|已|曾|正)[\u4e00-\u9fff]{2,8}(?<![园片社]区)(?<!团队)(?<!项目)(?<!中心)(?<!基地)(?<!平台)(?<!企业)(?<!政府)(?<!新[区城])"
    r"(?=[与和同][\u4e00-\u9fff]{2,12}(?:大学|学院|研究[院所])(?:开展|签|合作|联合|共同|达成|共建))"
    r"|(?<=[与和同])(?![^,;。]{0,6}(?:企业|公司|高校|院校|机构|部门|单位|政府|国|市|省|各))[\u4e00-\u9fff]{2,6}"
    r"(?=合作(?:搭建|共建|打造|建设|开发|推出|成立))"
    r"|由[a-z]{3,}|[\u4e00-\u9fff]{2}货航|[\u4e00-\u9fff]{2,}公证行|[\u4e00-\u9fff]{2}(?<!通用)(?<!国际)(?<!国内)(?<!低空)航空(?=[、和与等,。]|开[通行]|执飞|运营)|[东南海国厦川深山]航(?=[、和与等])|[建中农工交招]行(?=[、和与等])"
    r"|[\u4e00-\u9fff]{2,4}(?:科技|药业|电子|生物|软件|能源)(?=登陆|入选|入围|获得)|“[\u4e00-\u9fff]{2,4}模式”"
)
_ENGLISH = r"\A[^\u4e00-\u9fff]+\Z"
"""An English text, of which nobody can say whether it names one."""
_SURNAMES = (
    "王|李|张|刘|陈|杨|赵|黄|周|吴|徐|孙|胡|朱|高|林|何|郭|马|罗|梁|宋|郑|谢|韩|唐|冯|于|董|萧|程|曹|袁|邓|"
    "许|傅|沈|曾|彭|吕|苏|卢|蒋|蔡|贾|丁|魏|薛|叶|阎|余|潘|杜|戴|夏|钟|汪|田|任|姜|范|方|石|姚|谭|廖|邹|熊|"
    "金|陆|郝|孔|白|崔|康|毛|邱|秦|江|史|顾|侯|邵|孟|龙|万|段|雷|钱|汤|尹|黎|易|常|武|乔|贺|赖|龚|文"
)
_TITLES = (
    "院长|主任|局长|行长|董事长|负责人|创始人|总经理|经理|总裁|校长|市长|部长|教授|院士|专家|代表|会长|"
    "理事长|秘书长|厅长|处长|区长|县长|带头人|领头人|组长"
    "|书记|馆长|厂长|法定代表人|法人|联系人|主席|总监|首席[\u4e00-\u9fff]{0,3}|牵头人|发起人|老师|起草人|主编|专员|庭长|关长|站长"
)
_NUMERAL = r"[\d一二三四五六七八九十两百千万亿]"
# What is asked for, and what the statement that tells it must hold.
_FORMS = (
    (
        "day",
        re.compile(r"几月几[日号]|哪[一]?[天日](?!子)|几号|what day|exact date|which day|on what date"),
        r"\d+月\d+日|\d+日|\d+号",
    ),
    ("month", re.compile(r"哪年哪月|几月|哪个月|what month|which month"), r"\d+月"),
    (
        "year",
        re.compile(r"哪[一]?年|which year|what year"),
        r"(?:19|20)\d{2}(?=年|[-—~/.\t)）]|$|,)|(?<![\d.])(?:19|20)\d{2}$",
    ),
    (
        "when",
        re.compile(r"什么时候|何时|\bwhen (?:did|was|were|is|will|does)\b|^when\b"),
        r"(?:19|20)\d{2}|\d+月|\d日|年内|年底|年前|期间|\d个?(?:天|年|小时|工作日)|次[日月年]|当[日天]|之日|[\u4e00-\u9fff]{2}[后前]",
    ),
    (
        "firm",
        re.compile(
            r"哪[一两几]?[家个](?!协会|商会|学会|大学|学院|医院|法院|海关)[\u4e00-\u9fff]{0,4}(?:公司|企业|银行|律所|事务所|厂商|船厂|厂家|[承开]建商|开发商|供应商|运营商|软件(?!园))|(?:事务所|"
            r"公司|银行|厂商|机构|企业|单位)(?:叫(?!什么(?!名)[\u4e00-\u9fff])|的?名)"
            r"|(?<!扩大到)(?<!扩到)(?<!面向)(?<!适用于)哪些?(?:公司|企业|银行|厂商)|(?:公司|企业|银行|事务所|厂商)(?:是|有|分别是|包括|都有)+哪|"
            r"哪[一两几]?家的(?=[?,]|$)|(?:中标|施工|监理)(?:单位|方|商|公司)是谁"
            r"|(?:企业|公司|银行|厂商)[^。?]{0,12}最[多大高][^,。?]{0,4}的?(?:是|属于)哪[一]?家(?=[?,]|$)"
            r"|which (?:(?!the|a|is|of)[a-z\d-]+(?<!s) ){0,3}"
            r"(?:company|companies|firm|bank|fund manager|developer|operator|insurer|broker)\b"
            r"|which third-party agency\b"
        ),
        rf"{_NAMED_FIRM}|{_ENGLISH}",
    ),
    (
        "body",
        re.compile(r"哪[一]?[家个所]?(?:证券)?交易所|which (?:stock|securities) exchange"),
        r"[\u4e00-\u9fff]{2}(?:证券)?交易所|[上深北港]交所",
    ),
    (
        "body",
        re.compile(r"哪[一]?[家个支](?:[\u4e00-\u9fff]{0,2}乐团|剧团)"),
        r"[\u4e00-\u9fff]{2}(?:乐团|剧团|剧院)",
    ),
    (
        "body",
        re.compile(
            r"哪[一几]?[家个](?:单位|机构)|(?:单位|机构)[是为]哪|股东(?:是|为|叫|有|包括)(?:谁|哪)"
            r"|(?:承建|建设|设计)(?:单位|方|商|公司)是谁"
        ),
        r"[\u4e00-\u9fff]{2,}(?:公司|集团|银行|大学|学院|研究[院所]|医院|事务所|律所|协会|商会|学会|中心|委|局|厅|署|处|办|海关|法院"
        r"|检察院|联盟|厂|社|电视台|部门?|政府|平台|企业|单位|机构)",
    ),
    (
        "person",
        re.compile(
            rf"(?:{_TITLES}|得主)[\u4e00-\u9fff（）()]{{0,4}}(?:是谁|由谁担任|叫|姓|(?<!代表)是哪)|哪位|全名叫|姓甚名谁"
            r"|who is the (?:[a-z]+ )?(?:head|director|president|chair|founder|ceo|chief executive|mayor|governor"
            r"|general manager|minister|secretary)\b"
        ),
        rf"(?<!工)(?:{_SURNAMES})(?!院)[\u4e00-\u9fff]{{1,2}}(?:{_TITLES})|(?:{_TITLES})(?:是|为|"
        rf":)?(?:{_SURNAMES})[\u4e00-\u9fff]{{1,2}}(?![\u4e00-\u9fff])|先生|女士|由[\u4e00-\u9fff]{{2,14}}(?:担任|兼任)"
        rf"|{_ENGLISH}",
    ),
    (
        "maker",
        re.compile(
            r"(?:导演|编剧|主演|作曲|作词|配乐|制片人?|原著)(?:者|家)?[是叫为][^,。?]{0,3}(?:谁|哪|什么)"
            r"|谁(?:执导|导演|导的|编剧|主演|作[曲词])|\bwho (?:directed|composed|wrote|starr)"
        ),
        r"导演|执导|编剧|主演|领衔|作曲|作词|词曲|配乐|主创|制片|出演|[饰扮]演|谱曲|总导|原著|作者|撰写|direct|compos|starr|wr[io]t",
    ),
    (
        "city",
        re.compile(
            r"哪(?:[一几两三四五六七八九十]|\d+)?[个座些]?(?:城市|地级市|市|县)(?![场级民域政区]|更新|规划|群|功能)"
            r"|(?:which|what) cit(?:y|ies)\b"
        ),
        rf"{TOWNS}|{CITY_STATES}|{ABROAD}|(?!城市)[\u4e00-\u9fff]{{2}}[市州县]",
    ),
    (
        "city",
        re.compile(r"哪[一]?[个些]?省份?|which province"),
        rf"{TOWNS}|{PROVINCES}|[\u4e00-\u9fff]{{2}}[市县]",
    ),
    (
        "body",
        re.compile(
            "哪[一]?个?(?:新城|片区|功能区)|(?:新城|片区|功能区)的?哪[一]?个(?=[?,]|$|[\u4e00-\u9fff]{0,2}[区园块])"
        ),
        "(?!该|各|本|此|全|个|多|两)[\u4e00-\u9fff]{2}(?:新城|片区|功能区)",
    ),
    (
        "work",
        re.compile(
            r"哪[一几]?部(?:电影|影片|片|纪录|电视|剧|动画|作品|书|著作|小说|法|条例|[?？]?$)"
            r"|影片名|片名叫|剧名|(?<![证文])书名|\b(?:which|what) (?:film|movie|book|play)"
        ),
        "《[^》]+》|“[^”]+”",
    ),
    (
        "route",
        re.compile(r"哪[里儿]?(?:飞|开|发)?(?:往|到|至)哪|(?:飞|开|发)(?:到|往|向)了?哪[里儿]"),
        rf"{TOWNS}|{CITY_STATES}|{ABROAD}|{COUNTRIES}|[\u4e00-\u9fff]{{2}}(?:—|-+|至)[\u4e00-\u9fff]{{2}}",
    ),
    (
        "country",
        re.compile(
            r"哪(?:[一几些两三四五六七八九十]|\d+)?个?国家(?!级|文化|数字|中医药|人力|地理|知识产权|语言|特色|服务|新型|高新|重点)"
            r"|哪国(?!的?(?:钱|货币|币))|which (?:foreign )?countr(?:y|ies)\b"
        ),
        rf"{COUNTRIES}|香港|台湾|澳门|开曼|(?:[\u4e00-\u9fff]、)+[\u4e00-\u9fff]等国"
        r"|、[\u4e00-\u9fff]{2,8}等[\d一二三四五六七八九十]+[余多]?个?国",
    ),
    (
        "share",
        re.compile(
            r"百分之|几成|占比|比重|占(?![地用])[^,。?]{0,8}多少(?!(?:[亿万千百]*(?:美?元))|[平亩公件家个项人名户票单套台辆条])"
            r"|(?<![功效频心税汇])率(?:各|分别|都)?(?:是|为|到|达到?|有)了?多少(?![亿万元])"
            r"|percent|\bshare of\b|\binterest rate\b|费率|利率|不良率|毛利率"
            r"|满意度|率是多少|率有多"
        ),
        r"%|百分|成|倍|分之|\d\s*(?:平方|公顷|亩|家|个|项|人|[亿万]?美?元)",
    ),
    (
        "money",
        re.compile(r"基金[^,。?]{0,4}规模[^,。?]{0,4}多[大少]|\b(?:size|scale) of .{0,99}\bfund\b"),
        r"\d[\d.]*\s*(?:余|多)?[亿万千百]*(?:余|多)?\s*(?:人民币|美|欧)?(?:元|usd|rmb|yuan)|[$€£]\s*\d"
        r"|\d\s*(?:million|billion)",
    ),
    (
        "money",
        re.compile(
            r"多少(?:钱|税款|资金|贷款)|多少(?:亿|万|千|百)*(?:美|欧|日)?元|(?:投资|造价|金额|收入|利润(?!率)|资产|产值|费用|补贴|"
            r"资本|手续费|年费|营收)(?![^,。?]{0,4}(?:[增降]幅|增速|增长|同比|占|比重))[^,。?]{0,6}(?:多少|几)(?!(?:亿|万|千|百)*[家个户项名人件种])"
            r"|(?:贷|赔|捐|缴|掏|花)(?:到|了|出)?多少(?=[?,。]|$)"
            r"|how much (?:money|does it cost|did it cost|capital)|net profit|revenue|registered capital|"
            r"(?:total|minimum) investment|minimum amount (?:an?|the|one|each|per|of (?:money|capital))\b|brand value|"
            r"how much (?:did|does|do|has|have|is|was|will|would) .{0,60}\b"
            r"(?:invest(?:ed)?|(?<!time )spen[dt]|pa(?:y|id)|raised?|cost|charged?|borrow(?:ed)?|len[dt]|earn(?:ed)?)\b"
            r"|what (?:is|was|are|were) the (?:\w+ ){0,3}(?:fee|price|rent|salary|budget|cost)s?\b"
            r"(?! (?:increase|reduction|cut|cycle|change|growth|rise|drop|fall))|did it cost|"
            r"(?:export|import) value(?![^?]{0,16}(?:gr[eo]w|increas|rise|rose|f[ae]ll))|"
            r"(?:what|how much) .{0,40}\bcost\b"
        ),
        rf"{_NUMERAL}\s*(?:余|多)?(?:[亿万千百]*)(?:余|多)?\s*(?:人民币|美|欧|日)?(?:元|usd|rmb|yuan|块)|"
        rf"[（(][^（）()]*元[）)]|单位[:：][^\n]*元|免费|免收|零|(?:[$€£]|rmb|usd|cny)\s*\d"
        r"|\d\s*(?:thousand|million|billion|trillion)?\s*(?:us\s*)?(?:dollar|euro|yuan|rmb|usd)",
    ),
    (
        "rank",
        re.compile(r"(?:排|居|位列|名列)[^,。?]{0,6}第几|第几[位名]|老几"),
        r"第[一二三四五六七八九十\d]+|首位|榜首|居首|末位|倒数|排名[^,。;]{0,4}\d",
    ),
    ("rank", re.compile("前几[位名]?"), r"第[一二三四五六七八九十\d]+|首位|榜首|前[一二三四五六七八九十百\d]+"),
    ("score", re.compile(r"(?:多少|几)分(?![钟之])"), r"\d分(?![钟之])"),
    (
        "size",
        re.compile(r"多[高宽远深重快厚大](?!程度|力度|限度)|多长(?!时间)"),
        r"\d|[二三四五六七八九十百千万两]+[\u4e00-\u9fff]",
    ),
    (
        "duration",
        re.compile(
            r"多久|多长时间|几(?:天|个月|个小时|小时|分钟|年|个?工作日)|多少(?:天|小时|个?工作日|分钟|个月)"
            r"|how long|how many (?:minutes|hours|days|weeks|months)"
        ),
        rf"(?<![\d年月])(?!(?:19|20)\d\d\s*年){_NUMERAL}+\s*(?:余|多)?\s*(?:个?(?:工作)?(?:分钟|小时|天|日|年|周|秒)|个月)|[每半按逐](?:季度?|年|月|周|天|日)|季度"
        rf"|{_NUMERAL}\s*(?:minute|hour|day|week|month|year)",
    ),
)
_LESS = re.compile(r"(?:[低降省减]|节约|减少)了?(?:多少|几)|便宜|\bhow much\b.*\b(?:cut|reduc|sav|lower|f[ae]ll|drop)")
"""How much less may be told as a share."""
_CHANGED_BY = re.compile("[涨升增降跌减]了?多少")
_FROM_TO = r"|[从由][^,;。]{0,16}\d[^,;。]{0,12}(?:[增提扩涨升降跌减压缩]|上)[^,;。\d]{0,4}[到至为]\s*\d"
"""A change may be told by what something was and is."""
_LOOSE = ("个", "条", "次", "种", "项", "")
"""Units that a question uses of things which a text counts in others."""
_ANY_FIGURE = re.compile(r"\d|[一二三四五六七八九十两半百千万]")
_LATIN_COUNT = re.compile(r"\bhow (?:many|much)\b")
_COUNTED_THERE = re.compile(
    r"\A[^\u4e00-\u9fff]*\Z|(?<![a-z.\d])\d[\d,.]*+(?![dg](?![a-z]))"
    r"|[二三四五六七八九十两半百千万亿]+[余多]?[个家项条人名类种所座次倍成大省市部层级国班艘辆列趟台吨元天年月位件]|翻番"
)
"""A figure in a Chinese text that may count something: not that of 「3D打印」 or 「A320」; any English text."""
_COUNTED = (
    "个家名项条件人处座所种批艘支类款门份张台套户位次例场期本部级步大国省市县城港"
    "辆列班架笔宗起棵头只口眼间栋层方字环块面站段"
)
_ANY_COUNT = re.compile(
    rf"(?:\d|[二三四五六七八九十两百]|[千万](?=[余多])|(?<![\u4e00-\u9fff])一(?=[个家]))[\s余多]*[亿万千百]*[余多]?\s*[{_COUNTED}]"
    rf"|[(（/:][^()（）\n]{{0,6}}[{_COUNTED}][)）\s]"
)


def form_asked(text: str, asked: Sought) -> tuple[str, re.Pattern[str] | None]:
    """The kind of answer that the folded question asks for, and what a text must hold to be one; None if anything may.

    The kind is ``money``, ``day``, ``firm`` and so on, or empty for what `rag.sought` knows.
    """
    if asks_no_figure(text):
        return "", None
    english = language(text) == "en"
    special = next(((kind, form) for kind, asks, form in _FORMS if asks.search(text)), None)
    share = "|%|百分点|基点|分之" if _LESS.search(text) else ""
    if special:
        return special[0], re.compile(special[1] + (share if special[0] == "money" else ""))
    # What a thing is counted in may differ from the question (「几个人」, 「12人」), and English names no measure word.
    loose = asked.unit in _LOOSE and asked.kinds == ("figure",)
    if english and _LATIN_COUNT.search(text):
        return "", _COUNTED_THERE
    if asked.form is not None and (loose or english):
        return "", _ANY_COUNT if asked.unit and not english else _ANY_FIGURE
    if asked.unit and asked.kinds == ("figure",):
        named = unit_asked(text)
        return "", counted_in(named if named.startswith(asked.unit) else asked.unit)
    if asked.form is not None and "amount" in asked.kinds:
        return "", re.compile(asked.form.pattern + share)
    if asked.form is not None and _CHANGED_BY.search(text):
        return "", re.compile(asked.form.pattern + _FROM_TO)
    return "", asked.form

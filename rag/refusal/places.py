"""Names of places that a question fixes: provinces, towns, districts, countries."""

from __future__ import annotations

import re

from rag.places import CITIES, COUNTRIES, PROVINCES

TOWNS = f"{CITIES}|南沙|前海|横琴|营口|唐山"
CITY_STATES = "北京|上海|天津|重庆|香港|澳门|台北|新加坡"
ABROAD = (
    "莫斯科|圣彼得堡|伦敦|巴黎|纽约|洛杉矶|旧金山|芝加哥|东京|大阪|横滨|首尔|釜山|仁川|曼谷|迪拜|汉堡|柏林|慕尼黑|法兰克福"
    "|杜伊斯堡|华沙|布拉格|布达佩斯|维也纳|米兰|罗马|马德里|阿姆斯特丹|鹿特丹|布鲁塞尔|列日|赫尔辛基|明斯克|阿拉木图|塔什干"
    "|伊斯坦布尔|安特卫普|德黑兰|新德里|孟买|河内|胡志明|雅加达|吉隆坡|马尼拉|金边|万象|仰光|悉尼|墨尔本|多伦多|温哥华|开罗"
    "|内罗毕|日内瓦|苏黎世"
)
"""Cities outside the country that trade and transport speak of."""
_NO_NAME = (
    "(?!多少|下设|分成|[划分]为|[哪这那几某各从到把将去了的得跑由向跟给被让在我你他]|直辖|地级|县级|省会|会城|超级)"
)
_PART = (
    f"{_NO_NAME}(?!自贸|试验|西咸|[^功片新]?[\u4e00-\u9fff]?[个块大各该哪些的在里和与去到往回、])[\u4e00-\u9fff]{{2}}"
    "(?:功能区|片区|新城)"
)
PLACE = re.compile(
    f"{_PART}|{PROVINCES}|{TOWNS}|{COUNTRIES}|(?:^|(?<=[，、和与对在省])){_NO_NAME}[\u4e00-\u9fff]{{2}}(?=[市州县])"
    f"|(?:^|(?<=\\d年)){_NO_NAME}(?!西咸|国家|[省各整每这该本一二两三四五六七八九十几多]|[所现]有|全部|目前|当前|推进|[建开]设|设立|成立|关于|城市|高新|创新|打造|支持|发展|加快"
    "|部分|其他|[^新]?[的在])[\u4e00-\u9fff]{2}(?=新区)"
)
_SAID_AS = {
    "台湾": re.compile("台[胞商资企]|两岸"),
    "欧洲": re.compile("中欧|欧盟|欧美"),
    "印度尼西亚": re.compile("印尼"),
    "印尼": re.compile("印度尼西亚"),
}


def speaks_of(text: str, place: str) -> bool:
    """Whether a folded text names a place, or those who come from there (「台胞」)."""
    return place in text or (place in _SAID_AS and bool(_SAID_AS[place].search(text)))

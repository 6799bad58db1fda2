"""Names of places that a question fixes: provinces, towns, districts, countries."""

from __future__ import annotations

import re

from rag.places import CITIES, PROVINCES

TOWNS = f"{CITIES}|南沙|前海|横琴|营口|唐山"
COUNTRIES = (
    "美国|加拿大|墨西哥|巴西|阿根廷|智利|英国|法国|德国|意大利|西班牙|葡萄牙|荷兰|比利时|爱尔兰|瑞士|"
    "瑞典|挪威|芬兰|丹麦|奥地利|波兰|匈牙利|捷克|希腊"
    "|俄罗斯|乌克兰|白俄罗斯|哈萨克斯坦|乌兹别克斯坦|吉尔吉斯斯坦|土耳其|伊朗|以色列|沙特|阿联酋|埃及|"
    "南非|尼日利亚|肯尼亚|日本|韩国|朝鲜|蒙古|印度(?![尼洋])"
    "|印度尼西亚|印尼|巴基斯坦|越南|泰国|老挝|柬埔寨|缅甸|马来西亚|新加坡|菲律宾|澳大利亚|新西兰|欧盟|"
    "东盟|欧洲|非洲|南美|北美"
)
_NO_NAME = "(?!多少|下设|[哪这那几某各从到把将去了的由向跟给被让]|直辖|地级|县级|省会|会城|超级)"
_PART = (
    f"{_NO_NAME}(?!自贸|试验|西咸|[^功片新]?[\u4e00-\u9fff]?[个块大各该哪些的在里和与去到往回、])[\u4e00-\u9fff]{{2}}"
    "(?:功能区|片区|新城)"
)
PLACE = re.compile(
    f"{_PART}|{PROVINCES}|{TOWNS}|{COUNTRIES}|(?:^|(?<=[，、和与对在省])){_NO_NAME}[\u4e00-\u9fff]{{2}}(?=[市州县])"
)

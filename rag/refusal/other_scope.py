"""Whether a statement tells its figure of another place or field than the question asks about."""

from __future__ import annotations

import re

from rag.extractive.table import TOTAL
from rag.places import COUNTRIES, PROVINCES, WORLD
from rag.refusal.look import Look
from rag.refusal.near import Near, plain
from rag.refusal.places import PLACE, TOWNS, speaks_of

_CLAUSE = re.compile("[,;。]")
_NATION = re.compile(
    "(?<![占高低于前])(?:全国|我国|中国)(?!(?:综合)?(?:排|第|居|前|首|复制|推广|率先|[（(]|自|银行|移动|—))"
)
_WITHIN_WORLD = re.compile("全国|我国|中国|占|[居排]|在[^,。?]{2,12}[中里]")
_ALL_WORLD = re.compile("全球|世界")
_PROVINCE = re.compile(PROVINCES)
_OF_PROVINCE = re.compile(rf"(?:(?:19|20)\d{{2}}年[,，]?)?(?:{PROVINCES})")
_NOT_IN_PASSING = re.compile(rf"(?<![从由自经到至向赴对与同])(?:{PROVINCES})")
_COMPARED = re.compile("比较|对比|相比")
_CITY = re.compile(rf"({TOWNS})全?市")
_ALL = re.compile("合计|全省|全市|全国|除")
"""The total is asked for, too."""
_OWN_CITY = re.compile("全市|本市|市域")
_DISTRICT = re.compile("[\u4e00-\u9fff]{2}(?:功能区|片区|新城)$")
_NAME = "(?![在从到对向给为和与哪几各该本全多一两][\u4e00-\u9fff])[\u4e00-\u9fff](?![高个些])[\u4e00-\u9fff]"
_ZONE = re.compile(f"(高新(?=(?:技术)?(?:产业)?(?:开发)?区)|{_NAME}(?=新区|港务区|经开区))")
_NEW_DISTRICT = re.compile(f"({_NAME})新区(?!及|和|等)")
_FIELD = re.compile(
    "(旅[行游]|运输|金融|保险|建筑|加工|知识产权|文化|技术|电信|计算机|维修|其他商业|娱乐|政府)"
    "(?:[\u4e00-\u9fff]{0,4}服务|[\u4e00-\u9fff]{0,2}贸易)?[^,。;?]{0,4}(?:进出口|进口|出口|使用费|服务|贸易)"
)
_ALL_FIELDS = re.compile("(?:^|[,;。年]|我国|全国|全省|全市|全年)服务(?:贸易总额|贸易规模|进出口|出口|进口)")
_TRADE = re.compile("((?![少几哪这那各每多本该][\u4e00-\u9fff])[\u4e00-\u9fff](?![个几些])[\u4e00-\u9fff])行业")
_BEYOND_TOWN = re.compile("(?:^|[,;。年底月])全省(?![第首前排居率各])")
_OF_MORE = re.compile(rf"{_ALL_FIELDS.pattern}|出口基地")
_OF_ALL = re.compile("(?<!业)服务贸易(?:进出口|进口|出口|完成|实现)?(?:总[额量值]|[差顺逆额])")
_CHOOSES = re.compile("哪|谁|什么|几[个类种]|最|其中|里")
_EACH = re.compile("各|分别")
_BLOCS = re.compile("[东欧][盟洲]|非洲|[南北]美")
"""Of which a line may name members."""
_OF_LOCAL = re.compile("占[^,。;]{0,6}全[市省区][^,。;]{0,10}(?:成|%|分之)")
_NO_PART = re.compile(rf"{TOTAL.pattern}|^\d{{4}}年?$")
_REGIONS = re.compile("中亚|西亚|南亚|东亚|东南亚|中东欧?|拉美|大洋洲")
_LISTED = re.compile(rf"(?:(?:{PROVINCES}|{TOWNS})[、和与及]){{3,}}(?:{PROVINCES}|{TOWNS})")


def other_scope(near: Near, look: Look) -> bool:
    """Whether the figure that a statement tells is of another place or field than the one asked about.

    A province's for the country's, or for a city's; that of another district; one of many places together; that of
    another field of trade; the row of a table of all fields, or of all countries, for one of them; any where the one
    province asked about is named nowhere near. False of prose where no figure is asked for.
    """
    if look.form.names:
        return False
    if _named_nowhere(near, look):
        return True
    if "\t" in near.line:  # which tells figures, whether asked for one or for 「2016年全国服务贸易总额」
        rules = (_row_of_no_district, _row_of_province, _row_of_nation, _row_of_all, _row_of_countries)
        return any(rule(near, look) for rule in rules)
    if _of_other_district(near, look) or _of_other_zone(near, look):
        return True
    return look.form.known and (
        _of_province(near.line, look)
        or _of_others(near, look)
        or _of_country(near, look)
        or _of_world(near.line, look)
        or _among_places(near.line, look)
        or _of_other_field(near, look)
        or _of_one_field(near, look.question)
        or _of_other_trade(near, look.question)
        or _of_all_around(near, look)
        or _of_whole(near.line, look.question)
    )


def _named_nowhere(near: Near, look: Look) -> bool:
    """Whether a figure is asked of one province, and nothing near nor any passage names that."""
    if len(look.must.places) != 1 or not look.form.known or not _PROVINCE.fullmatch(look.must.places[0]):
        return False
    return f"{look.must.places[0]}合作组织" not in look.question and look.places_missing(near)[0] >= 1


def _asks_nation(look: Look) -> bool:
    return bool(_NATION.search(look.question)) and not look.must.places


def _row_of_province(near: Near, look: Look) -> bool:
    scope = f"{near.line}{near.statement.passage.metadata.get('context', '')}"
    return _asks_nation(look) and bool(_PROVINCE.search(scope)) and not _NATION.search(near.own)


def _row_of_no_district(near: Near, look: Look) -> bool:
    """Whether a new district is asked about that neither a row nor its caption and headings name."""
    asked = _NEW_DISTRICT.findall(look.question) if look.form.known else []
    return bool(asked) and not any(name in near.own for name in asked)


def _row_of_nation(near: Near, look: Look) -> bool:
    """Whether a row is of the whole country, by its name, its caption or the nearest heading that says so or the place.

    False where its columns name the province that is asked about.
    """
    places = [place for place in look.must.places if _PROVINCE.fullmatch(place) or re.fullmatch(TOWNS, place)]
    metadata = near.statement.passage.metadata
    context = str(metadata.get("context", ""))
    if not places or any(place in plain(near.line + context) for place in places):
        return False
    caption = "".join(label for label in context.split("\n") if "\t" not in label)
    for level in (near.line.split("\t")[0], caption, *reversed(metadata.get("section", ()))):
        if any(place in level for place in places) or _COMPARED.search(level):
            return False
        if _NATION.search(plain(level)):
            return True
    return False


def _row_of_all(near: Near, look: Look) -> bool:
    """Whether neither row nor caption nor heading names the field of trade that is asked about."""
    fields = set(_FIELD.findall(look.question))
    return len(fields) == 1 and not any(field in near.own for field in fields)


def _of_other_field(near: Near, look: Look) -> bool:
    """Whether a sentence tells of other fields of trade than the one that is asked about, which nothing here names.

    Or of all of them together.
    """
    fields = set(_FIELD.findall(look.question))
    told = bool(_FIELD.search(near.line) or _ALL_FIELDS.search(near.line))
    return len(fields) == 1 and told and not any(field in near.own for field in fields)


def _of_other_trade(near: Near, question: str) -> bool:
    """Whether a line tells of other trades (「以光伏行业为例」) than the one asked about, which nothing here names."""
    asked, told = _TRADE.findall(question), _TRADE.findall(near.line)
    return bool(asked and told) and not any(name in near.text for name in asked)


def _of_all_around(near: Near, look: Look) -> bool:
    """Whether the figure of something in a town is asked for, and a line that does not name it tells the province's."""
    towns = [place for place in look.must.places if re.fullmatch(TOWNS, place)]
    if len(towns) != 1 or look.wanted.asks != 1 or towns[0] in near.own or "全省" in look.question:
        return False
    return bool(_BEYOND_TOWN.search(near.line))


def _of_one_field(near: Near, question: str) -> bool:
    """Whether the trade of all services is asked for, and a sentence or its heading tells that of one field."""
    if not _OF_ALL.search(question) or _FIELD.search(question) or _EACH.search(question) or _CHOOSES.search(question):
        return False
    heading = plain(str((near.statement.passage.metadata.get("section") or ("",))[-1]))
    told = _FIELD.search(near.line) or (_FIELD.search(heading) and not _OF_MORE.search(heading))
    return bool(told) and not _ALL_FIELDS.search(near.line) and not _OF_ALL.search(near.line)


def _row_of_countries(near: Near, look: Look) -> bool:
    """Whether a row that names no country is found for one: the total of all."""
    abroad = [place for place in look.must.places if re.fullmatch(COUNTRIES, place)] or _REGIONS.findall(look.question)
    label = near.line.split("\t")[0]
    own = look.wanted.asks > 1 or (label in look.question and not _NO_PART.search(label)) or _ALL.search(look.question)
    return len(abroad) == 1 and not own and not speaks_of(near.own, abroad[0])


def _of_province(line: str, look: Look) -> bool:
    """Whether the first figure of its kind is a province's, where the whole country's is asked for."""
    if not _asks_nation(look) or _NATION.search(line):
        return False
    clauses = _CLAUSE.split(line)
    first = next((i for i, clause in enumerate(clauses) if look.form.stands(clause)), -1)
    return bool(_OF_PROVINCE.match(line) or _NOT_IN_PASSING.search(",".join(clauses[: first + 1])))


def _district(look: Look) -> str:
    """The one district that is asked about; empty where there is none, or several."""
    asked = [place for place in look.must.places if _DISTRICT.search(place)]
    return asked[0] if len(asked) == 1 else ""


def _of_others(near: Near, look: Look) -> bool:
    """Whether a city as a whole is asked about that neither line nor headings name, or the line names another district.

    「青禾片区……节约1500万元」 tells nothing of 云溪片区.
    """
    if look.wanted.asks > 1:
        return False
    cities = set(_CITY.findall(look.question))
    if len(cities) == 1 and not cities & set(re.findall(TOWNS, near.own)) and not _OWN_CITY.search(near.line):
        return True
    district = _district(look)
    if not district or district[:2] in near.line:
        return False
    return bool(re.search(f"(?<!各)[\u4e00-\u9fff]{{2}}{district[2:]}", near.line))


def _of_other_district(near: Near, look: Look) -> bool:
    """Whether a district is asked about that neither a line nor its headings name, and the line names another."""
    district = _district(look)
    if not district or look.wanted.asks > 1 or district[:2] in near.own:
        return False
    return any(_DISTRICT.search(place) for place in PLACE.findall(near.line))


def _of_other_zone(near: Near, look: Look) -> bool:
    """Whether a new or high-tech district is asked about that neither a line nor its headings name, and another is."""
    asked, told = (set(_ZONE.findall(text)) for text in (look.question, near.line))
    if len(asked) != 1 or not told or look.wanted.asks > 1:
        return False
    return not any(name in near.own for name in asked)


def _of_world(line: str, look: Look) -> bool:
    """Whether the figure of all countries is asked for, and a line names one of them or a province, and not all."""
    asked = bool(WORLD.search(look.question)) and not look.must.places and not _WITHIN_WORLD.search(look.question)
    return asked and not _ALL_WORLD.search(line) and bool(_NATION.search(line) or _OF_PROVINCE.match(line))


def _of_country(near: Near, look: Look) -> bool:
    """Whether neither a line nor its headings name the country asked about, and it names another, or none near does."""
    abroad = [place for place in look.must.places if re.fullmatch(COUNTRIES, place)]
    if len(abroad) != 1 or look.wanted.asks != 1 or _EACH.search(look.question) or _BLOCS.fullmatch(abroad[0]):
        return False
    if speaks_of(near.own, abroad[0]):
        return False
    return bool(re.search(COUNTRIES, near.line)) or not speaks_of(f"{near.text}\n{near.passage}", abroad[0])


def _of_whole(line: str, question: str) -> bool:
    """Whether a share of the country is asked for, and that of a city or province is told."""
    asked = "占全国" in question or "全国的" in question
    return asked and bool(_OF_LOCAL.search(line)) and "占全国" not in line


def _among_places(line: str, look: Look) -> bool:
    """Whether the one place asked about is only listed with at least three others, none of which has its figure."""
    if len(look.must.places) != 1 or "分别" in line:
        return False
    return any(look.must.places[0] in match.group() for match in _LISTED.finditer(line))

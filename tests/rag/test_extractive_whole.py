"""A figure is asked of the whole: parts, sectors and places within it come after it."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor, alike


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def first(extractor: Extractor, question: str, *passages: str | Document) -> str:
    read = [
        passage(p, start=1000 * i, title="", section=[]) if isinstance(p, str) else p for i, p in enumerate(passages)
    ]
    asked = extractor.support.ask(question, lambda term: 1.0)
    return extractor.rank(asked, read)[0].statement.text


WORLD = "2022年，全球贸易达到32万亿美元，服务贸易约为7万亿美元，增长约15%。"
NATION = "2022年我国服务贸易总额8891.1亿美元，同比增长8.3%。"
PROVINCE = "2022年云南服务贸易总额72.97亿美元，居全国第13位，增长12.5%。"
REGION = "其中，西部地区服务贸易总额488.5亿美元，占全国比重5.5%。"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2022年全球服务贸易规模是多少？", WORLD),
        ("2022年我国服务贸易总额是多少？", NATION),
        ("2022年云南服务贸易总额是多少？", PROVINCE),
    ],
)
def test_a_figure_is_told_of_the_place_that_is_asked_about(extractor: Extractor, question: str, said: str) -> None:
    for order in ((WORLD, NATION, PROVINCE, REGION), (REGION, PROVINCE, NATION, WORLD)):
        assert first(extractor, question, *order) == said


def test_what_names_no_place_tells_of_the_one_named_last_before_it(extractor: Extractor) -> None:
    goes_on = "运输服务进出口总额4.5亿美元，增长25%。"
    province = passage(f"2022年云南服务贸易回暖。{goes_on}", title="", section=[])
    nation = passage("2022年我国服务贸易回暖。全年运输服务贸易总额3137.2亿美元，增长20.3%。", start=500, section=[])
    said = first(extractor, "2022年全国运输服务进出口总额是多少？", province, nation)
    assert "3137.2" in said


def test_the_total_comes_before_a_sector_of_it(extractor: Extractor) -> None:
    table = passage(
        "旅行服务\t275162.0\t11.6\n合计\t729715.5\t12.5",
        kind="table",
        context="2022年云南服务贸易进出口\n单位：万美元\n领域\t进出口\t同比（%）",
        title="",
        section=[],
    )
    sentence = passage("2022年，云南旅行服务显著回暖，进出口总额27.5亿美元。其中出口5.1亿美元。", start=500, section=[])
    assert first(extractor, "2022年云南服务进出口总额是多少？", sentence, table).startswith("合计")


@pytest.mark.parametrize(
    ("question", "whole", "part"),
    [
        (
            "云南服务外包执行额是多少？",
            "2022年，服务外包执行额26.7亿美元，增长18.6%。",
            "2022年，在离岸执行额中，知识流程外包执行额4.3亿美元，增长18%。",
        ),
        (
            "云南技术出口合同额是多少？",
            "2022年，技术出口合同额3.2亿美元，增长40.5%。",
            "2022年，对欧洲的技术出口合同额3682万美元，增长2%。",
        ),
        (
            "云溪新区面积多大？",
            "云南自贸试验区云溪新区总面积42.58平方公里，涵盖空港新城、青禾新城。",
            "空港新城功能区规划面积13.80平方公里，含云溪空港综合保税区1.72平方公里。",
        ),
    ],
)
def test_what_is_asked_about_comes_before_a_kind_or_a_place_of_it(
    extractor: Extractor, question: str, whole: str, part: str
) -> None:
    assert first(extractor, question, part, whole) == whole


ALL = "其中，全省服务出口41.73亿美元，增长12.7%；服务进口31.24亿美元，增长12.3%，实现贸易顺差10.5亿美元。"
FIRST_THREE = "2022年云南服务出口额前三位的行业是加工服务（17.2亿美元）、电信服务（8.8亿美元）、旅行服务（5.2亿美元）。"
KNOWLEDGE = "2022年，云南知识密集型服务出口12.8亿美元，同比增长10.6%，高于全国平均增速7.2个百分点。"
GROWTH = "2022年云南服务进出口总额72.97亿美元，居全国第13位，增长12.5%，高于全国平均增速4.2个百分点。"


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2022年云南服务贸易出口额是多少？", ALL),
        ("2022年云南服务贸易进口额是多少？", ALL),
        ("2022年云南服务贸易比全国增速高多少个百分点？", GROWTH),
        ("2022年云南服务贸易增速比全国高多少个百分点？", GROWTH),
        ("2022年云南服务贸易增长了多少？", GROWTH),
    ],
)
def test_a_figure_of_all_services_comes_before_that_of_a_kind(extractor: Extractor, question: str, said: str) -> None:
    texts = (FIRST_THREE, KNOWLEDGE, GROWTH + ALL)
    for order in (texts, texts[::-1]):
        assert first(extractor, question, *order) == said


def test_a_city_is_not_told_by_the_region_of_which_it_is_a_part(extractor: Extractor) -> None:
    region = "2022年成渝地区双城经济圈服务进出口295.6亿美元，增长4.9%，占全国服务进出口的3.3%。"
    city = "其中，2022年四川、重庆、湖北服务进出口分别为177.2亿美元、118.4亿美元、94.5亿美元。"
    assert first(extractor, "2022年重庆服务贸易总额是多少？", region, city) == city
    assert first(extractor, "2022年成渝双城经济圈服务进出口是多少？", city, region) == region


def test_by_how_much_imports_exceed_exports_tells_neither(extractor: Extractor) -> None:
    gap = "2016-2022年云南旅行服务进口额比出口额平均高27亿美元左右。"
    told = "2022年云南服务贸易稳中有进，旅行服务出口5.1亿美元，下降14.4%。"
    assert first(extractor, "2022年云南旅行服务出口额是多少？", gap, told) == told
    assert first(extractor, "云南旅行服务进口额比出口额平均高多少？", told, gap) == gap


def test_a_caption_tells_nothing_but_its_table_does(extractor: Extractor) -> None:
    caption = passage("表8 2022年云南技术出口情况（万美元）", title="", section=[])
    rows = passage(
        "合计\t31639.0",
        start=100,
        kind="table",
        context="表8 2022年云南技术出口情况\n类别\t合同金额（万美元）",
        title="",
        section=[],
    )
    assert first(extractor, "2022年云南技术出口多少万美元？", caption, rows) == "合计\t31639.0"


def test_a_heading_that_any_case_may_have_tells_nothing(extractor: Extractor) -> None:
    case = passage("案例1的做法\n划定检查时间：每月第三周为服务日，其他时间为静湖日。", section=["案例1的做法"])
    assert first(extractor, "静湖日 主要做法", case).startswith("划定")


def test_who_provided_a_case_is_said_where_that_is_asked(extractor: Extractor) -> None:
    line, told = "（云溪自由贸易试验区提供）", "云溪片区推行静湖日，期间不安排检查。"
    case = passage(f"{told}\n{line}", section=["案例1 静湖日"])
    assert first(extractor, "介绍一下静湖日", case) == told
    assert first(extractor, "静湖日案例是谁提供的？", case) == line


@pytest.mark.parametrize(
    ("scores", "so"),
    [((0.5,) * 9 + (0.46,), True), ((0.5,) * 9 + (0.2,), False), ((0.5,) * 9, False), ((0.5,), False), ((), False)],
)
def test_passages_are_alike_where_the_last_fits_as_well(scores: tuple[float, ...], so: bool) -> None:
    assert alike([passage("云溪", score=score) for score in scores]) is so


def test_the_rank_is_that_of_what_is_asked_about(extractor: Extractor) -> None:
    other = "云南：2022年，云南综合科技创新水平指数为71.6%，仍排在全国第9位，增幅排在第9位。"
    front = "其中，被国务院服务贸易创新发展部际联席会议在全国复制推广的有13项，数量位居全国前列。"
    for question in ("云南服务贸易全国排名", "云南服务贸易在全国排第几？"):
        assert first(extractor, question, other, front, PROVINCE) == PROVINCE
    assert first(extractor, "云南综合科技创新水平指数排名", PROVINCE, front, other) == other


@pytest.mark.parametrize(
    ("question", "other", "listed"),
    [
        (
            "2022年云南服务外包离岸合同额最大的是哪个国家或地区？",
            "2022年，在邻近国家中，服务外包离岸合同额为5.9亿美元，同比增长44.3%。",
            "服务外包离岸合同额排名前三位的国家（地区）依次为：欧盟（5.2亿美元）、美国（3.4亿美元）、中国香港（1.6亿美元）。",
        ),
        (
            "签云溪环境审判协作协议的是哪三家中级法院？",
            "根据《协议》，三家法院将在云溪建立密切配合、内容广泛、高效协作的环境审判机制。",
            "甲市中级人民法院、乙市中级人民法院、丙市中级人民法院在云溪共同签订环境审判协作协议。",
        ),
    ],
)
def test_lists_come_first_where_one_of_a_rank_or_all_of_a_kind_are_asked_for(
    extractor: Extractor, question: str, other: str, listed: str
) -> None:
    assert first(extractor, question, other, listed) == listed


def test_the_sector_asked_about_comes_before_others(extractor: Extractor) -> None:
    others = "2022年云南服务出口额前三位的行业是加工服务（17.2亿美元）、信息服务（8.8亿美元）、旅行服务（5.2亿美元）。"
    own = "2022年运输服务出口2.6亿美元，增长20.5%。"
    assert first(extractor, "2022年云南运输服务出口额是多少？", others, own) == own

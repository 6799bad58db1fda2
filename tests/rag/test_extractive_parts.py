"""What a question asks for one by one, and that each part gets its statement."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.beside import MOST
from rag.extractive.parts import parts, sides
from rag.extractive.wording import asked_count, enumerates, is_fragment, stated


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def parted(extractor: Extractor, question: str) -> list[str]:
    return [part.text for part in parts(extractor.support.ask(question, lambda term: 1.0).query)]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("验收由谁牵头？几天办结？", ["验收由谁牵头", "几天办结"]),
        ("云溪古镇去年门票卖了多少张，收入多少钱？", ["云溪古镇去年门票卖了多少张", "收入多少钱"]),
        ("城东片区和城西片区各有多少家企业？", ["城东片区", "城西片区"]),
        ("云溪与青溪谁的游客多？", ["云溪", "青溪"]),
        ("2021年和2023年出口各是多少？", ["2021", "2023"]),
        ("出口额2021年多，2023年少，两年相比变化如何？", ["2021", "2023"]),
        ("how many lines are open, and when did they open?", ["how many lines are open", "when did they open"]),
        ("规划和建设由谁负责？", ["规划", "建设"]),
        # Names hold words that are made of border characters, and have 「的」 in them:
        ("云溪游客中心和青溪文化中心各有几个展厅？", ["云溪游客中心", "青溪文化中心"]),
        ("2020年云溪市的环湖快线和青溪县的观光缆车，一年各运多少人？", ["2020年云溪市的环湖快线", "青溪县的观光缆车"]),
        ("云溪市的门票和青溪县的票价各是多少？", ["门票", "青溪县"]),
        ("年鉴里的数和青溪手册里的数各是多少？", ["年鉴里", "青溪手册里"]),
        ("在云溪办“一证通”，跟青溪办“一码通”比，哪个要的材料多？", ["在云溪办“一证通”", "青溪办“一码通”"]),
        ("快件、包裹放在一处查验，云溪和青溪的费用各降了多少？", ["云溪", "青溪"]),
        ("旅客人数，2022年陕西跟湖北比多出多少？", ["陕西", "湖北"]),
        ("客房数，湖北比四川多还是少？两省各有多少间？", ["湖北", "四川"]),
        ("云溪的客房比从前多出多少间？", []),
        ("古镇有多少家客栈？手册讲景区那处和讲住宿那处写得一样吗？", ["手册讲景区那处", "讲住宿那处"]),
        # Clauses that ask the same, each of its own:
        ("历年的旅客，陕西累计多少人，重庆累计多少人？", ["陕西", "重庆"]),
        ("古镇的门票，2020年卖了多少张，到2023年又卖了多少张？", ["2020年卖了", "2023年又卖了"]),
        ("古镇的向导，2022年那会儿是多少名，到2024年底又是多少？", ["2022年那会儿", "2024年底"]),
        ("古镇的客房，云溪年鉴报告写的是多少间？后来青溪规划里又写到多少间？", ["云溪年鉴报告", "青溪规划"]),
        ("云溪和青溪都修路：云溪修了多少公里？青溪提前了几天？", ["云溪", "青溪"]),
        ("古镇有多少家客栈？云溪那篇和青溪那篇各是怎么说的？", ["云溪那篇", "青溪那篇"]),
        # One thing asked of one thing:
        ("普及率和参与度是怎么算的？", []),
        ("云溪的小店想跟工厂、商行搭伙出海，官方有没有说法？", []),
        ("古镇的客房，2025年要有多少间，比2020年多出多少间？", ["古镇的客房,2025年要有多少间", "比2020年多出多少间"]),
        ("环湖快线的票价是多少？", []),
        ("截至2024年底古镇的客房比2023年5月底多了多少间？", ["2024", "2023"]),
        ("2016年到2022年出口增长了多少？", []),
        ("合同金额是多少？", []),
    ],
)  # fmt: skip
def test_a_question_is_taken_apart(extractor: Extractor, question: str, found: list[str]) -> None:
    assert [part.strip() for part in parted(extractor, question)] == found


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("城东片区和城西片区各有多少家企业？", ["城东片区", "城西片区"]),
        ("验收由谁牵头，收费多少钱？", ["验收由谁牵头", "收费多少钱"]),
        # No part of an answer, but two things all the same:
        ("环湖快线与观光缆车有什么特色？", ["环湖快线", "观光缆车"]),
        ("环湖快线的票价是多少？", []),
        ("介绍环湖快线", []),
    ],
)
def test_the_things_that_passages_should_speak_of(extractor: Extractor, question: str, found: list[str]) -> None:
    query = extractor.support.ask(question, lambda term: 1.0).query
    spans = query.tokens.offsets
    said = ["".join(query.text[slice(*spans[at])] for at in own) for own in sides(query)]
    assert said == found


@given(st.text(alphabet="甲乙丙和与、，？多少谁各2021年3 and", max_size=40))
def test_parts_fit_the_question(extractor_any: Extractor, question: str) -> None:
    asked = extractor_any.support.ask(question, lambda term: 1.0)
    for part in parts(asked.query):
        assert part.focus.shape == asked.query.weights.shape
        assert np.isfinite(part.focus).all()
        assert (part.focus >= 0).all()
        assert part.text in asked.query.text


@pytest.fixture(scope="session")
def extractor_any() -> Extractor:
    return Extractor(StaticEmbeddings())


def test_each_thing_gets_its_statement(extractor: Extractor) -> None:
    east = passage("城东片区入驻企业120家，产值30亿元。", section=["城东片区"], start=0)
    west = passage("城西片区入驻企业95家，产值12亿元。", section=["城西片区"], start=500)
    asked = extractor.support.ask("城东片区和城西片区各有多少家企业？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [east, west]))]
    assert said == ["城东片区入驻企业120家，产值30亿元。", "城西片区入驻企业95家，产值12亿元。"]
    assert len(said) <= MOST


@pytest.mark.parametrize(
    ("question", "count"), [("有哪三个平台？", 3), ("“五个统一”是哪五个？", 5), ("哪几项？", 0), ("哪年开始？", 0)]
)
def test_how_many_are_asked_for(question: str, count: int) -> None:
    assert asked_count(question) == count


def test_an_enumeration_of_so_many_is_seen() -> None:
    assert enumerates("平台有甲网、乙网、丙网。", 3)
    assert enumerates("三个平台：甲网和乙网等。", 3)
    assert not enumerates("平台有甲网。", 3)
    assert not enumerates("平台有甲网、乙网、丙网。", 0)


def test_years_of_a_span_are_all_spoken_of() -> None:
    assert stated("2019-2021年") == {"2019", "2020", "2021"}
    assert stated("2019年、2021年") == {"2019", "2021"}
    assert stated("第2019号文共12021件") == {"2019"}


def test_what_leaves_things_open_says_nothing() -> None:
    assert is_fragment("短句。")
    assert is_fragment("环湖快线什么时候通车，由建设部门另行公布。")
    assert not is_fragment("环湖快线于2023年9月28日正式通车。")


@pytest.mark.parametrize(
    ("clause", "leans"),
    [("比上年怎么样", True), ("同比增长多少", True), ("增速多少", True), ("出口增长多少", False)],
)
def test_a_clause_may_ask_how_the_other_has_changed(extractor: Extractor, clause: str, leans: bool) -> None:
    asked = extractor.support.ask(f"云溪服务进出口总额是多少，{clause}？", lambda term: 1.0)
    assert [part.leans for part in parts(asked.query)] == [False, leans]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("云溪快线往城东开了多少列、往城西开了多少列？", ["云溪快线往城东开了多少列", "往城西开了多少列"]),
        ("特产店头一批、第二批各认定了多少家？", ["特产店头一批", "第二批"]),
        ("有哪些特产、小吃和茶点？", []),
        ("城东和城西各开了多少列？已经有多少家企业订舱？", ["城东", "城西", "已经有多少家企业订舱"]),
        ("城东和城西各开了多少列？谁更多？", ["城东", "城西"]),
        (
            "云溪是哪一年通车的？城东和城西又是哪一年通车的？",
            ["云溪是哪一年通车的", "城东和城西又是哪一年通车的"],
        ),
    ],
)
def test_what_is_asked_side_by_side(extractor: Extractor, question: str, found: list[str]) -> None:
    assert parted(extractor, question) == found


def test_what_is_said_of_the_other_thing_does_not_answer(extractor: Extractor) -> None:
    other = passage(
        "云溪：2022年，云溪的旅游业稳步增长。客运量381人，居第5位；客房数6128间，居第17位。", section=["比较"], start=0
    )
    this = passage(
        "青溪：2022年，青溪的旅游业有所回升。客运量290人，居第9位；客房数4316间，居第21位。",
        section=["比较"],
        start=500,
    )
    asked = extractor.support.ask("客房数，云溪和青溪各有多少间？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [other, this]))]
    assert [text.split("；")[1] for text in said[:2]] == ["客房数6128间，居第17位。", "客房数4316间，居第21位。"]


def test_each_document_tells_its_figure(extractor: Extractor) -> None:
    year = passage("云溪规划古镇开放客房260间，有案例。", section=["住宿"], start=0)
    plan = passage("古镇开放客房达100间。", title="云溪市文旅发展规划", section=["基础"], start=300, document="d2")
    case = passage("古镇开放客房达420间。", title="案例汇编", section=["客栈的联营"], start=600, document="d3")
    asked = extractor.support.ask(
        "古镇的客房，云溪规划里写的是多少间，后来客栈联营案例里又是多少间？", lambda term: 1.0
    )
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [year, case, plan]))]
    assert said == ["古镇开放客房达100间。", "古镇开放客房达420间。"]


def test_of_what_is_compared_the_statement_told_alike_is_taken(extractor: Extractor) -> None:
    one = passage("云溪：客栈381家，居第5位；在住旅客6128人，居第7位。", section=["比较"], start=0)
    alike = passage("青溪：客栈290家，居第9位；在住旅客4316人，居第21位。", section=["比较"], start=300)
    unlike = passage("青溪的在住旅客数为107人，在各县排第3。", section=["青溪"], start=600)
    asked = extractor.support.ask("在住旅客数，云溪跟青溪比多出多少人？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [one, alike, unlike]))]
    assert said == [one.page_content, alike.page_content]


def test_what_is_told_in_another_place_is_said_though_it_matches_less(extractor: Extractor) -> None:
    one = passage("云溪古镇共有客栈67家，客房155间。", title="云溪手册", section=["住宿"], start=0)
    other = passage("古镇里有大小客栈95家，接待旅客10万人。", title="云溪手册", section=["景区"], start=500, score=0.4)
    asked = extractor.support.ask("云溪古镇有多少家客栈？手册开头那处和末尾那处写得一样吗？", lambda term: 1.0)
    said = [s.text for s in extractor.choose(asked, extractor.rank(asked, [one, other]))]
    assert said == [one.page_content, other.page_content]


def test_a_heading_that_names_both_things_sets_neither_apart(extractor: Extractor) -> None:
    both = ["两个旅游基地：云溪与青溪"]
    passages = [
        passage(
            "截至2022年，区内客栈企业107家，营收248亿元。促进客栈集聚：支持龙头建园区，新增一批客栈企业。", section=both
        ),
        passage("截至2022年底，青溪有客栈企业232家，占全市的31%。", section=both, start=300),
    ]
    asked = extractor.support.ask("两个旅游基地，云溪和青溪谁的客栈企业多？各多少家", lambda term: 1.0)
    board = extractor.rank(asked, passages).board
    assert board is not None
    last = parts(asked.query)[-1]
    assert last.text == "青溪"
    assert [round(float(value), 2) for value in board.naming(last)] == [0.0, 0.0, 1.0]

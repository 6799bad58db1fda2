"""What is said beside the best statement, and which part of a question gets which statement."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.arithmetic import computed
from rag.extractive.beside import MOST, NEAR, numbered, with_list, with_near
from rag.extractive.subject import subject, things
from rag.phrase import phrases
from rag.statements import statements


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def answer(extractor: Extractor, question: str, *passages: object) -> list[str]:
    asked = extractor.support.ask(question, lambda term: 1.0)
    return [s.text for s in extractor.choose(asked, extractor.rank(asked, passages))]  # type: ignore[arg-type]


def test_the_list_beside_the_best_statement_is_said(extractor: Extractor) -> None:
    first = "信用云溪：建成政务、商务两个层级的信用体系，服务云溪企业。"
    listed = "搭建归集平台、评价平台、应用平台、修复平台和共享平台。"
    found = answer(extractor, "信用云溪要搭的五个平台叫什么？", passage(f"{first}环境很好，人们很满意。{listed}"))
    assert listed in found


def test_what_says_as_many_things_needs_no_list_beside_it(extractor: Extractor) -> None:
    text = "三个平台是甲网、乙网和丙网。另有丁网、戊网和己网。"
    asked = extractor.support.ask("有哪三个平台？", lambda term: 1.0)
    board = extractor.rank(asked, [passage(text)]).board
    assert board is not None
    assert with_list(board, [0], listed=True) == [0]


def test_numbered_statements_of_a_group_are_said_in_their_order(extractor: Extractor) -> None:
    second = passage("2. 第二范式“服务+贸易”激发需求。", section=["第二范式"], start=90)
    first = passage("——第一范式“科研+制造”双产出。另有说明。", section=["第一范式"])
    asked = extractor.support.ask("“两大范式”分别是什么？", lambda term: 1.0)
    board = extractor.rank(asked, [second, first]).board
    assert board is not None
    assert [s.text[:6] for s in numbered(board)] == ["——第一范式", "2. 第二范"]
    lone = extractor.rank(asked, [second]).board
    assert lone is not None
    assert numbered(lone) == []


def test_one_that_is_nearly_as_good_is_said_too_and_a_copy_is_not(extractor: Extractor) -> None:
    one, other = "云溪古镇的门票每人40元。", "云溪古镇门票按每人45元收。"
    asked = extractor.support.ask("云溪古镇的门票多少元？", lambda term: 1.0)
    board = extractor.rank(asked, [passage(one), passage(other, start=300), passage(one, start=900)]).board
    assert board is not None
    scores = board.scores()
    near = with_near(board, [])
    assert len(near) <= MOST
    assert all(scores[i] > scores.max() - NEAR for i in near)
    assert sum(board.found[i].text == one for i in near) <= 1


def test_where_each_part_has_its_statement_those_are_enough(extractor: Extractor) -> None:
    asked = extractor.support.ask("城东片区和城西片区各有多少家企业？", lambda term: 1.0)
    passages = [
        passage("城东片区入驻企业120家。", section=["一"]),
        passage("城西片区入驻企业95家。", section=["二"], start=300),
        passage("城东片区和城西片区的企业都有服务站。", section=["三"], start=600),
    ]
    board = extractor.rank(asked, passages).board
    assert board is not None
    assert with_near(board, [0, 1]) == [0, 1]


def test_a_part_gets_a_statement_with_another_figure(extractor: Extractor) -> None:
    goal = "到2024年底建成充电桩10万个。"
    again = "2024年充电桩目标10万个。"
    now = "2022年全市累计建成充电桩62675个。"
    found = answer(
        extractor, "充电桩2022年建了多少，离2024年的目标差多少？", passage(f"{goal}{again}"), passage(now, start=500)
    )
    assert now in found
    assert goal in found or again in found


def test_things_are_compared_by_their_figures(extractor: Extractor) -> None:
    both = "将云溪新城及青溪新城部分区域作为协同创新区，协同创新区率先推广改革经验。"
    one = "云溪新城协同创新区规划面积10平方公里。"
    other = "青溪新城协同创新区规划面积8.8平方公里。"
    found = answer(
        extractor,
        "云溪和青溪两个协同创新区规划面积哪个大？",
        passage(both, score=0.6),
        passage(one, start=300),
        passage(other, start=600),
    )
    assert {one, other} <= set(found)


def test_what_is_said_alike_of_several_things_is_told_apart_by_headings(extractor: Extractor) -> None:
    passages = [
        passage("云溪片区提供", section=["5. 快件监管"]),
        passage("云溪片区提供", section=["6. 运费审价"], start=200),
    ]
    asked = extractor.support.ask("云溪片区的两项创新叫什么？", lambda term: 1.0)
    board = extractor.rank(asked, passages).board
    assert board is not None
    assert phrases(board.found, asked, extractor.support) == [
        "（快件监管）云溪片区提供",
        "（运费审价）云溪片区提供",
    ]


SIDE_BY_SIDE = "云溪市和青溪市的产品出口额各多少亿美元，谁多？"


def test_what_does_not_name_its_thing_is_told_apart_by_its_label(extractor: Extractor) -> None:
    one = passage("云溪市：指数居第7位。产品出口额454.8亿美元，居第5位。", section=["与云溪市、青溪市的对比"])
    other = passage("青溪市：指数居第9位。产品出口额516.5亿美元，居第4位。", section=["对比"], start=400)
    asked = extractor.support.ask(SIDE_BY_SIDE, lambda term: 1.0)
    names = things(asked.query)
    assert names == ["云溪市", "青溪市"]
    found = [statements(place)[-1] for place in (one, other)]
    assert [subject(statement, names) for statement in found] == names
    assert [text[:5] for text in phrases(found, asked, extractor.support)] == ["（云溪市）", "（青溪市）"]
    assert computed(asked, found, extractor.support) == "较大：青溪市 516.5 > 454.8亿美元[1][2]"


def test_a_name_that_merely_stands_before_does_not_tell_of_what_is_spoken(extractor: Extractor) -> None:
    names = ["云溪市", "青溪市"]
    listed = passage("第二类地区包括云溪市、青溪市。第三类指数在50%以下。", section=["青溪市与云溪市"])
    assert subject(statements(listed)[-1], names) == ""
    headed = passage("出口额居第4位，增长较快。", section=["青溪市"])
    assert subject(statements(headed)[0], names) == "青溪市"
    titled = passage("出口额居第4位，增长较快。", section=["青溪市的情况"], title="青溪市年鉴")
    assert subject(statements(titled)[0], names) == ""


def test_what_has_no_unit_is_computed_only_behind_its_name(extractor: Extractor) -> None:
    asked = extractor.support.ask("云溪市和青溪市的科技创新指数谁高？", lambda term: 1.0)
    named = [
        statements(passage(f"2022年，{name}的科技创新指数为{value}%，排在第{rank}位。", start=90 * rank))[0]
        for name, value, rank in (("云溪市", 72.2, 8), ("青溪市", 71.6, 9))
    ]
    assert computed(asked, named, extractor.support) == "较大：云溪市 72.2 > 71.6%[1][2]"
    unnamed = statements(passage("科技创新指数50%以下的是第三类。", start=600))[0]
    assert computed(asked, [named[0], unnamed], extractor.support) == ""


def test_only_those_who_say_who_is_in_charge_are_near(extractor: Extractor) -> None:
    text = "支持扩大云溪港出口规模。（省商务厅、省财政厅按职责分工负责）支持云溪港出口企业。支持云溪港出口。"
    found = answer(extractor, "支持云溪港扩大出口规模归哪些部门负责？", passage(text))
    assert found == ["支持扩大云溪港出口规模。（省商务厅、省财政厅按职责分工负责）"]


def test_what_another_statement_says_too_is_not_said_again(extractor: Extractor) -> None:
    short, long = (
        "城东和城西的人最爱来云溪看灯。",
        "按住处说，城东和城西的人最爱来云溪看灯，十个里有八个。",
    )
    found = answer(extractor, "哪里的人最爱来云溪看灯？", passage(short + long))
    assert len([text for text in found if "看灯" in text]) == 1


def test_a_row_of_another_table_is_not_said_beside_the_best(extractor: Extractor) -> None:
    tea = passage("绿茶\t120\t8.5", kind="table", context="表1 云溪卖出的东西\n名称\t金额（万元）\t增长（%）")
    toys = passage(
        "木马\t130\t8.6", kind="table", start=300, context="表2 云溪卖出的玩具\n名称\t金额（万元）\t增长（%）"
    )
    assert len(answer(extractor, "云溪卖出的东西多少万元？", tea, toys)) == 1


def test_imports_are_not_told_for_exports(extractor: Extractor) -> None:
    sold = passage("2022年，云溪茶具出口3.1亿元，增长5%。")
    bought = passage("2022年，云溪茶具进口9.4亿元，增长45%。", start=300)
    assert answer(extractor, "2022年云溪茶具进口多少亿元？", sold, bought) == [bought.page_content]
    assert answer(extractor, "2022年云溪茶具出口多少亿元？", bought, sold) == [sold.page_content]


def test_the_figure_of_another_province_is_not_told(extractor: Extractor) -> None:
    """Both say the same of theirs, and only the headings tell whose it is."""
    text = "全年新开茶馆{}家，名列第{}。"
    ours = passage(text.format(310, 7), title="陕西年报", section=["与重点省份比较", "陕西"])
    theirs = passage(text.format(420, 5), title="陕西年报", section=["与重点省份比较", "四川"], start=300, score=0.6)
    assert answer(extractor, "陕西全年新开了多少家茶馆？", theirs, ours) == [ours.page_content]


def test_a_sum_of_several_provinces_is_no_figure_of_one(extractor: Extractor) -> None:
    total = "2022年，上海、广东和北京的茶馆三省市合计9300家，每百家里有41家。"
    each = "2022年上海、广东、北京的茶馆分别有4100家、2900家、2300家。"
    found = answer(extractor, "2022年上海的茶馆有多少家？", passage(total), passage(each, start=300))
    assert found[0] == each


def test_the_total_is_said_before_its_parts(extractor: Extractor) -> None:
    """Unless the question names a part."""
    rows = "绿茶\t2968\n红茶\t1827\n合计\t4822"
    table = passage(rows, kind="table", context="表11 2022年云溪茶叶销售\n品种\t合同金额（万元）")
    assert answer(extractor, "2022年云溪茶叶销售合同金额是多少？", table)[0] == "合计\t4822"
    assert answer(extractor, "2022年云溪红茶销售合同金额是多少？", table)[0] == "红茶\t1827"

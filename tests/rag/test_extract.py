"""Which statements answer: the right one first among those that look like it, others only for what is left open."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import DEPTH, Extractor, Scored
from rag.extractive.beside import MOST, MOST_ITEMS
from rag.support import Asked


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def ask(extractor: Extractor, question: str, **rarity: float) -> Asked:
    """`question`, its words of weight 1 but those in `rarity`."""
    return extractor.support.ask(question, lambda term: rarity.get(term, 1.0))


def rank(extractor: Extractor, question: str, *passages: Document | str, **rarity: float) -> list[Scored]:
    found = [p if isinstance(p, Document) else passage(p) for p in passages]
    return extractor.rank(ask(extractor, question, **rarity), found)


def chosen(extractor: Extractor, question: str, *passages: Document | str) -> list[str]:
    asked = ask(extractor, question)
    return [s.text for s in extractor.choose(asked, rank(extractor, question, *passages))]


def texts(ranked: Sequence[Scored]) -> list[str]:
    return [s.statement.text for s in ranked]


def table(
    *rows: str, caption: str = "表1 货物进出口情况", header: str = "年份\t进出口总额\t出口", start: int = 0
) -> Document:
    return passage("\n".join(rows), kind="table", context=f"{caption}\n单位：亿元\n{header}", start=start)


TRADE = ("2020\t41.2\t25.0", "2021\t45.1\t27.3", "2022\t52.2\t31.5", "2023\t58.7\t36.2")


@pytest.mark.parametrize(
    ("question", "statements"),  # the statement that answers is the second
    [
        (
            "联合验收由哪个部门牵头？",
            ["联合验收应当依法进行。", "联合验收由住房建设部门牵头，四个部门同时到场。", "验收结论在7日内出具。"],
        ),
        # A figure is asked for: what only speaks of it comes after what gives it.
        ("环湖快线的票价是多少？", ["环湖快线的票价定为多少，由物价部门核定。", "乘坐环湖快线的票价每人2元。"]),
        (
            "How many hours before arrival is a pilot ordered?",
            [
                "The pilot is ordered by the office before arrival.\n",
                "A pilot must be ordered 6 hours before a vessel arrives.\n",
            ],
        ),
        # So it is with a date,
        ("环湖快线什么时候通车？", ["环湖快线什么时候通车，由建设部门公布。", "环湖快线于2023年9月28日通车。"]),
        # but not where none is asked for.
        ("环湖快线的票价由谁核定？", ["乘坐环湖快线的票价每人2元。", "环湖快线的票价由物价部门核定。"]),
        # Years: another one in other words, in the same words, and among many.
        ("2023年新登记企业有多少户？", ["2024年新登记企业1377户。", "2023年，新登记的市场主体1302户。"]),
        ("2022年新登记企业多少户？", [f"{y}年新登记企业1{y}户。" for y in (2020, 2022, 2021, 2023, 2024)]),
        # A fragment says less than a sentence.
        ("环湖快线有什么优惠？", ["环湖快线有优惠。", "环湖快线对六十周岁以上的老人实行优惠。"]),
    ],
)
def test_the_statement_that_answers_comes_first(extractor: Extractor, question: str, statements: list[str]) -> None:
    for order in (statements, statements[::-1]):
        assert texts(rank(extractor, question, "".join(order)))[0] == statements[1].strip()


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        # a numeral that is no figure of what is asked for
        ("环湖快线的票价是多少？", "环湖快线的票价为2元。", "环湖快线的票价三年内不变。"),
        # a figure in Chinese numerals
        pytest.param(
            "环湖快线的票价是多少？",
            "乘坐环湖快线每人二元。",
            "环湖快线的票价定为多少，由物价部门核定。",
            marks=pytest.mark.xfail(strict=True, reason="a figure in other words, beside the words without a figure"),
        ),
        # another year beside none
        ("2023年新登记企业有多少户？", "全区新登记企业1302户，居全市首位。", "2024年新登记企业1377户。"),
    ],
)
def test_what_only_looks_like_an_answer_comes_after_it(
    extractor: Extractor, question: str, right: str, wrong: str
) -> None:
    assert texts(rank(extractor, question, f"{wrong}{right}"))[0] == right


def test_a_statement_of_another_year_is_not_added(extractor: Extractor) -> None:
    right = "2023年登记的新设企业1302户。"
    assert chosen(extractor, "2023年新登记企业有多少户？", f"2024年新登记企业有1377户。{right}") == [right]


def test_of_the_same_words_those_under_the_right_heading_come_first(extractor: Extractor) -> None:
    other = passage("线路全长8.2公里，设站7座。", section=["滨江快线"])
    right = passage("线路全长11.6公里，设站9座。", section=["环湖快线"], start=100)
    for passages in ([other, right], [right, other]):
        assert "11.6" in texts(rank(extractor, "环湖快线全长多少公里？", *passages))[0]


def test_a_heading_that_means_what_is_asked_for_counts(extractor: Extractor) -> None:
    other = passage("每人每次二元。", section=["湿度监测"])
    right = passage("每人每次二元。", section=["车票价格"], start=50)
    for passages in ([other, right], [right, other]):
        assert rank(extractor, "坐车多少钱？", *passages)[0].statement.passage is right


@pytest.mark.parametrize("rare", ["渡船", "茶馆"])
def test_the_rare_word_counts_for_more_in_text_and_heading(extractor: Extractor, rare: str) -> None:
    for text in ("{}办理有关事项和手续。", "办理有关事项和手续的规定。"):
        places = [
            passage(text.format(word), section=[other if "{}" in text else word])
            for word, other in (("渡船", "茶馆"), ("茶馆", "渡船"))
        ]
        best = rank(extractor, "渡船茶馆", *places, **{rare: 9.0})[0].statement
        assert rare in (best.text if "{}" in text else best.context)


def test_of_the_same_words_those_of_the_better_passage_come_first(extractor: Extractor) -> None:
    worse, better = passage("票价为每人每次2元。", score=0.3), passage("票价为每人每次3元。", score=0.6, start=90)
    assert "3元" in texts(rank(extractor, "票价是多少？", worse, better))[0]


def test_a_row_is_of_the_year_in_its_caption(extractor: Extractor) -> None:
    header = "类别\t金额"
    other = table("出口\t5.5", "进口\t9.1", caption="表1 2022年货物进出口", header=header)
    right = table("出口\t6.6", "进口\t9.2", caption="表2 2023年对外贸易", header=header, start=100)
    for passages in ([other, right], [right, other]):
        assert texts(rank(extractor, "2023年货物出口金额是多少？", *passages))[0] == "出口\t6.6"


def test_a_row_is_the_one_whose_label_is_asked_for(extractor: Extractor) -> None:
    for year, total, export in (row.split("\t") for row in TRADE):
        assert chosen(extractor, f"{year}年出口是多少亿元？", table(*TRADE)) == [f"{year}\t{total}\t{export}"]


def test_a_heading_that_opens_its_passage_is_no_answer(extractor: Extractor) -> None:
    heading, said = "“静湖日”巡查执法检查新模式", "每月第三周为巡查日，其他时间为“静湖日”，期间不安排检查。"
    opening = passage(f"{heading}\n{said}", section=[f"案例 1 {heading}"])
    assert texts(rank(extractor, "静湖日是什么", opening))[0] == said


def test_only_the_first_passages_are_read(extractor: Extractor) -> None:
    passages = [passage(f"第{n}号泊位开放。", start=20 * n) for n in range(DEPTH)]
    ranked = rank(extractor, "环湖快线票价多少？", *passages, passage("环湖快线票价2元一次。", start=500))
    assert len(ranked) == DEPTH
    assert not any("票价" in text for text in texts(ranked))


@given(
    st.lists(st.sampled_from(["环湖快线票价2元。", "码头。", "2022年\n", "一是售票。", "a b. ", "？", ""]), max_size=8)
)
def test_every_statement_is_ranked_once_and_the_best_is_said(extractor: Extractor, parts: list[str]) -> None:
    asked = ask(extractor, "2023年环湖快线票价多少？")
    ranked = extractor.rank(asked, [passage("".join(parts))])
    scores = [s.score for s in ranked]
    assert scores == sorted(scores, reverse=True)
    assert len({s.statement.start for s in ranked}) == len(ranked)
    said = extractor.choose(asked, ranked)
    assert bool(said) == bool(ranked)
    assert len(said) <= MOST
    if ranked:
        assert said[0] == ranked[0].statement
        assert len({s.start for s in said}) == len(said)


LEAD = "联合验收由住房建设部门牵头，规划、消防、人防、档案四个部门同时到场。"
RESULT = "验收结论自受理之日起7个工作日内出具。"
FARE, OPEN = "环湖快线设站9座，单程票价2元。", "云溪古镇恢复开放，开放时间为每日8时至18时。"


def test_a_second_statement_answers_the_open_half_of_a_question(extractor: Extractor) -> None:
    text = f"{LEAD}{RESULT}逾期未出具的，视为通过。"
    assert chosen(extractor, "联合验收由哪个部门牵头，结论多少个工作日内出具？", text) == [LEAD, RESULT]


@pytest.mark.parametrize(
    ("question", "said"), [("联合验收由哪个部门牵头？", LEAD), ("验收结论多少个工作日内出具？", RESULT)]
)
def test_a_question_of_one_part_gets_one_statement(extractor: Extractor, question: str, said: str) -> None:
    assert chosen(extractor, question, f"{LEAD}{RESULT}逾期未出具的，视为通过。") == [said]


def test_both_halves_may_stand_in_different_passages(extractor: Extractor) -> None:
    town = passage(f"2023年接待游客264万人次。{OPEN}", section=["文化旅游"], start=200)
    line = passage(f"新区开通公交线路17条。{FARE}")
    both = "云溪古镇几点开放，环湖快线的票价是多少？"
    assert set(chosen(extractor, both, town, line)) == {OPEN, FARE}
    assert chosen(extractor, "环湖快线的票价是多少？", town, line) == [FARE]
    assert chosen(extractor, "云溪古镇几点开放？", town, line) == [OPEN]


def test_a_half_that_nothing_answers_stays_open(extractor: Extractor) -> None:
    library = passage("新区图书馆全年向公众开放。", section=["文化旅游"], start=200)
    assert chosen(extractor, "云溪古镇几点开放，环湖快线的票价是多少？", passage(FARE), library) == [FARE]


def test_what_the_heading_says_is_not_open(extractor: Extractor) -> None:
    text = "单程票价为2元，当日有效。环湖快线设站9座，每日6时发车。"
    said = chosen(extractor, "环湖快线的票价是多少？", passage(text, section=["环湖快线"]))
    assert said == ["单程票价为2元，当日有效。"]


def test_what_is_said_already_is_not_said_again(extractor: Extractor) -> None:
    text = "企业开办要带身份证、租赁合同。"
    assert chosen(extractor, "企业开办要带什么？", text, passage(text, start=90)) == [text]
    both = "联合验收由哪个部门牵头，结论多少个工作日内出具？"
    for again in (LEAD, RESULT):
        assert sorted(chosen(extractor, both, f"{LEAD}{RESULT}", passage(again, start=90))) == sorted([LEAD, RESULT])


def test_an_answer_is_short_however_much_is_asked(extractor: Extractor) -> None:
    things = {
        "开放时间": "为每日8时至18时", "门票价格": "为每人40元", "公共交通": "由环湖快线承担", "住宿登记": "由民宿办理",
        "讲解服务": "由志愿者提供", "停车场地": "设在北门", "消防安全": "由管理处负责",
    }  # fmt: skip
    text = "".join(f"云溪古镇的{thing}{how}。" for thing, how in things.items())
    said = chosen(extractor, f"云溪古镇的{'、'.join(things)}", text)
    assert len(said) == MOST


def test_statements_of_a_passage_are_said_in_its_order(extractor: Extractor) -> None:
    question = "联合验收由哪个部门牵头，结论多少个工作日内出具？"
    assert chosen(extractor, question, f"{RESULT}{LEAD}") == [RESULT, LEAD]
    assert chosen(extractor, question, f"{LEAD}{RESULT}") == [LEAD, RESULT]


def items(count: int, title: str = "做法") -> str:
    marks = "一二三四五六七八九十"
    return "\n".join(f"{marks[n]}是实行第{marks[n]}项{title}，由商务局负责办理。" for n in range(count))


def test_a_list_that_is_asked_for_is_given_whole_and_in_order(extractor: Extractor) -> None:
    text = items(5)
    assert chosen(extractor, "实行的做法有哪些？", text) == text.split("\n")
    assert len(chosen(extractor, "第三项做法由谁负责？", text)) <= MOST


def test_a_long_list_is_cut_and_not_mixed_with_another(extractor: Extractor) -> None:
    text, other = items(10), passage(items(3, "手续"), start=900, score=0.3)
    said = chosen(extractor, "实行的做法有哪些？", text, other)
    assert len(said) == MOST_ITEMS
    assert set(said) <= set(text.split("\n"))
    assert said == sorted(said, key=text.index)
    assert chosen(extractor, "实行的做法有哪些？", items(4), other) == items(4).split("\n")


def test_of_the_years_asked_for_each_gets_its_row(extractor: Extractor) -> None:
    trade = table(*TRADE)
    assert chosen(extractor, "2021年和2023年出口各是多少？", trade) == [TRADE[1], TRADE[3]]
    assert chosen(extractor, "2020年、2021年、2022年、2023年的出口各是多少？", trade) == list(TRADE)
    assert chosen(extractor, "2021年和2030年出口各是多少？", trade) == [TRADE[1]]


def test_rows_of_another_table_are_not_mixed_in(extractor: Extractor) -> None:
    other = table("2021\t9.1\t9.2", "2023\t9.3\t9.4", caption="表2 旅游收入", header="年份\t总额\t门票")
    trade = table(*TRADE, start=900)
    assert chosen(extractor, "2021年和2023年货物出口各是多少？", trade, other) == [TRADE[1], TRADE[3]]


def test_a_row_of_one_year_leaves_room_for_the_other_half(extractor: Extractor) -> None:
    fund = "专项资金由商务局会同财政局管理。"
    said = chosen(extractor, "2023年出口是多少，专项资金由谁管理？", table(*TRADE), passage(fund, start=900))
    assert set(said) == {TRADE[3], fund}


def test_where_years_head_the_columns_one_row_answers(extractor: Extractor) -> None:
    rows = ("运输服务\t1204.5\t1377.0", "旅行服务\t310.2\t428.9")
    services = table(*rows, caption="表2 服务贸易分类", header="类别\t2022年出口\t2023年出口")
    assert chosen(extractor, "2022年和2023年旅行服务出口各是多少？", services) == [rows[1]]


def test_of_nothing_nothing_is_chosen(extractor: Extractor) -> None:
    assert extractor.rank(ask(extractor, "票价？"), []) == []
    assert extractor.choose(ask(extractor, "票价？"), []) == []


def test_a_sentence_on_the_whole_country_tells_no_province(extractor: Extractor) -> None:
    texts = (
        "2022年我国服务贸易总额8891.1亿美元，同比增长8.3%。",
        "2022年云南服务贸易总额72.97亿美元，居全国第13位，增长12.5%。",
    )
    passages = [passage(text, start=100 * n, title="云南服务贸易报告") for n, text in enumerate(texts)]

    def first(question: str) -> str:
        asked = extractor.support.ask(question, lambda term: 1.0)
        return extractor.choose(asked, extractor.rank(asked, passages))[0].text

    assert first("2022年云南服务贸易总额是多少，比上年怎么样？") == texts[1]
    assert first("2022年我国服务贸易总额是多少？") == texts[0]


def test_a_clause_that_names_no_flow_goes_on_with_that_of_the_question(extractor: Extractor) -> None:
    header = "国别\t合同数\t金额"
    imports = table("云岛\t2\t445.8", caption="表2 2022年技术进口情况\n单位：万美元", header=header)
    exports = table("云岛\t5\t725.8", caption="表1 2022年技术出口情况\n单位：万美元", header=header, start=100)
    said = chosen(extractor, "2022年向云岛出口技术签了几份合同，金额多少万美元？", imports, exports)
    assert said == ["云岛\t5\t725.8"]

"""Whether a question is answered: each thing that it names counts, and what is missing counts against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag import Assistant
from rag.extract import Extractor
from rag.features import inverse_frequency
from rag.refusal.evidence import Evidence
from rag.refusal.look import Look
from rag.refusal.near import read
from rag.refusal.weighing import LEAST, LEAST_SHORT, strange, weighed
from rag.refuse import THRESHOLD, confidence, decided
from rag.support import Asked, Support
from rag.wanted import is_light, wanted

SPEAKS_FOR = ("lead", "rank")
MISSING = (
    "attribute_missing", "form_missing", "absent", "place_missing", "year_missing",
    "numeral_missing", "stance", "turned",
)  # fmt: skip
SPEAKS_AGAINST = ("worst", "vague", "slot", "alien", "name_missing", "rate_missing", *MISSING)

TRADE = passage(
    "2023年，云溪新区货物进出口总额58.7亿元，比上年增长12.4%。", title="云溪新区统计公报", section=["对外经济"]
)
LINE = passage("环湖快线于2023年9月28日通车，全长11.6公里，设站9座，单程票价2元。", start=300)


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def evidence_of(asked: Asked, passages: Sequence[Document], support: Support) -> Evidence | None:
    """That of the statement that answers best."""
    return max(weighed(Look(read(asked, passages, support), support), ()), key=confidence, default=None)


def weigh(extractor: Extractor, question: str, *passages: Document) -> Evidence:
    """The evidence of passages for a question, in an index that holds nothing else."""
    held = extractor.support.words("\n".join(p.page_content + str(p.metadata.get("context")) for p in passages))
    asked = extractor.support.ask(question, lambda term: 1.0 if term in held else 3.0)
    evidence = evidence_of(asked, passages, extractor.support)
    assert evidence is not None
    return evidence


# ---- the decision over an index


PAIRS = [
    # another year
    ("环湖快线全长多少公里？", "环湖快线2011年全长多少公里？"),
    ("2023年云溪新区接待游客多少人次？", "2016年云溪新区接待游客多少人次？"),
    ("2023年全区地区生产总值是多少亿元？", "2009年全区地区生产总值是多少亿元？"),
    ("2022年云溪新区货物出口多少亿元？", "2018年云溪新区货物出口多少亿元？"),
    # another place
    ("环湖快线全长多少公里？", "上海的环湖快线全长多少公里？"),
    ("2023年云溪新区接待游客多少人次？", "2023年四川省接待游客多少人次？"),
    ("2023年云溪新区的货物进出口总额是多少亿元？", "2023年上海的货物进出口总额是多少亿元？"),
    ("新区开通公交线路多少条？", "广东开通公交线路多少条？"),
    # another unit
    ("环湖快线全长多少公里？", "环湖快线全长有多少架飞机？"),
    ("云溪古镇的门票是多少元？", "云溪古镇的门票是多少美元？"),
    ("2023年知识产权使用费出口多少万美元？", "2023年知识产权使用费出口多少吨？"),
    # another name
    ("“环湖快线”全长多少公里？", "“滨江快线”全长多少公里？"),
    ("“静心经营日”是每月哪几天？", "“安心经营日”是每月哪几天？"),
    ("《云溪年鉴》里云溪古镇的门票是多少元？", "《云溪指南》里云溪古镇的门票是多少元？"),
    # another subject
    ("环湖快线设站多少座？", "环湖快线有多少名司机？"),
    ("新区开通公交线路多少条？", "新区的小学有多少所？"),
    ("云溪古镇的门票是多少元？", "云溪动物园的门票是多少元？"),
    ("环湖快线全长多少公里？", "滨江隧道全长多少公里？"),
    ("When is the harbour office open on Saturdays?", "When is the harbour museum open on Saturdays?"),
    ("When is pilotage compulsory?", "When is insurance compulsory?"),
]


@pytest.mark.parametrize(("answerable", "changed"), PAIRS)
def test_a_question_that_differs_in_one_thing_from_an_answerable_one_is_refused(
    assistant: Assistant, answerable: str, changed: str
) -> None:
    assert assistant.answer(answerable).answered
    assert not assistant.answer(changed).answered


@pytest.mark.parametrize(("answerable", "changed"), PAIRS)
def test_a_question_that_differs_in_one_thing_is_much_less_likely_to_be_answered(
    assistant: Assistant, extractor: Extractor, answerable: str, changed: str
) -> None:
    def odds(question: str) -> float:
        passages = assistant.search(question, 10)
        with assistant.store.snapshot() as snapshot:
            index = snapshot.lexical
            asked = extractor.support.ask(
                question, lambda term: inverse_frequency(index.document_frequency(term), len(index))
            )
        evidence = evidence_of(asked, passages, extractor.support)
        probability = confidence(evidence) if evidence else 1e-6
        return probability / (1 - probability)

    assert odds(answerable) > 4 * odds(changed)


@pytest.mark.parametrize(
    "question",
    [
        "怎么做红烧肉？", "今天天气怎么样？", "谁写了红楼梦？", "光合作用是什么？", "怎么学游泳？", "牙疼怎么办？",
        "How do I bake bread?", "Who won the world cup?", "What is photosynthesis?",
    ],
)  # fmt: skip
def test_short_questions_on_other_subjects_are_refused(assistant: Assistant, question: str) -> None:
    assert not assistant.answer(question).answered


@pytest.mark.parametrize(
    "question",
    [
        "周末想给孩子做红烧肉，冰糖放多少克才不会太甜，用高压锅大概几分钟能软烂？",
        "家里的猫最近老是掉毛，换了粮也没有好转，带去医院看一次皮肤大概要花多少钱？",
        "考研英语阅读总是错一半，离考试只有一百天了，每天做几篇真题比较合适？",
    ],
)
def test_long_questions_on_other_subjects_are_refused(assistant: Assistant, question: str) -> None:
    assert not assistant.answer(question).answered


def judged_strange(extractor: Extractor, question: str, *scores: object) -> bool:
    """Whether a question is on another subject by the scores of two passages."""
    asked = extractor.support.ask(question, lambda term: 1.0)
    found = [Document(p.page_content, id=p.id, metadata=p.metadata | {"score": score})
             for p, score in zip((LINE, TRADE), scores, strict=False)]  # fmt: skip
    return strange(read(asked, found, extractor.support))


def test_what_no_passage_comes_near_is_strange(extractor: Extractor) -> None:
    question = "听说环湖快线已经修好通车了，想请问一下它全长到底有多少公里？"
    assert judged_strange(extractor, question, LEAST / 2)
    assert judged_strange(extractor, question, LEAST / 2, LEAST / 3)
    assert not judged_strange(extractor, question, LEAST)
    assert not judged_strange(extractor, question, LEAST / 2, LEAST * 2)
    assert not judged_strange(extractor, question, None)  # of another retriever nothing is known


@pytest.mark.parametrize(
    ("long", "short"),
    [
        ("听说环湖快线已经修好通车了，想请问一下它全长到底有多少公里？", "渡船多长？"),
        ("how many kilometres long is all of the new lake line that they opened last year", "how long is it"),
    ],
)
def test_a_short_question_must_be_matched_better(extractor: Extractor, long: str, short: str) -> None:
    between = (LEAST + LEAST_SHORT) / 2
    assert not judged_strange(extractor, long, between)
    assert judged_strange(extractor, short, between)
    assert not judged_strange(extractor, short, LEAST_SHORT)


def test_what_one_statement_says_word_for_word_is_not_strange(extractor: Extractor) -> None:
    assert not judged_strange(extractor, "环湖快线多长？", LEAST / 2)


@pytest.mark.parametrize("question", ["x", "[1]", "？", "。。。", "a", "的", "\u3000", "1", "（）", "🙂"])
def test_input_that_names_nothing_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert not answer.answered
    assert answer.citations == ()
    assert answer.text


def test_without_statements_there_is_no_answer(extractor: Extractor) -> None:
    asked = extractor.support.ask("环湖快线全长多少公里？", lambda term: 1.0 if term else 3.0)
    assert decided(asked, [], read(asked, [], extractor.support), extractor.support).confidence == 0
    chosen = extractor.choose(asked, extractor.rank(asked, [LINE]))
    reading = read(asked, [LINE], extractor.support)
    assert THRESHOLD <= decided(asked, chosen, reading, extractor.support).confidence <= 1


# ---- what counts as evidence


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("2023年货物进出口总额是多少？", 0),
        ("货物进出口总额是多少？", 0),
        ("2022年和2023年货物进出口总额是多少？", 0),  # one of them can be said
        ("2022年货物进出口总额是多少？", 1),
        ("２０３０年货物进出口总额是多少？", 1),
    ],
)
def test_a_year_that_is_asked_for_is_looked_up(extractor: Extractor, question: str, missing: float) -> None:
    assert weigh(extractor, question, TRADE).year_missing == missing


def test_a_year_may_stand_in_the_caption_or_heading(extractor: Extractor) -> None:
    rows = passage("出口\t36.2", kind="table", context="表1 2023年货物进出口\n类别\t金额（亿元）")
    below = passage("货物出口36.2亿元。", section=["2023年对外经济"])
    for place in (rows, below):
        assert weigh(extractor, "2023年出口金额是多少？", place).year_missing == 0
        assert weigh(extractor, "2022年出口金额是多少？", place).year_missing == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("云溪新区货物进出口总额是多少？", 0),
        ("上海货物进出口总额是多少？", 1),
        ("陝西貨物進出口總額是多少？", 1),
        ("青田县货物进出口总额是多少？", 1),
        ("云南和江苏货物进出口总额是多少？", 1),
    ],
)
def test_a_place_that_is_asked_for_is_looked_up(extractor: Extractor, question: str, missing: float) -> None:
    assert weigh(extractor, question, TRADE).place_missing == missing


def test_a_place_may_stand_in_the_title_unless_the_statement_is_of_another(extractor: Extractor) -> None:
    question = "云南货物进出口总额是多少？"
    yunnan = passage("货物进出口总额58.7亿元。", title="云南统计公报")
    assert weigh(extractor, question, yunnan).place_missing == 0
    whole = passage("全国货物进出口总额58.7亿元。", title="云南统计公报")
    assert weigh(extractor, question, whole).place_missing > 0.5


def test_of_two_places_that_are_compared_one_statement_need_not_name_both(extractor: Extractor) -> None:
    both = [passage(f"{place}货物进出口总额{n}亿元。", start=50 * n) for n, place in enumerate(("云南", "江苏"), 3)]
    assert weigh(extractor, "云南和江苏货物进出口总额各是多少？", *both).place_missing == 0
    half = weigh(extractor, "云南和江苏货物进出口总额各是多少？", both[0])
    assert half.place_missing == 1
    assert half.absent == pytest.approx(0.5)


def test_a_place_must_stand_in_the_statement_or_near_it(extractor: Extractor) -> None:
    question = "云南货物进出口总额是多少？"
    assert weigh(extractor, question, passage("云南货物进出口总额58.7亿元。")).place_missing == 0
    beside = weigh(extractor, question, passage("云南是主要市场。货物进出口总额58.7亿元。")).place_missing
    others = [passage(f"货物进出口总额{n}亿元。", start=50 * n, section=["贸易"]) for n in (1, 2, 3)]
    elsewhere = weigh(extractor, question, *others, passage("云南。", start=900)).place_missing
    assert 0 < beside < elsewhere < weigh(extractor, question, *others).place_missing == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("沣东新城面积是多少？", 1),
        ("秦汉新城面积是多少？", 0),
        ("自贸片区面积是多少？", 0),
        ("四个功能区面积各多少？", 0),
    ],
)
def test_a_district_is_a_place_and_a_word_for_districts_is_none(
    extractor: Extractor, question: str, missing: float
) -> None:
    said = passage("秦汉新城面积10.85平方公里。", title="", section=[])
    assert weigh(extractor, question, said).place_missing == missing


@pytest.mark.parametrize(
    ("text", "unit", "missing"),
    [
        ("进出口总额58.7亿元。", "亿元", 0),
        ("进出口总额58.7亿元。", "元", 0),
        ("进出口总额58.7亿元。", "吨", 1),
        ("进出口总额58.7亿元。", "美元", 1),
        ("进出口总额2.3亿美元。", "万美元", 0),
        ("进出口企业三百余家。", "家", 0),
        ("进出口企业约20多家。", "家", 0),
        ("进出口企业由专家评定。", "家", 1),
        ("進出口企業三百家。", "家", 0),
        ("进出口船舶2万艘次。", "艘", 1),  # movements are no ships
        ("进出口船舶20艘。", "条", 0),  # counted in another word
        ("进出口乘用车170 辆。", "台", 0),
    ],
)
def test_the_unit_that_is_asked_for_is_looked_up(extractor: Extractor, text: str, unit: str, missing: float) -> None:
    assert weigh(extractor, f"进出口有多少{unit}？", passage(text)).form_missing == missing
    assert weigh(extractor, "进出口情况如何？", passage(text)).form_missing == 0


def test_a_unit_may_stand_above_the_table(extractor: Extractor) -> None:
    for context in ("表1 货物进出口\n单位：万吨\n类别\t总量", "表1 货物进出口\n类别\t总量（万吨）"):
        rows = passage("出口\t36.2\n进口\t21.1", kind="table", context=context)
        assert weigh(extractor, "货物出口多少吨？", rows).form_missing == 0
        assert weigh(extractor, "货物出口多少家？", rows).form_missing == 1


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("“环湖快线”全长多少？", 0),
        ("「環湖快線」全長多少？", 0),
        ("“环湖 快线”全长多少？", 0),
        ("环湖快线全长多少？", 0),
        ("“滨江快线”全长多少？", 1),
        ("“环湖快线”和“滨江快线”全长多少？", 0.5),
        ("“环湖线”全长多少？", 0.2),  # another form of it
        ("《云溪年鉴》说环湖快线全长多少？", 0),  # the title of the document
        ("《云溪指南》说环湖快线全长多少？", 1),
    ],
)
def test_a_name_in_quotation_marks_is_looked_up(extractor: Extractor, question: str, missing: float) -> None:
    assert weigh(extractor, question, LINE).name_missing == missing


def test_a_year_is_not_glued_to_the_word_behind_it(extractor: Extractor) -> None:
    asked = extractor.support.ask("企业数给2025年定的是多少？", lambda term: 1.0)
    assert not any("年" in word.text for word in wanted(asked).words)


def test_the_first_is_also_called_so_in_another_way(extractor: Extractor) -> None:
    assert weigh(extractor, "第一条快线何时通车？", passage("首条快线于2023年通车。")).numeral_missing == 0
    assert weigh(extractor, "第二条快线何时通车？", passage("首条快线于2023年通车。")).numeral_missing == 1
    assert (
        weigh(extractor, "哪个区进出口增速排全省第一？", passage("示范区进出口增速排全省第二。")).numeral_missing == 1
    )


def test_keywords_ask_for_the_last_of_them(extractor: Extractor) -> None:
    asked = extractor.support.ask("环湖快线 票价", lambda term: 1.0)
    assert [word.text for word in wanted(asked).words if word.focus] == ["票价"]


@pytest.mark.parametrize(
    ("question", "turned"),
    [("货物出口多少？", 0), ("货物进口多少？", 1), ("货物进出口多少？", 0), ("出口和进口各多少？", 0)],
)
def test_exports_are_no_imports(extractor: Extractor, question: str, turned: float) -> None:
    said = passage("货物出口36.2亿元。", title="", section=[])
    assert weigh(extractor, question, said).turned == turned


def test_a_surplus_is_no_deficit(extractor: Extractor) -> None:
    said = passage("2021年实现贸易顺差9.2亿元。", title="", section=[])
    assert weigh(extractor, "2021年贸易逆差是多少？", said).turned == 1
    assert weigh(extractor, "2021年贸易顺差是多少？", said).turned == 0


def test_a_table_of_the_whole_country_tells_no_province(extractor: Extractor) -> None:
    rows = passage(
        "2015\t6542", kind="table", context="表1 历年中国货物进出口\n年份\t总额（亿元）", title="云南统计公报"
    )
    assert weigh(extractor, "2015年云南货物进出口总额是多少？", rows).place_missing == 1
    assert weigh(extractor, "2015年中国货物进出口总额是多少？", rows).place_missing == 0


def test_what_would_be_quoted_has_a_say(extractor: Extractor) -> None:
    near = passage("".join(f"环湖快线的票价是第{n}次说明的内容。" for n in range(12)))
    told = passage("快线票价2元。", start=900, section=[], title="")
    asked = extractor.support.ask("环湖快线的票价是多少元？", lambda term: 1.0)
    reading = read(asked, [near, told], extractor.support)
    chosen = [one.statement for one in reading.found if "2元" in one.statement.text]
    without = weighed(Look(reading, extractor.support), ())
    assert all(one.form_missing > 0 for one in without)
    assert min(one.form_missing for one in weighed(Look(reading, extractor.support), chosen)) == 0


def test_a_row_must_be_believed_by_itself_to_be_the_most(extractor: Extractor) -> None:
    rows = passage(
        "旅行\t52.0\n保险\t30.0", kind="table", context="表1 2022年云溪服务进口\n行业\t进口（亿元）", title=""
    )
    near = passage("2019年，云溪服务进口的行业会议召开。", start=200, title="")

    def sure(question: str) -> float:
        asked = extractor.support.ask(question, lambda term: 1.0)
        chosen = extractor.choose(asked, extractor.rank(asked, [rows, near]))
        assert chosen[0].kind == "row"
        return decided(asked, chosen, read(asked, [rows, near], extractor.support), extractor.support).confidence

    assert sure("2022年云溪服务进口最多的是哪个行业？") >= THRESHOLD
    assert sure("2019年云溪服务进口最多的是哪个行业？") < THRESHOLD


def test_a_text_need_not_call_the_most_so(extractor: Extractor) -> None:
    rows = passage("旅行\t52.0\n保险\t30.0", kind="table", context="表1 云溪服务进口\n行业\t进口（亿元）")
    most, other = (weigh(extractor, f"云溪服务进口{word}的行业是哪个？", rows).worst for word in ("最大", "稀罕"))
    assert most < other / 2


def test_what_is_quoted_of_a_passage_that_was_not_retrieved_is_read(extractor: Extractor) -> None:
    asked = extractor.support.ask("环湖快线何时通车？", lambda term: 1.0)
    assert not any("通车" in near.text for near in read(asked, [TRADE], extractor.support).found)
    assert any("通车" in near.text for near in read(asked, [TRADE], extractor.support, [LINE]).found)


def test_a_short_question_about_what_no_document_names_is_not_trusted(extractor: Extractor) -> None:
    def sure(question: str) -> float:
        held = extractor.support.words(LINE.page_content)
        asked = extractor.support.ask(question, lambda term: 1.0 if term in held else 3.0)
        reading = read(asked, [LINE], extractor.support)
        return decided(
            asked, extractor.choose(asked, extractor.rank(asked, [LINE])), reading, extractor.support
        ).confidence

    assert sure("环湖快线票价是多少元？") > 0 == sure("滨江隧道票价是多少元？")


def test_a_word_that_is_said_nowhere_near_is_found_out(extractor: Extractor) -> None:
    told, asked_of_it = (weigh(extractor, q, LINE) for q in ("环湖快线全长多少？", "环湖快线司机多少？"))
    assert told.worst < 0.1 < asked_of_it.worst
    assert told.slot < asked_of_it.slot
    assert told.vague < asked_of_it.vague


def test_a_word_that_the_text_means_is_not_missing(extractor: Extractor) -> None:
    fare = passage("环湖快线全长11公里，单程票价2元。", title="", section=[])
    meant, missing = (weigh(extractor, q, fare).worst for q in ("环湖快线门票多少？", "环湖快线司机多少？"))
    assert meant < missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("环湖快线造价多少元？", 1),
        ("环湖快线总投资多少亿元？", 1),
        ("环湖快线票价多少元？", 0),
        ("环湖快线是哪一年启用的？", 0),
        ("环湖快线有多少名员工？", 1),
        ("环湖快线的经理叫什么名字？", 0),  # not in the table of attributes by this name
        ("How much profit did the Lake line make?", 1),
    ],
)
def test_an_attribute_that_is_told_in_none_of_its_words_is_missing(
    extractor: Extractor, question: str, missing: float
) -> None:
    assert weigh(extractor, question, LINE).attribute_missing == missing


def test_who_provides_a_thing_is_told_by_who_provides_it(extractor: Extractor) -> None:
    told = passage("环湖快线沿线换乘服务\n（云溪公交集团提供）")
    assert weigh(extractor, "谁提供了环湖快线的换乘服务？", told).attribute_missing == 0
    assert weigh(extractor, "谁提供了环湖快线的列车？", LINE).attribute_missing == 1


def test_an_attribute_told_beside_the_statement_counts_half(extractor: Extractor) -> None:
    beside = passage("总投资由市里承担。环湖快线为12亿元的工程。", title="", section=[])
    assert weigh(extractor, "环湖快线造价多少元？", beside).attribute_missing == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("question", "text", "against"),
    [
        ("2023年货物出口实际完成了多少？", "预计2023年货物出口80.6亿美元。", 1),
        ("2023年货物出口实际完成了多少？", "2023年货物出口80.6亿美元。", 0),
        ("2023年货物出口多少？", "预计2023年货物出口80.6亿美元。", 0),
        ("2025年货物出口的目标是多少？", "货物出口80.6亿美元。", 1),
        ("2025年货物出口的目标是多少？", "到2025年货物出口达到80.6亿美元。", 0),
        ("出口去年实际多少，今年又预计多少？", "预计2023年货物出口80.6亿美元。", 0),
    ],
)
def test_what_is_planned_is_not_what_came_of_it(extractor: Extractor, question: str, text: str, against: float) -> None:
    assert weigh(extractor, question, passage(text, title="", section=[])).stance == against


def test_who_acts_on_whom_matters(extractor: Extractor) -> None:
    said = passage("北京对天津推出通办事项234项，天津对北京推出696项。", title="", section=[])
    assert weigh(extractor, "天津对北京推出多少项通办事项？", said).turned == 0
    assert weigh(extractor, "天津对河北推出多少项通办事项？", said).turned == 1


def test_a_row_with_another_name_is_no_answer_unless_it_is_asked_which(extractor: Extractor) -> None:
    rows = passage("金融服务\t6897.5\n旅行服务\t190.3", kind="table", context="表1 服务贸易\n类别\t金额")
    assert weigh(extractor, "金融服务金额是多少？", rows).alien == 0
    assert weigh(extractor, "离岸转口的金额是多少？", rows).alien == 1
    assert weigh(extractor, "哪个类别的金额最多？", rows).alien == 0


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("环湖快线是几月几日通车的？", 0),
        ("环湖快线是什么时候通车的？", 0),
        ("环湖快线是哪家公司建设的？", 1),
        ("环湖快线的总裁是谁？", 1),
        ("环湖快线在哪个国家？", 1),
        ("环湖快线建设花了多久？", 1),
        ("环湖快线有多高？", 0),
        ("环湖快线怎么样？", 0),
    ],
)
def test_the_kind_of_answer_is_looked_up(extractor: Extractor, question: str, missing: float) -> None:
    assert weigh(extractor, question, LINE).form_missing == missing


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("第一批案例有多少个？", 0),
        ("第二批案例有多少个？", 1),
        ("第 一 批案例有多少个？", 0),
        ("案例有多少个？", 0),
        ("第一批案例是不是有20个？", 0),  # what is only supposed may be otherwise
    ],
)
def test_an_ordinal_is_looked_up(extractor: Extractor, question: str, missing: float) -> None:
    batch = passage("第一批案例共16个。", title="", section=[])
    assert weigh(extractor, question, batch).numeral_missing == missing


def test_what_the_question_names_itself_is_no_answer(extractor: Extractor) -> None:
    said = passage("云溪轮渡公司有渡船20艘，由滨江造船公司建造。", title="", section=[])
    own = passage("云溪轮渡公司有渡船20艘。", title="", section=[])
    question = "云溪轮渡公司的渡船是哪家公司造的？"
    assert weigh(extractor, question, said).form_missing < weigh(extractor, question, own).form_missing


def test_what_is_asked_for_is_looked_for_in_the_clause_that_may_answer(extractor: Extractor) -> None:
    said = passage("环湖快线全长11.6公里，由城投公司建设。", title="", section=[])
    length, stations = (weigh(extractor, f"环湖快线{word}多少？", said).slot for word in ("全长", "车站"))
    assert length < stations


def test_a_question_that_asks_several_things_may_be_answered_in_part(extractor: Extractor) -> None:
    both = weigh(extractor, "2023年货物进出口总额是多少，环湖快线票价又是多少元？", TRADE, LINE)
    assert both.several == 1
    assert both.form_missing == both.year_missing == 0
    assert weigh(extractor, "环湖快线是几月几日通车的？", LINE).several == 0


def test_better_matches_are_more_evidence(extractor: Extractor) -> None:
    same, close, other = (
        weigh(extractor, "环湖快线票价多少？", passage(text, title="", section=[]))
        for text in ("环湖快线单程票价2元。", "环湖快车每次收费2元。", "新区共有小学三所。")
    )
    assert same.worst < min(close.worst, other.worst)
    assert confidence(same) > confidence(close) > confidence(other)


def test_the_rank_of_the_passage_is_evidence_but_not_its_score(extractor: Extractor) -> None:
    def found(*scores: float) -> Evidence:
        others = [passage(f"第{n}号泊位停用。", start=50 * n, score=score) for n, score in enumerate(scores[:-1])]
        return weigh(extractor, "码头面积多大？", *others, passage("码头面积3公顷。", start=900, score=scores[-1]))

    assert found(0.8, 0.7) == found(0.3, 0.1)
    assert found(0.8, 0.7).rank == pytest.approx(1 / 2)
    assert found(0.8, 0.7, 0.6).rank == pytest.approx(1 / 3)


@pytest.mark.parametrize("question", ["", "？", "“”多少吨？"])
def test_a_question_without_words_has_no_evidence(extractor: Extractor, question: str) -> None:
    asked = extractor.support.ask(question, lambda term: 1.0 if term else 3.0)
    assert evidence_of(asked, [TRADE, LINE], extractor.support) is None


@pytest.mark.parametrize("question", ["2023年", "多少吨货物？", "x" * 300])
def test_evidence_stays_within_its_bounds(extractor: Extractor, question: str) -> None:
    for value in vars(weigh(extractor, question, TRADE, LINE)).values():
        assert -1 - 1e-6 <= value <= 1 + 1e-6


# ---- what the evidence weighs


shares = st.floats(0, 1)
evidences = st.builds(Evidence, **{field.name: shares for field in fields(Evidence)})


@pytest.mark.parametrize("name", SPEAKS_FOR + SPEAKS_AGAINST)
@given(evidence=evidences, values=st.tuples(shares, shares).filter(lambda pair: abs(pair[0] - pair[1]) > 0.01))
def test_each_piece_of_evidence_speaks_for_or_against(
    name: str, evidence: Evidence, values: tuple[float, float]
) -> None:
    less, more = (confidence(replace(evidence, **{name: value})) for value in sorted(values))
    assert (less < more) if name in SPEAKS_FOR else (less > more)


@given(evidences)
def test_confidence_is_a_probability(evidence: Evidence) -> None:
    assert 0 < confidence(evidence) < 1


@pytest.mark.parametrize("name", MISSING)
def test_one_thing_that_is_missing_makes_an_answer_several_times_less_likely(name: str) -> None:
    evidence = Evidence(**{field.name: 0.5 if field.name in SPEAKS_FOR else 0.0 for field in fields(Evidence)})
    whole, missing = (confidence(replace(evidence, **{name: value})) for value in (0.0, 1.0))
    assert whole / (1 - whole) > 3 * missing / (1 - missing)


def test_good_evidence_answers_and_no_evidence_does_not() -> None:
    best = Evidence(**{field.name: float(field.name in SPEAKS_FOR) for field in fields(Evidence)})
    nothing = Evidence(**{field.name: float(field.name in SPEAKS_AGAINST) for field in fields(Evidence)})
    assert confidence(best) > 0.9 > THRESHOLD > confidence(nothing)


def test_a_number_within_a_code_is_no_figure_that_must_be_found(extractor: Extractor) -> None:
    assert weigh(extractor, "[31m环湖快线什么时候通车？", LINE).numeral_missing == 0


def test_a_name_of_one_repeated_character_takes_no_time(assistant: Assistant) -> None:
    """A pattern with gaps would try three to the power of the length."""
    from rag.refusal.varied import varied

    assert not varied("0" * 28 + "a", "0" * 400)
    assert varied("先用后付", "先使用后付费")
    assert not varied("先用后付", "先使用之后再来慢慢付费")
    assert not varied("先用", "先\n用")
    assert not assistant.answer(f"编码“{'0' * 28}a”用于什么？").answered


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("试验区有多少片区？", []), ("在哪个市", []), ("和直辖市相比", []), ("印度洋有多深", []),
        ("沣东新城多大", ["沣东新城"]), ("印度有几家企业", ["印度"]), ("陕西的出口", ["陕西"]),
    ],
)  # fmt: skip
def test_only_names_of_places_are_places(question: str, places: list[str]) -> None:
    from rag.refusal.places import PLACE

    assert PLACE.findall(question) == places


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("全长11.6公里的快线哪天通车？", 0), ("全长11600米的快线哪天通车？", 0), ("全长 11 600 米的快线哪天通车？", 0),
        ("全长1600米的快线哪天通车？", 1), ("全长11 700米的快线哪天通车？", 1),
    ],
)  # fmt: skip
def test_a_measure_stands_there_in_any_spelling(extractor: Extractor, question: str, missing: int) -> None:
    found = weigh(extractor, question, passage("环湖快线于2023年9月28日通车，全长11.6公里。"))
    assert found.numeral_missing == missing


# ---- what leads a section, names in other forms, words that count


def test_a_place_that_only_the_lead_of_a_case_names_is_hardly_missed(extractor: Extractor) -> None:
    measure = passage("由第三方机构每季度评估一次鱼价。", title="", section=["案例 3", "主要做法"], start=100)
    asked = extractor.support.ask("营口多久评估一次鱼价？", lambda term: 1.0)
    without = read(asked, [measure], extractor.support)
    led = read(asked, [measure], extractor.support, lead=lambda p: "营口推行活鱼进港新办法。")
    far, near = (weighed(Look(reading, extractor.support), ())[0] for reading in (without, led))
    assert far.place_missing == far.absent == 1
    assert near.place_missing < 0.5
    assert near.absent == 0


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("车站推出哪“四个便利”？", "车站推出便利停车、便利换乘、便利购票、便利问询。", False),
        ("车站推出哪“四个便利”？", "车站推出便利停车、便利换乘等办法。", True),
        ("古镇说的“四赏”是哪四样？", "游客在古镇赏花、赏月、赏雪、赏灯。", False),
        ("古镇说的“六赏”是哪六样？", "游客在古镇赏花、赏月、赏雪、赏灯。", True),
    ],
)
def test_a_name_for_so_many_things_is_said_by_their_enumeration(
    extractor: Extractor, question: str, text: str, missing: bool
) -> None:
    assert (weigh(extractor, question, passage(text)).name_missing > 0.5) == missing


@pytest.mark.parametrize(
    ("question", "text", "missing"),
    [
        ("茶博会引来了哪两家跨国企业？", "茶博会请来了云溪香、青溪叶等知名企业。", False),
        ("软件园点名了哪几家企业？", "园里有以云溪芯、青溪芯为代表的设计企业。", False),
        ("平台靠的是哪家公司的总部？", "安全平台依托云溪盾南方总部建设。", False),
        ("平台是哪家公司做的？", "平台引进人才和团队，联合海关及高校等机构。", True),
        ("给茶农省下多少成本？", "茶农的包装成本因此少了四分之一。", False),
        ("外国人来开茶厂，持股比例还卡不卡？", "茶厂的外资股比不再受限。", False),
        ("What is the interest rate of the tea loan?", "茶农贷款的利率为3.5%。", False),
        ("What is the interest rate of the tea loan?", "茶农每年可以贷款2次。", True),
    ],
)
def test_the_form_of_an_answer_may_have_other_shapes(
    extractor: Extractor, question: str, text: str, missing: bool
) -> None:
    assert (weigh(extractor, question, passage(text)).form_missing > 0.5) == missing


def test_what_counts_or_asks_whether_names_nothing(extractor: Extractor) -> None:
    for question in ("哪两家企业进了云溪？", "云溪的门票贵不贵？", "云溪有哪四种茶？"):
        words = wanted(extractor.support.ask(question, lambda term: 1.0)).words
        light = [word.text for word in words if is_light(word.text)]
        assert all(word.text not in ("两家", "贵不贵", "四种") or word.text in light for word in words)
    assert is_light("两家")
    assert is_light("卡不卡")
    assert not is_light("两江")
    assert not is_light("专家")


def test_what_was_fixed_of_the_asking_words(extractor: Extractor) -> None:
    """「哪里定的」 asks for no target, and what only leads to the question asks for no attribute."""
    told = passage("2021年，第一张茶园清单发给了城东。")
    assert weigh(extractor, "第一张茶园清单是哪年给哪里定的？", told).stance == 0
    deposit = passage("对信用良好的企业，以保函代替现金。")
    assert weigh(extractor, "接工程要交一大笔押金，信誉好的公司有啥照顾？", deposit).attribute_missing == 0


def test_a_flow_of_trade_may_be_asked_for_in_everyday_words(extractor: Extractor) -> None:
    sold = passage("2022年，云溪服务出口3.1亿元，增长5%。")
    assert weigh(extractor, "云溪2022年花钱从境外买服务花了多少亿元？", sold).turned == 1
    assert weigh(extractor, "云溪2022年服务出口多少亿元？", sold).turned == 0


def test_a_row_of_the_other_flow_is_turned(extractor: Extractor) -> None:
    """What a row tells only its caption and columns say."""
    context = "表13 云溪技术{}情况\n国别\t合同金额（万元）"
    bought = passage("德国\t322.8", kind="table", context=context.format("进口"))
    assert weigh(extractor, "云溪技术出口到德国的合同金额是多少？", bought).turned == 1
    assert weigh(extractor, "云溪技术从德国进口的合同金额是多少？", bought).turned == 0
    both = passage("德国\t322.8", kind="table", context=context.format("进出口"))
    assert weigh(extractor, "云溪技术出口到德国的合同金额是多少？", both).turned == 1
    told = passage("其次为茶叶，合同金额为532万元。", section=["云溪贸易", "进口"])
    assert weigh(extractor, "云溪茶叶的出口合同金额多少？", told).turned == 1
    assert weigh(extractor, "云溪茶叶的进口合同金额多少？", told).turned == 0
    apart = passage("德国\t322.8\t30", kind="table", context="表1 云溪进出口\n国别\t出口（万元）\t进口（万元）")
    assert weigh(extractor, "云溪出口到德国多少万元？", apart).turned == 0


def test_the_other_flow_alone_is_not_shown_but_corrects_what_is_supposed(extractor: Extractor) -> None:
    """However much another statement in the passages is like the question."""
    bought = passage("德国\t322.8", kind="table", context="表13 云溪技术进口情况\n国别\t合同金额（万元）")
    beside = passage("云溪技术出口到德国，合同金额另行公布。", start=300)

    def sure(question: str, *chosen: Document) -> float:
        asked = extractor.support.ask(question, lambda term: 1.0)
        statements_of = extractor.rank(asked, chosen)
        reading = read(asked, [bought, beside], extractor.support)
        return decided(asked, [s.statement for s in statements_of], reading, extractor.support).confidence

    assert sure("云溪技术出口到德国的合同金额是多少万元？", bought) < THRESHOLD
    deficit = passage("2022年，云溪旅行服务贸易逆差17亿元。")
    asked = extractor.support.ask("2022年云溪旅行服务贸易应该是顺差吧？", lambda term: 1.0)
    reading = read(asked, [deficit], extractor.support)
    alone = weighed(Look(reading, extractor.support), ())[0]
    assert alone.turned == 1


def test_what_is_saved_is_no_fee(extractor: Extractor) -> None:
    saved = passage("改革后，茶商每年少付物流成本约5000万元。")
    assert weigh(extractor, "茶商退货一单收多少手续费？", saved).attribute_missing == 1
    fee = passage("茶商退货每单收费3元。")
    assert weigh(extractor, "茶商退货一单收多少手续费？", fee).attribute_missing == 0


def test_statements_of_another_year_answer_nothing_whatever_else_is_told_of_the_year(extractor: Extractor) -> None:
    told = passage("2022年我国服务贸易总额8891.1亿美元，增长8.3%。", title="", section=[])
    near = passage("预计2023年云溪服务贸易进出口总额80.6亿美元，增长10.4%。", start=500, title="", section=[])

    def sure(year: int) -> float:
        asked = extractor.support.ask(f"{year}年中国服务贸易进出口总额是多少亿美元？", lambda term: 1.0)
        reading = read(asked, [told, near], extractor.support)
        chosen = [one.statement for one in reading.found if "8891" in one.statement.text]
        return decided(asked, chosen, reading, extractor.support).confidence

    assert sure(2022) >= THRESHOLD > sure(2023)

"""One fact: the figure first, told twice with both dates, and what a text says of itself."""

from __future__ import annotations

import pytest
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.extractive.conflict import newest_first, sees_conflict
from rag.extractive.lead import lead
from rag.phrase import phrases
from rag.statements import statements


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def said(extractor: Extractor, question: str, *passages: Document) -> list[str]:
    asked = extractor.support.ask(question, lambda term: 1.0)
    return phrases(extractor.choose(asked, extractor.rank(asked, passages)), asked, extractor.support)


@pytest.mark.parametrize(
    ("question", "text", "figure"),
    [
        (
            "不见面开标项目累计多少个？",
            "截至 2024年底，云溪片区累计实施不见面开标项目 6990个，企业参加投标不用再跑路。",
            "6990个（截至2024年底）",
        ),
        (
            "票价的份额是百分之几？",
            "环湖快线全年运营平稳有序，票价在全部收入中占到近35.5%，其余来自广告。",
            "近35.5%",
        ),
        # Two figures could be meant, or none is asked for:
        (
            "开标项目累计多少个？",
            "截至2024年底，云溪片区累计实施不见面开标项目6990个，异地评审项目77个，无需再跑。",
            "",
        ),
        ("开标项目有什么好处？", "截至2024年底，云溪片区累计实施不见面开标项目6990个，企业参加投标不用再跑路。", ""),
        # A short sentence says it soon enough.
        ("票价多少元？", "票价2元。", ""),
    ],
)
def test_the_figure_comes_first_where_only_one_can_be_meant(
    extractor: Extractor, question: str, text: str, figure: str
) -> None:
    found = lead(extractor.support.ask(question, lambda term: 1.0), statements(passage(text))[0])
    assert found == figure
    assert "".join(found.split("（")[0].split()) in "".join(text.split())


def test_the_same_fact_with_two_figures_is_told_apart_newest_first(extractor: Extractor) -> None:
    old = passage("截至2023年5月底，云溪片区累计实施不见面开标项目3516个。", start=0)
    new = passage("截至2024年底，云溪片区累计实施不见面开标项目6990个。", start=900)
    for passages in ([old, new], [new, old]):
        answers = said(extractor, "云溪片区累计实施不见面开标项目多少个？", *passages)
        assert ["6990" in answers[0], "3516" in answers[1]] == [True, True]


def test_other_facts_are_not_taken_for_the_same(extractor: Extractor) -> None:
    one = passage("截至2024年底，云溪片区累计实施不见面开标项目6990个。")
    other = passage("云溪古镇全年接待游客12万人次，住宿登记由民宿办理。", start=900)
    assert len(said(extractor, "云溪片区累计实施不见面开标项目多少个？", one, other)) == 1


def test_the_newest_is_first_and_undated_last() -> None:
    texts = ["截至2021年共3个。", "共9个。", "截至2023年共5个。"]
    found = [statements(passage(text, title="", section=[]))[0] for text in texts]
    assert [s.text for s in newest_first(found)] == [texts[2], texts[0], texts[1]]


def test_a_question_may_see_the_conflict() -> None:
    assert sees_conflict("前后说法对不上，到底是多少？")
    assert not sees_conflict("一共多少？")


def test_who_provided_it_is_said_by_the_line_that_says_so(extractor: Extractor) -> None:
    facts = {"provider": "云溪自由贸易试验区", "number": "云政发〔2023〕8号"}
    body = passage("联合验收由住房建设部门牵头，四个部门同时到场。", facts=facts, start=100)
    head = passage("联合验收案例\n（云溪自由贸易试验区提供）", facts=facts)
    assert said(extractor, "联合验收的案例是哪里提供的？", body, head) == ["（云溪自由贸易试验区提供）"]


def test_a_paragraph_that_speaks_of_the_provider_does_not_stand_for_that_line(extractor: Extractor) -> None:
    facts = {"provider": "云溪自由贸易试验区"}
    body = passage("云溪自由贸易试验区推行联合验收，由住房建设部门牵头，四个部门同时到场。", facts=facts)
    foot = passage("联合验收下一步将推广到全市。\n（云溪自由贸易试验区提供）", facts=facts, start=100)
    assert said(extractor, "谁提供了联合验收这个案例？", body, foot) == ["（云溪自由贸易试验区提供）"]


def test_who_provides_a_thing_in_a_case_did_not_provide_the_case(extractor: Extractor) -> None:
    facts = {"provider": "云溪自由贸易试验区"}
    body = passage("远山增信公司为债券提供差额补足。\n（云溪自由贸易试验区提供）", facts=facts)
    assert said(extractor, "债券是哪家公司提供差额补足的？", body)[0] == "远山增信公司为债券提供差额补足。"


def test_a_document_number_is_said_with_the_title_above_it() -> None:
    text = "云溪市关于推进联合验收的意见\n（云政发〔2023〕8号）\n联合验收由住房建设部门牵头，四个部门同时到场。"
    found = statements(passage(text))
    assert found[0].text == "云溪市关于推进联合验收的意见\n（云政发〔2023〕8号）"
    assert len(found) == 2
    for statement in found:
        assert statement.text == text[statement.start : statement.end]


def test_a_quote_in_another_language_is_said_to_be_one(extractor: Extractor) -> None:
    line = passage("环湖快线全长11.6公里，设站9座。", title="", section=[])
    assert said(extractor, "How long is the 环湖快线?", line)[0].startswith("环湖")
    assert said(extractor, "How long is the lake line in kilometres?", line) == [
        "Quoted: 环湖快线全长11.6公里，设站9座。"
    ]


def test_a_range_is_said_as_one(extractor: Extractor) -> None:
    place = passage("云溪港在建的维修工厂建成以后，可容纳15—20条维修生产线，开展保税维修业务。")
    asked = extractor.support.ask("云溪港的维修工厂可以容纳多少条维修生产线？", lambda term: 1.0)
    assert lead(asked, statements(place)[0]) == "15—20条"


def test_points_are_no_pieces_and_of_two_figures_none_goes_first(extractor: Extractor) -> None:
    points = passage("保险公司直接向云溪农户发放贷款，无担保、无抵押，贴息后利率比银行低3—4个百分点。")
    asked = extractor.support.ask("云溪农户的贷款利率比银行低几个点？", lambda term: 1.0)
    assert lead(asked, statements(points)[0]) == "3—4个百分点"
    tax = passage("云溪片区税收合计26.2亿元，其中企业所得税8.6亿元，一年间增长162.6%，增幅居全省第一。")
    both = extractor.support.ask("云溪片区的企业所得税收入及增幅", lambda term: 1.0)
    assert lead(both, statements(tax)[0]) == ""

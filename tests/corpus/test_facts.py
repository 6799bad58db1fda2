"""What documents and their cases say of themselves; better none than wrong."""

from __future__ import annotations

import pytest

from corpus.facts import issuer_of, number_of, provider_of


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("（某市高新区提供）", "某市高新区"),
        ("(某省自贸试验区提供)", "某省自贸试验区"),
        ("（某市海关、自贸试验区某新城功能区提供）", "某市海关、自贸试验区某新城功能区"),
        ("中国（某省）自由贸易试验区提供", "中国（某省）自由贸易试验区"),
        (
            "中国（甲省）自由贸易试验区、中国（乙市）自由贸易试验区提供",
            "中国（甲省）自由贸易试验区、中国（乙市）自由贸易试验区",
        ),
        ("（供稿单位：某市商务局）", "某市商务局"),
        ("（由某市提供）", ""),
        ("（资料由某局提供）", ""),
        ("（数据可免费提供）", ""),
        ("为企业提供", ""),
        ("（某市高新区提供", ""),
        ("某市高新区提供的服务。", ""),
        ("依托平台，为园区、企业、高校提供", ""),
    ],
)
def test_provider(line, name):
    assert provider_of(line) == name


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("（某政办发〔2022〕69号）", "某政办发〔2022〕69号"),
        ("某商函（2022）170 号", "某商函（2022）170号"),
        ("(某商贸函[2022]183号)", "某商贸函[2022]183号"),
        ("某市人民政府令第 12 号", "某市人民政府令第12号"),
        ("某厅关于印发《某办法》的通知（某发〔2021〕3号）", "某发〔2021〕3号"),
        ("按照某发〔2021〕3号文件执行。", ""),
        ("（2022）", ""),
    ],
)
def test_number(line, number):
    assert number_of(line) == number


@pytest.mark.parametrize(
    ("title", "issuer"),
    [
        ("某省人民政府办公厅关于印发《某某办法》的通知", "某省人民政府办公厅"),
        ("（三）某市商务局 某市财政局关于支持外贸的若干措施的通知（某商〔2022〕1号）", "某市商务局 某市财政局"),
        ("某部等 27 部门关于推进某事的意见", "某部等 27 部门"),
        ("专家关于发展的意见", ""),
        ("某市关于发展的思考", ""),
    ],
)
def test_issuer(title, issuer):
    assert issuer_of(title) == issuer


CASES = (
    "案例 1\n甲模式\n某地试行。\n一、做法\n多部门协同。\n（某市高新区提供）\n"
    "案例 2\n乙模式\n另一地试行。\n一、做法\n又一段。\n（某县提供）\n"
)


def test_a_provider_at_the_end_is_that_of_the_whole_case(read):
    source = read("a.txt", CASES)
    assert {(b.metadata["section"][0], b.metadata["facts"]["provider"]) for b in source.blocks} == {
        ("案例 1 甲模式", "某市高新区"),
        ("案例 2 乙模式", "某县"),
    }


def test_a_provider_under_the_title_is_that_of_the_case(read):
    source = read("a.txt", "1.甲模式\n某市提供\n一、做法\n试行。\n2.乙模式\n（某县提供）\n一、做法\n又试行。\n")
    assert {(b.metadata["section"][0], b.metadata["facts"]["provider"]) for b in source.blocks} == {
        ("1.甲模式", "某市"),
        ("2.乙模式", "某县"),
    }


def test_the_last_case_of_a_part_is_no_deeper_and_no_wider_than_the_others(read):
    text = f"第一部分 甲\n{CASES}第二部分 乙\n概况。\n"
    for block in read("a.txt", text).blocks:
        case = [head for head in block.metadata["section"] if head.startswith("案例")]
        assert bool(case) == ("facts" in block.metadata)


def test_two_providers_of_one_section_are_none(read):
    source = read("a.txt", "一、甲\n试行。\n（某市提供）\n（某县提供）\n二、乙\n别的。\n")
    assert not any("provider" in block.metadata.get("facts", {}) for block in source.blocks)


def test_a_single_provider_at_the_end_is_the_documents(read):
    source = read("a.txt", "某经验\n一、甲\n试行。\n二、乙\n推广。\n（某市商务局提供）\n")
    assert source.properties == {"provider": "某市商务局"}
    assert not any("facts" in block.metadata for block in source.blocks)


def test_a_policy_text_has_its_issuer_number_and_dates(read):
    notice = (
        "## 某市人民政府关于支持某事的通知\n\n（某政发〔2023〕5号）\n\n一、加强支持。\n\n本通知自2023年7月1日起施行。\n"
    )
    other = "## 某县人民政府关于规范某事的通知\n\n一、规范管理。\n"
    source = read("a.md", f"# 汇编\n\n前面的话。\n\n{notice}\n{other}")
    facts = [block.metadata.get("facts") for block in source.blocks]
    assert facts[2] == {"issuer": "某市人民政府", "number": "某政发〔2023〕5号", "effective": "2023年7月1日"}
    assert facts[-1] == {"issuer": "某县人民政府"}
    assert source.properties == {}


def test_a_document_of_its_own(read):
    passed = "（2023年5月8日市人民政府第12次常务会议通过）"
    articles = "第一条 制定本办法。\n第二条 本办法自2023年7月1日起施行。\n"
    source = read("a.txt", f"某市数据管理办法\n{passed}\n{articles}")
    assert source.title == "某市数据管理办法"
    assert source.properties == {"dated": "2023年5月8日", "effective": "2023年7月1日"}


def test_a_title_page(read):
    source = read("a.txt", "某市服务贸易发展报告\n某市商务局\n2023年8月\n一、概况\n增长较快。\n二、展望\n前景良好。\n")
    assert source.title == "某市服务贸易发展报告"
    assert source.properties == {"issuer": "某市商务局", "dated": "2023年8月"}


def test_front_matter_comes_first(read):
    source = read("a.md", "---\nissuer: 某厅\n---\n# 某市报告\n\n某市商务局\n\n2023年8月\n\n正文。\n")
    assert source.properties == {"issuer": "某厅", "dated": "2023年8月"}


def test_dates_that_differ_are_none(read):
    text = "某办法\n第一条 本办法自2023年7月1日起施行。\n第二条 本规定自2024年1月1日起施行。\n"
    assert "effective" not in read("a.txt", text).properties
    assert "as_of" not in read("a.txt", "报告\n截至2023年底，有 3 家。\n另有 4 家。\n").properties

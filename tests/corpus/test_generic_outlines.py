"""Outlines of documents of our own: rules with articles, a work report, an English report, a contract, a paper."""

from __future__ import annotations

from corpus import Source

RULES = """某市数据流通管理办法
（2023年5月8日市人民政府第12次常务会议通过）

第一编 总则
第一章 一般规定
第一节 目的与范围
第一条 为了规范数据流通，根据有关法律，制定本办法。
第二条 本办法所称数据，包括下列各项：
（一）政务数据；
（二）企业数据；
（三）个人数据。
第三条 违反第二条规定的，由主管部门处理。
第二节 原则
第四条 数据流通应当遵循下列原则：
（一）安全。
（二）公平。
1. 机会公平。
第二章 主体
第五条 数据主体依法享有权利。
第二编 附则
第六条 本办法自2023年7月1日起施行。
"""

WORK_REPORT = """某市人民政府工作报告
——2024年1月10日在市人民代表大会上

各位代表：
现在，我代表市人民政府，向大会报告工作，请予审议。
一、过去一年工作回顾
过去一年，全市经济稳中有进。
（一）产业发展取得新成效。工业增加值增长6.1%。服务业增长较快。
(二)改革开放迈出新步伐。营商环境持续改善。
1.深化审批改革。审批时限压缩一半。
2.扩大对外开放。外贸增长8%。
（1）货物贸易
货物进出口增长5%。
（2）服务贸易
服务进出口增长9%。
二、今年工作安排
（一）总体要求
坚持稳中求进。
（二）重点任务
——抓创新。推进科技攻关。
——抓开放。建设高水平平台。
"""

ENGLISH_REPORT = """Annual Review of Pilot Zones

1. Introduction
The zones were set up to test reforms before they are taken over elsewhere in the country.

1.1 Purpose
This review looks at what has been done. It names 3.5 million visits.

1.2 Method
We read the reports of all zones.

2. Findings
2.1 Trade
Trade grew by 12 percent.

2.1.1 Goods
Goods grew faster.

2.2 Services
Services grew slower.

Appendix A Data
The figures are in the table.
"""

CONTRACT = """设备采购合同
甲方：某某制造有限公司
乙方：某某科技有限公司
一、合同标的
1. 乙方应当向甲方提供设备一套。规格见附件。
2. 甲方应在收货后十日内验收。逾期视为合格。
3. 设备所有权自付款之日起转移。
二、付款
甲方分两期付款：
（1）合同签订后五日内支付百分之三十；
（2）验收合格后支付百分之七十。
三、违约责任
1. 任何一方违约的，应当赔偿对方损失。赔偿额不超过合同总价。
本合同一式两份，双方各执一份。
"""

PAPER = """数字贸易研究述评
已有研究分为三类。
1. 有学者认为关税是主要原因。他们用了三个国家的数据。
2. 有学者认为汇率是主要原因。他们的样本较小。
3. 还有学者强调制度。这类研究最多。
本文得到三个结论：
（1）我们发现关税影响有限。
（2）汇率影响较大。
（3）制度最重要。
"""


def paths(source: Source) -> list[str]:
    """The section paths of the blocks, each once, in order."""
    return list(dict.fromkeys(" > ".join(block.metadata["section"]) for block in source.blocks))


def test_rules(read):
    assert paths(read("a.txt", RULES)) == [
        "",
        "第一编 总则",
        "第一编 总则 > 第一章 一般规定",
        "第一编 总则 > 第一章 一般规定 > 第一节 目的与范围",
        "第一编 总则 > 第一章 一般规定 > 第一节 目的与范围 > 第一条",
        "第一编 总则 > 第一章 一般规定 > 第一节 目的与范围 > 第二条",
        "第一编 总则 > 第一章 一般规定 > 第一节 目的与范围 > 第三条",
        "第一编 总则 > 第一章 一般规定 > 第二节 原则",
        "第一编 总则 > 第一章 一般规定 > 第二节 原则 > 第四条",
        "第一编 总则 > 第二章 主体",
        "第一编 总则 > 第二章 主体 > 第五条",
        "第二编 附则",
        "第二编 附则 > 第六条",
    ]


def test_work_report(read):
    done, plans = "一、过去一年工作回顾", "二、今年工作安排"
    opened = f"{done} > (二)改革开放迈出新步伐"
    assert paths(read("a.txt", WORK_REPORT)) == [
        "",
        done,
        f"{done} > （一）产业发展取得新成效",
        opened,
        f"{opened} > 1.深化审批改革",
        f"{opened} > 2.扩大对外开放",
        f"{opened} > 2.扩大对外开放 > （1）货物贸易",
        f"{opened} > 2.扩大对外开放 > （2）服务贸易",
        plans,
        f"{plans} > （一）总体要求",
        f"{plans} > （二）重点任务",
        f"{plans} > （二）重点任务 > ——抓创新",
        f"{plans} > （二）重点任务 > ——抓开放",
    ]
    assert read("a.txt", WORK_REPORT).properties == {"dated": "2024年1月10日"}


def test_english_report(read):
    assert paths(read("a.txt", ENGLISH_REPORT)) == [
        "",
        "1. Introduction",
        "1. Introduction > 1.1 Purpose",
        "1. Introduction > 1.2 Method",
        "2. Findings",
        "2. Findings > 2.1 Trade",
        "2. Findings > 2.1 Trade > 2.1.1 Goods",
        "2. Findings > 2.2 Services",
        "Appendix A Data",
    ]


def test_the_clauses_of_a_contract_are_no_headings(read):
    source = read("a.txt", CONTRACT)
    assert source.title == "设备采购合同"
    assert paths(source) == ["", "一、合同标的", "二、付款", "三、违约责任"]


def test_the_numbered_sentences_of_a_paper_are_no_headings(read):
    assert paths(read("a.txt", PAPER)) == [""]


def test_collected_documents_are_beside_each_other_whatever_their_levels(read):
    text = (
        "# 汇编\n\n前言的话。\n\n## 上级政策\n\n### 某部关于甲事的意见\n\n一、支持。\n\n"
        "## 某厅关于乙事的通知\n\n一、规范。\n\n## 各地做法\n\n综述。\n"
    )
    assert paths(read("a.md", text))[1:] == [
        "上级政策",
        "上级政策 > 某部关于甲事的意见",
        "上级政策 > 某部关于甲事的意见 > 一、支持",
        "上级政策 > 某厅关于乙事的通知",
        "上级政策 > 某厅关于乙事的通知 > 一、规范",
        "各地做法",
    ]


def test_prefaces_and_afterwords_stand_alone(read):
    text = "前 言\n写作的缘起。\n第一部分 总论\n综述。\n一、概况\n说明。\n后 记\n感谢各方。\n"
    assert paths(read("a.txt", text)) == ["前 言", "第一部分 总论", "第一部分 总论 > 一、概况", "后 记"]


def test_a_bold_run_in_head_is_that_of_its_paragraph_only(read):
    text = "## 一、产业\n\n**人工智能。**建设试验区。\n\n此外，还有别的。\n"
    sections = [block.metadata["section"] for block in read("a.md", text).blocks]
    assert sections == [["一、产业"], ["一、产业", "人工智能"], ["一、产业"]]


def test_a_bare_number_has_the_path_of_its_title(read):
    source = read("a.txt", "第五章\n扩大开放\n第一节 通道\n加快建设。\n第六章\n第一节 组织\n加强领导。\n")
    assert [block.metadata["section"] for block in source.blocks][:2] == [["第五章 扩大开放"]] * 2
    assert source.blocks[4].metadata["section"] == ["第六章"]


def test_a_heading_that_was_cut_inside_a_quotation_is_whole(read):
    text = "（一）打通环节，实现企业“即报即\n\n放”。\n\n口岸提前介入。\n"
    assert paths(read("a.txt", text)) == ["（一）打通环节，实现企业“即报即放”"]


def test_a_title_goes_on_down_to_its_byline(read):
    text = "5.国际邮件和跨境电商业务\n集约监管新模式\n中国（某省）自由贸易\n试验区提供\n片区推动三类业务一站式办理。\n"
    source = read("a.txt", text)
    assert paths(source) == ["5.国际邮件和跨境电商业务集约监管新模式"]
    assert source.blocks[1].page_content == "中国（某省）自由贸易试验区提供"


def test_lines_that_begin_like_a_caption_go_on(read):
    line = "借助生成式人工智能的图文处理功能企业已经处理广告"
    text = "\n\n".join([f"{line}素材\n\n图文并茂地展示了产品。"] * 6)
    assert all(block.page_content.endswith("展示了产品。") for block in read("a.txt", text).blocks)


def test_footnotes_are_linked_to_where_they_are_marked(read):
    text = "贸易<sup>2</sup>快速增长，\n\n<sup>2</sup> 指服务贸易。\n\n另一段。\n"
    source = read("a.txt", text)
    assert source.blocks[0].metadata["notes"] == ["2"]
    (note,) = [block for block in source.blocks if block.metadata["kind"] == "footnote"]
    assert (note.metadata["note"], note.page_content) == ("2", "2 指服务贸易。")


def test_a_link_that_shows_its_address_is_the_address(read):
    text = "[http://a.gov.cn/t\\\\_1.html](http://a.gov.cn/t_1.html)\n\n[通知](http://a.gov.cn/)\n"
    assert read("a.txt", text).text == "http://a.gov.cn/t_1.html\n通知"


def test_repeated_lines_are_dropped_and_counted(read):
    source = read("a.txt", "这一行话在换页处被重复了一次。\n\n这一行话在换页处被重复了一次。\n短句。\n短句。\n")
    assert source.text == "这一行话在换页处被重复了一次。\n短句。\n短句。"
    assert source.health.dropped["repeated lines"].times == 1

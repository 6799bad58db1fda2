"""What is shown must be able to be the answer: things named, the right figure, nothing that the question says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rag_support import passage, refused

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.refusal.firms import is_named
from rag.refusal.given import given as stated
from rag.refusal.given import without
from rag.refusal.look import Look
from rag.refusal.member import of_several, summed
from rag.refusal.naming import only_counted, rest_untold, unlisted
from rag.refusal.near import plain, read
from rag.refusal.opposite import contradicts
from rag.refusal.other_figure import other_rank
from rag.refusal.shown import Fault, faults, unanswering
from rag.statements import Statement, statements

CASE = passage(
    "截至2024年底，已有18家银行、保险机构入驻云溪保函平台，开出保函9300笔。"
    "先后为远山航空、南湖航空等12家境内外航空公司修过飞机，累计修好起落架80套。"
    "与甲木数码、海蓝软件等6家企业签了入驻协议。"
    "另有4项国家标准正在评审中。"
    "平台由云溪数字科技有限公司承建，2023年上线，参展的3596部影片里国际影片占九成。"
    "2023年货运量同比增长18%，扫码次数同比下降7%。",
    title="云溪新区案例",
    section=["电子保函"],
)


def first_fault(look: Look, told: list[Statement]) -> Fault:
    fault = faults(look, told)[0]
    assert fault is not None
    return fault


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


@pytest.mark.parametrize(
    ("answered", "untold"),
    [
        ("云溪保函平台入驻了多少家银行、保险机构？", "云溪保函平台的18家机构里，银行有几家？"),
        ("先后修过飞机的境内外航空公司有几家？", "修过飞机的12家航空公司里，境外的有几家？"),
        ("一共修好起落架多少套？", "给南湖航空修好起落架多少套？"),
        ("有几项国家标准正在评审中？", "正在评审中的4项国家标准都叫什么？"),
        ("签了入驻协议的企业有几家？", "签了入驻协议的6家企业，除甲木数码和海蓝软件外还有哪几家？"),
        ("云溪保函平台是哪家公司承建的？", "云溪保函平台是哪家公司设计的，请来几位律师？"),
        ("2023年货运量增长多少？", "2023年货运量为什么反而下降了？"),
        ("云溪保函平台哪年上线，由谁承建？", "正在评审中的4项国家标准都叫什么，由谁起草？"),
    ],
)
def test_what_is_shown_must_be_able_to_be_the_answer(extractor: Extractor, answered: str, untold: str) -> None:
    assert not refused(extractor, answered, CASE)
    assert refused(extractor, untold, CASE)


@pytest.mark.parametrize(
    ("question", "text", "left"),
    [
        ("15家机构里银行占几家？", "已有15家银行、保险机构入驻", "已有…家银行、保险机构入驻"),
        ("15家机构里银行占几家？", "已有115家银行入驻", "已有115家银行入驻"),
        ("3家里有几家？", "共3家、3项", "共…、3项"),
        ("6000多万用户里有多少会员？", "超过6000万的用户", "超过…的用户"),
        ("为什么涨了18%？", "下降18%，18家", "下降…，18家"),
        ("2022年有多少家？", "2022年有9家", "2022年有9家"),
        ("多少家？", "9家", "9家"),
    ],
)
def test_what_the_question_states_is_not_counted(question: str, text: str, left: str) -> None:
    assert without(stated(plain(question)), text) == left


@given(
    st.text(alphabet="0123456789家项%多万年里有几，", max_size=20), st.text(alphabet="0123456789家项%万年", max_size=20)
)
def test_no_figure_is_left_out_that_the_question_does_not_state(question: str, text: str) -> None:
    left = without(stated(question), text)
    assert left == text or any(sign.isdigit() for sign in question)


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        ("远山航空修了多少套起落架？", "先后为远山航空、南湖航空等12家公司修好80套", True),
        ("远山航空、南湖航空等公司修了多少套起落架？", "先后为远山航空、南湖航空等12家公司修好80套", False),
        ("一共给远山航空修了多少套？", "先后为远山航空、南湖航空等12家公司修好80套", True),
        ("12家公司的起落架加起来修了多少套？", "先后为远山航空、南湖航空等12家公司修好80套", False),
        ("《湖上人家》一共多少集？", "《湖上人家》、《山中岁月》等6部62集纪录片上线", True),
        ("北岭航空修了多少套起落架？", "先后为远山航空、南湖航空等12家公司修好80套", False),
        ("远山航空修了多少套起落架？", "与远山航空、南湖航空等公司合作", False),
        ("远山航空修了多少套起落架？", "为远山航空、南湖航空等；累计修好80套", True),
        ("南湖国有几个园区？", "在远山国、南湖国等沿线国家建了14个园区", True),
        ("南湖国有几个园区？", "在远山国、南湖国等“环湖联盟”沿线国家建了14个园区", True),
        ("建了多少个技术研发平台？", "建设了冶金技术研发平台等10个技术研发平台", False),
        ("冶金技术研发平台有多少人？", "冶金技术研发平台、制图技术研发平台等12个平台共有80人", True),
        ("贸易国到了多少个国家？", "来自200多个国家和地区的货物以及甲省、乙省等20个省份，贸易国到了45个国家", False),
    ],
)
def test_a_figure_of_several_is_none_of_one_of_them(question: str, line: str, expected: bool) -> None:
    assert of_several(plain(question), plain(line)) is expected


def test_a_figure_of_both_is_none_of_each() -> None:
    assert summed("甲地和乙地各有多少个？", "两地已设38个点", None)
    assert not summed("甲地和乙地各有多少个？", "两地各设19个点", None)
    assert not summed("两地一共有多少个？", "两地已设38个点", None)
    assert not summed("甲地和乙地各有多少个？", "两地甲设18个，乙设20个", None)
    assert summed("甲地一边有几个？", "两地已设38个点，时间压缩2/3", None)
    assert summed("俄方园区里有多少家企业？", "中俄两方园区共引入企业70余家、工作站3家，双方受益", None)


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        ("4项国家标准都叫什么？", "还有4项国家标准正在评审中。", True),
        ("那两家公司叫什么名字？", "引入2家租赁公司，业务大增。", True),
        ("10余家企业都是哪些？", "10余家企业成为首批享受的企业。", True),
        ("4项国家标准都叫什么？", "4项国家标准包括《甲类》《乙类》《丙类》《丁类》。", False),
        ("6家企业分别是谁？", "与甲木、海蓝、远山、南湖、北岭、东川等6家企业签约。", False),
        ("哪五个主题？", "规划了航空、文旅、医药、数据、金融五个主题园。", False),
        ("三大举措是什么？", "推出三大举措。一是减材料。二是减环节。", False),
        ("4项国家标准是哪年定的？", "还有4项国家标准正在评审中。", False),
        ("有几家企业？", "10余家企业成为首批享受的企业。", False),
        ("分哪5个阶段？", "流程分为申请、受理、审查、公示和发证。", False),
        ("用的是哪两个口岸？", "两个海关签了协议，货物从远山口岸和南湖口岸进来。", False),
        ("那10家龙头企业，名单有吗？", "引进龙头企业10家，形成了产业集群。", True),
        ("进白名单的10家企业贷到多少钱？", "10家企业进了白名单，减少抽查。", False),
        # Another thing is counted there.
        ("借道哪两个渡口？", "借道甲木渡口和海蓝渡口，两个县签了约。", False),
    ],
)
def test_things_to_be_named_are_not_only_counted(question: str, line: str, expected: bool) -> None:
    assert only_counted(plain(question), plain(line)) is expected


def test_many_things_to_be_named_are_listed() -> None:
    question = plain("那8大央企都是哪八家？")
    line = plain("整合8大央企数据，汇集物资、库存等信息，打通研发、物流环节。")
    assert unlisted(question, line, line)
    names = plain("8大央企是：甲木、海蓝、远山、南湖、北岭、东川、西原和中林。")
    assert not unlisted(question, line, f"{line}\n{names}")
    assert not unlisted(plain("那8大央企怎么了？"), line, line)


def test_the_rest_is_not_what_the_question_names() -> None:
    question = plain("除甲木和海蓝外还有哪几家？")
    assert rest_untold(question, plain("与甲木、海蓝等6家企业签约。"))
    assert not rest_untold(question, plain("与甲木、海蓝、远山等6家企业签约。"))
    assert not rest_untold(plain("有哪几家？"), plain("与甲木、海蓝等6家企业签约。"))
    question = plain("除了甲木和海蓝那两家还有哪些？")
    assert rest_untold(question, plain("与甲木、海蓝等6家企业签约。"))
    assert not rest_untold(question, plain("与甲木、海蓝、远山等6家企业签约。"))
    question = plain("除了在线结算和合同撮合，剩下4项是什么？")
    assert rest_untold(question, plain("有贸易合同撮合、在线货币结算等6项功能。"))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("云溪数字科技有限公司", True),
        ("由远山航空公司", True),
        ("平台与保险经纪公司", False),
        ("引进物流公司", False),
        ("委托的评估公司", False),
        ("某银行", False),
        ("云溪大学", True),
    ],
)
def test_a_kind_of_firm_is_no_name(said: str, expected: bool) -> None:
    assert is_named(said) is expected


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        ("货运量为什么下滑？", "成本同比下降11%，货运量同比上升34%。", True),
        ("成本为什么下降？", "成本同比下降11%，货运量同比上升34%。", False),
        ("货运量为什么上升？", "成本同比下降11%，货运量同比上升34%。", False),
        ("货运量下降了多少？", "货运量同比上升34%。", False),
        ("货运量为什么下滑？", "货运量大幅上升。", False),
    ],
)
def test_the_reason_of_a_fall_is_not_told_by_a_rise(question: str, line: str, expected: bool) -> None:
    assert contradicts(plain(question), plain(line)) is expected


@pytest.mark.parametrize(
    ("text", "question", "other"),
    [
        ("平台自开业以来累计收保费130亿元。", "2022年平台收了多少保费？", True),
        ("平台自开业以来累计收保费130亿元。", "平台累计收了多少保费？", False),
        ("2022年平台收保费13亿元。", "2022年平台收了多少保费？", False),
        ("截至2023年4月，平台共享运单36002单。", "到2023年底平台共享运单多少单？", True),
        ("截至2023年底，平台共享运单36002单。", "到2023年底平台共享运单多少单？", False),
        ("人员整合后，操作人员减少22人。", "整合后操作人员还剩多少人？", True),
        ("人员整合后，操作人员减少22人。", "整合后操作人员减少多少人？", False),
        ("A级占比由10%升到14%。", "C级占比升到多少？", True),
        ("A级占比由10%升到14%。", "A级占比升到多少？", False),
        ("许可的审批时限比改革前压减5个工作日，每年节约成本80万元。", "许可一共要几个工作日？", True),
        ("许可的审批时限压减至5个工作日。", "许可一共要几个工作日？", False),
        ("许可的审批时限比改革前压减5个工作日。", "许可的审批时限减了几个工作日？", False),
    ],
)
def test_a_figure_of_something_else(extractor: Extractor, text: str, question: str, other: bool) -> None:
    place = passage(text)
    asked = extractor.support.ask(question, lambda term: 1.0)
    look = Look(read(asked, [place], extractor.support), extractor.support)
    assert first_fault(look, statements(place)).other is other


@pytest.mark.parametrize(
    ("question", "line", "expected"),
    [
        ("一等奖给了哪个项目？", "该项目在大赛中获三等奖。", True),
        ("一等奖给了哪个项目？", "该项目在大赛中获一等奖。", False),
        ("绩效评价排第一的是哪个基地？", "云溪基地综合排名第二。", True),
        ("云溪创新指数的增幅排第几？", "云溪创新指数为72%，排在第8位，比上年提高了2个百分点。", True),
        ("云溪创新指数的增幅排第几？", "云溪创新指数为72%，排在第8位，增幅居第3位。", False),
        ("绩效评价排第一的是哪个基地？", "云溪基地位居第一。", False),
        ("云溪基地排名第几？", "云溪基地综合排名第二。", False),
    ],
)
def test_another_rank_is_no_answer(question: str, line: str, expected: bool) -> None:
    assert other_rank(plain(question), plain(line)) is expected


def test_a_row_of_a_province_is_none_of_the_country(extractor: Extractor) -> None:
    row = passage("电信服务\t3527.6", kind="table", context="表1 陕西省服务进口\n单位：万美元\n行业\t进口")
    for question, other in (("全国电信服务进口多少万美元？", True), ("陕西电信服务进口多少万美元？", False)):
        asked = extractor.support.ask(question, lambda term: 1.0)
        look = Look(read(asked, [row], extractor.support), extractor.support)
        assert first_fault(look, statements(row)).other is other


def test_a_sentence_on_a_province_is_none_of_the_country(extractor: Extractor) -> None:
    for text, other in (
        ("2022年，陕西旅行服务进出口27.5亿美元。", True),
        ("2022年，我国旅行服务进出口859.8亿美元。", False),
        ("2022年，从陕西起步，旅行服务进出口859.8亿美元。", False),
    ):
        place = passage(text)
        asked = extractor.support.ask("2022年我国旅行服务进出口多少亿美元？", lambda term: 1.0)
        look = Look(read(asked, [place], extractor.support), extractor.support)
        assert first_fault(look, statements(place)).other is other


def test_a_figure_beyond_a_semicolon_is_of_something_else(extractor: Extractor) -> None:
    bank, plant = "云溪银行为新能源公交发放1000万元贷款；远山热电拿到首批碳排放权质押贷款。", "远山热电"
    for text, heading, other in (
        (bank, "绿色金融", True),
        (bank, plant, False),  # what a heading names, every clause is about
        ("云溪银行为新能源公交发放贷款；远山热电拿到碳排放权质押贷款1000万元。", "绿色金融", False),
        ("远山热电拿到首批贷款：期限三年；金额1000万元。", "绿色金融", False),
    ):
        place = passage(text, title="", section=[heading])
        asked = extractor.support.ask("远山热电拿到的贷款是多少万元？", lambda term: 3.0 if term == "热电" else 1.0)
        look = Look(read(asked, [place], extractor.support), extractor.support)
        assert first_fault(look, statements(place)).other is other


def test_a_figure_of_each_needs_several(extractor: Extractor) -> None:
    question = "城东、城西和城北三个片区各有几家？"
    asked = extractor.support.ask(question, lambda term: 1.0)
    for text, lacking in (("城东集聚38家，城西、城北积极参与。", True), ("城东38家，城西12家，城北7家。", False)):
        place = passage(text)
        look = Look(read(asked, [place], extractor.support), extractor.support)
        assert unanswering(faults(look, statements(place))) is lacking


def test_a_row_has_the_unit_that_its_column_says(extractor: Extractor) -> None:
    row = passage("远山国\t9\t734.3", kind="table", context="表2 云溪技术进口（按国别）\n国别\t合同数\t技术费")
    asked = extractor.support.ask("从远山国进口技术签了几份合同？", lambda term: 1.0)
    look = Look(read(asked, [row], extractor.support), extractor.support)
    assert not unanswering(faults(look, statements(row)))


def test_a_reason_asked_for_with_many_comparisons_takes_no_time() -> None:
    # Patterns that repeat what may itself repeat take exponential time on such a run.
    assert not contradicts("为什么" + "比较" * 2000 + "下降了", "货运量同比下降3%")


def test_faults_are_of_what_was_read(extractor: Extractor) -> None:
    asked = extractor.support.ask("4项国家标准都叫什么？", lambda term: 1.0)
    look = Look(read(asked, [CASE], extractor.support), extractor.support)
    told = next(one for one in statements(CASE) if "国家标准" in one.text)
    assert unanswering(faults(look, [told]))
    assert not unanswering(faults(look, []))
    elsewhere = statements(passage("另一篇。还有4项国家标准正在评审中。", start=900))
    assert set(faults(look, elsewhere)) == {None}


def test_the_total_of_all_countries_is_none_of_one(extractor: Extractor) -> None:
    table = passage(
        "合计\t160\t31639.0", kind="table", context="表8 云溪技术出口\n单位：万美元\n方式\t份数\t金额", title=""
    )
    for question, other in (("云溪技术出口到新加坡多少万美元？", True), ("云溪技术出口多少万美元？", False)):
        asked = extractor.support.ask(question, lambda term: 1.0)
        look = Look(read(asked, [table], extractor.support), extractor.support)
        assert first_fault(look, statements(table)).other is other

"""A figure that counts something else, or is of another name, is no answer; each beside a question that has one."""

from __future__ import annotations

import pytest
from rag_support import passage, refused

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.refusal.look import Look
from rag.refusal.near import read
from rag.refusal.off_point import off_point
from rag.refuse import THRESHOLD, decided
from rag.statements import statements
from rag.support import years

FAIR = passage(
    "云溪电商博览会共吸引40个特色产业带、400多家企业参展，累计成交额3700万元，签订意向合同额2.8亿元。",
    title="云溪新区案例",
    section=["电商博览会"],
)
BANK = passage(
    "截至2024年底，青禾保险公司有分公司28家，支公司426家，营业部384家。两期共为24家小企业解决融资1.9亿元。",
    title="青禾保险公司介绍",
)
SHIPS = passage(
    "“青禾601”为全省最大的饲料船，总吨位达890吨；“青禾602”为全国首艘活鱼运输船，满载活鱼可达60吨。",
    title="云溪新区案例",
)
PLANS = passage(
    "青禾大学新校区：位于云溪新城，总建筑面积约100万平方米，设教学楼12栋。\n"
    "云溪会展中心：集会议、展览、酒店为一体，占地300亩，是区域性会展综合体。",
    title="云溪新区规划",
    section=["重点项目"],
)
CARS = passage("远山汽车在阿尔及利亚建成年产5000辆的组装厂。公司在12个国家设厂，远销哈萨克斯坦等地。", title="远山汽车")
NET = passage(
    "三是拓展线上业态。云溪医药园依托互联网医院推出“线上问诊”服务，推动传统药店转型，一站式引流。", title="云溪案例"
)
PATENT = passage("云溪内陆港项目获得5项软件著作权、1项实用新型专利。", title="云溪案例")
SIGNED = passage("目前已有予微生物公司、博新科技公司等4家企业签约入驻云溪研发平台。", title="云溪案例")


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


@pytest.mark.parametrize(
    ("text", "answered", "untold"),
    [
        (FAIR, "云溪电商博览会有多少家企业参展？", "云溪电商博览会签了多少份意向合同？"),
        (BANK, "青禾保险公司有多少家支公司？", "青禾保险公司的426家支公司，有多少家开在云溪市？"),
        (BANK, "24家小企业一共拿到多少融资？", "24家小企业，每家最多拿到多少融资？"),
        (SHIPS, "“青禾601”总吨位多少？", "“青禾602”总吨位多少？"),
        (PLANS, "青禾大学新校区总建筑面积有多少平方米？", "云溪会展中心总建筑面积有多少平方米？"),
        (CARS, "远山汽车在阿尔及利亚的工厂一年能造多少辆车？", "远山汽车在哈萨克斯坦的工厂一年能造多少辆车？"),
        (NET, "云溪医药园推出了什么线上服务？", "云溪医药园的“线上问诊”一年接了多少单？"),
        (SIGNED, "云溪研发平台签约的4家企业有哪些？", "云溪研发平台签约的4家企业，另外两家叫什么？"),
        (PATENT, "云溪内陆港项目获得几项软件著作权？", "云溪内陆港项目那项实用新型专利叫什么名字？"),
    ],
)
def test_a_figure_must_be_that_of_what_is_asked_about(
    extractor: Extractor, text: object, answered: str, untold: str
) -> None:
    assert not refused(extractor, answered, text)
    assert refused(extractor, untold, text)


FILMS = passage(
    "2019年，电影《湖上人家》入选国家重点项目。青禾音乐厅推出“三重奏”计划，惠及听众30万人次。"
    "网络覆盖10万家医院、药店、诊所及千余家电商企业。",
    title="云溪文化报告",
)
CALM = passage(
    "云溪新区实行“安静周”制度，每月第三周之外不安排检查。企业须向营商办报备检查计划。",
    title="“安静周”等12个案例",
    section=["安静周"],
)
OTHER_CASE = passage(
    "远山新区搭建专利评估平台，对申请项目赋值评分，五个维度打分。", title="“安静周”等12个案例", section=["专利评估"]
)
ACADEMY = passage("新材料基地建设研究院，引进两院院士、学科带头人，研究关键材料。", title="云溪新区规划")
UNDERWRITERS = passage("发行债券时，券商、会计师事务所等机构的审查，帮助企业规范管理。", title="云溪案例")
CODE = passage("打造“123全球航空圈”，建设综合枢纽、联运体系。", title="云溪规划")
TOLD_CODE = passage("打造“123全球航空圈”，即国内1小时、周边2小时、全球3小时可达。", title="云溪规划")
FUND = passage("研究年内启动服务贸易引导基金二期，带动社会资本共同支持海外仓。", title="云溪报告")
SIZED_FUND = passage("设立服务贸易引导基金二期，规模30亿元，带动社会资本。", title="云溪报告")


@pytest.mark.parametrize(
    ("answering", "silent", "question"),
    [
        (passage("电影《湖上人家》由李青执导，2019年入选国家重点项目。"), FILMS, "电影《湖上人家》的导演是谁？"),
        (
            passage("青禾影视创作了《湖上人家》系列，由李青执导。"),
            passage("青禾影视创作了《湖上人家》系列等知名作品。"),
            "青禾影视的《湖上人家》导演是谁？",
        ),
        (TOLD_CODE, CODE, "“123全球航空圈”里的1、2、3各指什么？"),
        (SIZED_FUND, FUND, "服务贸易引导基金二期的规模有多大？"),
        (passage("新材料基地引进王明远院士团队，研究关键材料。"), ACADEMY, "新材料基地引进了哪几位院士？"),
        (passage("债券由青禾证券承销，企业由此规范管理。"), UNDERWRITERS, "发行债券的承销券商是哪一家？"),
        (PLANS, passage("云溪会展中心：总建筑面积约100万平方米。", section=["重点项目"]), "云溪会展中心占地多少亩？"),
        (
            passage("青禾保函一笔最高可担保300万元。"),
            passage("青禾保函共开出10601笔，担保8260万元。"),
            "青禾保函一笔最高能担保多少万元？",
        ),
        (
            passage("青禾食品2021年入驻云溪园区。"),
            passage("云溪园区2024年进出口总值13亿元，有青禾食品等企业。"),
            "青禾食品是哪一年入驻云溪园区的？",
        ),
        (
            passage("青禾集团的压缩机一年卖出260台，产品出口40多个国家。"),
            passage("青禾集团的压缩机占有率90%，产品出口40多个国家。"),
            "青禾集团的压缩机一年卖出去多少台？",
        ),
        (
            passage("由青禾大学陈明教授牵头，专家团队突破了节流技术。"),
            passage("来自青禾大学的专家团队帮助企业突破了节流技术。"),
            "突破节流技术的青禾大学专家团队，带头人叫什么？",
        ),
        (
            passage("网络覆盖10万家医院、药店、诊所，其中药店6万家。"),
            FILMS,
            "网络覆盖的10万家医院、药店、诊所里，药店有多少家？",
        ),
    ],
)
def test_what_is_asked_of_a_thing_must_be_told_of_it(
    extractor: Extractor, answering: object, silent: object, question: str
) -> None:
    assert not refused(extractor, question, answering)
    assert refused(extractor, question, silent)


def test_the_title_of_a_collection_says_of_no_other_case_what_one_of_them_is_about(extractor: Extractor) -> None:
    assert not refused(extractor, "云溪新区有没有实行“安静周”？", CALM)
    assert refused(extractor, "远山新区有没有实行“安静周”？", OTHER_CASE)


@pytest.mark.parametrize("question", ["云溪会展中心占地多少亩？", "云溪会展中心集哪些功能为一体？"])
def test_what_stands_under_the_label_asked_about_is_told(extractor: Extractor, question: str) -> None:
    assert not refused(extractor, question, PLANS)


@pytest.mark.parametrize(
    ("text", "answered", "untold"),
    [
        (
            "2021年，青禾剧团海外演出收入2000万元，剧目入选2022年名录。",
            "青禾剧团2021年海外演出收入有多少？",
            "青禾剧团2022年海外演出收入有多少？",
        ),
        (
            "截至2024年底，云溪港已与青禾公司合作开展货运，2021年起与远山公司开通班轮。",
            "云溪港是哪一年跟远山公司开通班轮的？",
            "",
        ),
        ("截至2024年底，云溪港已与青禾公司合作开展货运。", "", "云溪港是哪一年开始跟青禾公司合作的？"),
        (
            "云溪港运营航线65条，通达113个国家，拥有泊位12个。",
            "How many berths does Yunxi port (云溪港) have?",
            "How many kilometres long is the quay of Yunxi port (云溪港)?",
        ),
        ("成员来自16个国家，其中14位来自云溪。", "成员来自多少个国家？", "成员来自16个国家，具体是哪16个？"),
        ("档案包括授牌的中心，受助企业，以及合作伙伴三类主体。", "档案里装的是哪三类主体？", ""),
        ("云溪港放行正常率高于平均水平，2020年货运量排名进入全国前10。", "云溪港货运量排到全国前几名？", ""),
        ("云溪税务局每月开一次联席会议，定期发布案例。", "云溪税务局的联席会议多久开一次？", ""),
        ("云溪税务局定期召开联席会议。", "", "云溪税务局的联席会议多久开一次？"),
        ("云溪医药园推动零售药店上线“云溪问诊”。", "", "云溪医药园的“云溪问诊”一年接了多少单？"),
        ("云溪新区2022年举办人才沙龙17场次。", "云溪新区2022年办了多少场次人才沙龙？", ""),
        ("云溪保理案由青禾市中级人民法院审理。", "云溪保理案由哪家法院审理？", ""),
        ("云溪新区成立商业保理审判庭，审理云溪保理案。", "", "审理云溪保理案的审判庭设在哪家法院？"),
        ("云溪大市场吸引航运协会、船员俱乐部等组织入驻。", "", "入驻云溪大市场的船员俱乐部叫什么名字？"),
        ("云溪大市场吸引“远帆”船员俱乐部入驻。", "入驻云溪大市场的船员俱乐部叫什么名字？", ""),
        ("云溪跨境电商单量2024年排名第一。", "云溪跨境电商单量2024年排名第几？", "云溪排第一，排第二的是哪里？"),
        ("“云橘贷”面向果农，可贷20万元。", "“云橘贷”面向果农，最多能贷多少万元？", ""),
        ("平台集保函、“云橘贷”为一体，5分钟办结。", "", "“云橘贷”一家企业最高能贷多少？"),
        (
            "云溪货运量2022年增长53%，居全省第二。",
            "云溪货运量2022年增长多少？",
            "云溪货运量2022年为什么一下子增长了53%？",
        ),
        ("受高铁开通带动，云溪货运量2022年增长53%。", "云溪货运量2022年为什么增长了53%？", ""),
        ("青禾教育公司创立于2006年，以图书为主业。", "青禾教育公司是哪一年创立的？", "青禾教育公司是哪一年上市的？"),
        (
            "青禾汽车建成年产5000辆（一期）组装厂。",
            "青禾汽车组装厂年产能是多少辆？",
            "青禾汽车组装厂二期年产能是多少辆？",
        ),
        ("以青禾轮驳有限公司为例，2023年作业2万艘次。", "", "除了青禾轮驳有限公司，还有哪几家公司在作业？"),
    ],
)
def test_years_dates_and_counts(extractor: Extractor, text: str, answered: str, untold: str) -> None:
    assert not answered or not refused(extractor, answered, passage(text))
    assert not untold or refused(extractor, untold, passage(text))


def test_what_cannot_answer_gives_way_to_what_may(extractor: Extractor) -> None:
    """The statement that only counts is not shown beside the one that names."""
    case = passage("面向毕业生免费发布招聘信息的平台共三个。三个平台是“云溪招聘网”、“青禾就业网”和“远山在线”。")
    support = extractor.support
    asked = support.ask("免费发布招聘信息的是哪三个平台？", lambda term: 1.0)
    chosen = statements(case)
    decision = decided(asked, chosen, read(asked, [case], support), support)
    assert decision.confidence >= THRESHOLD
    assert chosen[1] in decision.statements


@pytest.mark.parametrize(
    ("question", "known", "untold"),
    [
        ("个体工商户能申请“云橘贷”吗？", "工商户", True),
        ("果农能申请“云橘贷”吗？", "果农", False),
        ("果农能线上申请“云橘贷”来买农业机械设备吗？", "农业", True),
        ("果农能线上申请“云橘贷”来买农业机械设备吗？", "", False),
        ("跑腿小哥能申请“云橘贷”吗？", "", False),  # everyday words, which no document has
    ],
)
def test_whether_something_holds_of_what_is_not_spoken_of(
    extractor: Extractor, question: str, known: str, untold: bool
) -> None:
    case = passage("“云橘贷”面向果农，可线上申请。")
    asked = extractor.support.ask(question, lambda term: 0.5 if known and known in term else 1.0)
    look = Look(read(asked, [case], extractor.support), extractor.support)
    assert off_point(look.reading.found[0], look) is untold


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("每人能领多少补贴？", "对创业的高校毕业生给予最高5000元补贴。"),
        ("每家企业最高奖励多少万元？", "对通过认定的企业给予最高50万元奖励。"),
        ("哪个海关特殊监管区域最早封关运行？", "云溪综合保税区最早封关运行。"),
        ("云溪医疗联盟由哪几家医院牵头？", "云溪医疗联盟由协和、华西牵头。"),
        ("云溪博览会的吉祥物叫什么？", "云溪博览会开幕，吉祥物溪宝同时亮相。"),
        ("过境免签停留期限是多少？", "过境免签停留期限为30日。"),
        ("有多少企业入驻云溪园区？", "已有十几家企业入驻云溪园区。"),
        ("云溪统计数据截至哪一年？", "云溪统计数据截至2024年底。"),
        ("2021年成立的云溪研究院获得多少项专利？", "云溪研究院2021年成立，2023年底，研究院获得专利50项。"),
        ("云溪港货运量排第二的货种是什么？", "云溪港货运量排名第2的货种是煤炭。"),
        ("云溪前五期培训班共培训多少人？", "云溪培训班前5期共培训300人。"),
        ("云溪论坛有多少位专家参加？", "云溪论坛邀请国内外专家，共计80余名。"),
        ("那个云溪项目为什么叫停？", "有一个云溪项目因环评未过而终止。"),
        ("云溪为什么要减少审批环节？", "云溪减少审批环节，提高企业办事效率。"),
    ],
)
def test_what_answers_in_other_words_is_not_refused(extractor: Extractor, question: str, text: str) -> None:
    assert not refused(extractor, question, passage(text))


def test_a_label_holds_for_its_paragraph_and_names_no_other_thing(extractor: Extractor) -> None:
    case = passage("中欧班列：常态化开行，辐射周边。\n2024年成绩：2024年云溪新区中欧班列开行3000列。", title="云溪新区")
    assert not refused(extractor, "2024年中欧班列开行了多少列？", case)


def test_a_heading_may_name_the_country(extractor: Extractor) -> None:
    told = passage("该国人口2000万人，北与俄罗斯接壤。", title="各国概况", section=["哈萨克斯坦"])
    assert not refused(extractor, "哈萨克斯坦的人口有多少万人？", told)


@pytest.mark.parametrize(
    ("text", "years_named"), [("2021.12", {"2021"}), ("2024天津论坛", {"2024"}), ("2000万元", set())]
)
def test_years(text: str, years_named: set[str]) -> None:
    assert years(text) == years_named


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What was the total investment?", "The total investment was 3 billion yuan."),
        ("What was the export value in 2024?", "In 2024, the export value was RMB 12.3 billion."),
        ("云溪新区有多少个产业园？", "云溪新区有产业园12个。"),
        ("一共有几个生态园？", "云溪新区一共建成生态园12个。"),
        ("制定了多少项行业标准？", "制定了3个行业标准。"),
        ("获批多少家省级重点实验室？", "获批12个省级重点实验室。"),
        ("地铁3、4号线是什么时候开通的？", "地铁3、4号线于2023年开通。"),
        ("附件1、2是什么？", "附件1、2是申请表和说明。"),
        ("“123”模式里的1、2、3代表什么？", "“123”模式：1为中心，2为平台，3为机制。"),
        ("专家评审由谁负责？", "专家评审由科技局负责。"),
        ("项目的带头人由谁担任？", "项目的带头人由王明担任。"),
        ("谁主导改革？", "改革由营商办主导。"),
        ("俄方投资多少亿元？", "中俄双方共投资30亿元，俄方投资12亿元。"),
        ("解除合同还有哪些条件？", "解除合同等情形需经双方同意，条件为提前30日通知。"),
        ("这所大学是哪个国家的？", "这所大学来自德国。"),
        ("由哪位院士领衔？", "实验室由周名江院士领衔。"),
        ("云溪会展项目最低要交多少保证金？", "云溪会展项目的保证金不得少于100万元。"),
        ("云溪会展中心占地多少平方公里？", "云溪会展中心规划范围30平方公里。"),
        ("项目哪年落地？", "项目于2019年投产落成。"),
    ],
)
def test_what_only_looks_like_something_else_is_not_refused(extractor: Extractor, question: str, text: str) -> None:
    assert not refused(extractor, question, passage(text, title="云溪新区案例", section=[]))


@pytest.mark.parametrize("title", ["云溪新区条例", "云溪新区条例（2024年修订）"])
def test_a_document_about_the_quoted_name_speaks_of_it(extractor: Extractor, title: str) -> None:
    rule = passage("《云溪新区条例》适用于外资企业。", title=title, section=[])
    assert not refused(extractor, "《云溪新区条例》是否适用于外资企业？", rule)

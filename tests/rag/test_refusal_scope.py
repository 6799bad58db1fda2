"""A figure of another place or field, or of more or less than is asked for, is no answer; each beside one that is."""

from __future__ import annotations

import pytest
from rag_support import passage, refused

from index.embed import StaticEmbeddings
from rag.extract import Extractor
from rag.refusal.forms import form_asked
from rag.refusal.near import plain
from rag.refusal.units import unit_asked
from rag.sought import sought


@pytest.fixture(scope="module")
def extractor(static: StaticEmbeddings) -> Extractor:
    return Extractor(static)


def table(header: str, row: str, caption: str) -> dict[str, str]:
    return {"text": row, "kind": "table", "context": f"{caption}\n{header}"}


TRADE = passage(
    **table("地区\t出口额", "湖北\t41.5", "表2 2021年部分省份服务贸易出口额，单位：亿元"), section=["服务贸易"]
)


@pytest.mark.parametrize(
    ("text", "answered", "other"),
    [
        (
            "2022年，四川、湖北、湖南三省服务进出口总额达5554亿元，占全国的62%。",
            "2022年四川、湖北、湖南服务进出口总额达多少亿元？",
            "全国2022年服务进出口总额是多少亿元？",
        ),
        (
            "到2024年底，全省建成充电桩10万个，乡镇以上行政区实现全覆盖。",
            "到2024年底全省要建成多少个充电桩？",
            "到2024年底成都市要建成多少个充电桩？",
        ),
        (
            "预计2023年四川服务进出口总额80.6亿元，同比增长10.4%。",
            "预计2023年四川服务进出口总额是多少亿元？",
            "预计2023年中国服务进出口总额是多少亿元？",
        ),
        (
            "青禾片区推行船舶协同办证，每年可为企业节约成本1500万元以上。",
            "青禾片区的船舶协同办证每年为企业节约成本多少万元？",
            "云杉片区的船舶协同办证每年为企业节约成本多少万元？",
        ),
        (
            "创新指数低于全国平均水平（75.4%）的地区，包括四川、湖北、湖南、河南和江西。",
            "创新指数的全国平均水平是百分之多少？",
            "河南的创新指数是百分之多少？",
        ),
        (
            "云溪中心与170家分销商签约，其中外资分销商32家，设立门店69家。",
            "云溪中心签约的170家分销商里，外资分销商有几家？",
            "云溪中心签约的170家分销商里，国有控股的有几家？",
        ),
        (
            "以“远山茶”、“云溪米”等为代表的一批品牌，品牌价值达818亿元。",
            "“远山茶”等一批品牌的品牌价值合计达多少亿元？",
            "“远山茶”单独的品牌价值是多少亿元？",
        ),
        (
            "青禾智能计算中心为企业提供算力，已接入机柜800个。",
            "青禾智能计算中心已接入多少个机柜？",
            "青禾智能计算中心的算力有多少PFlops？",
        ),
        (
            "云溪片区推出船舶证书“三证联办”，5个工作日办结。",
            "云溪片区的船舶证书“三证联办”要几个工作日？",
            "云溪片区的船舶证书“三证联办”费用是多少元？",
        ),
        (
            "远山保理的技术产权产品在北方证券交易所挂牌上市。",
            "远山保理的技术产权产品在哪家证券交易所挂牌上市？",
            "远山保理的技术产权产品由哪家证券公司承销？",
        ),
    ],
)
def test_a_figure_of_something_else_is_no_answer(extractor: Extractor, text: str, answered: str, other: str) -> None:
    case = passage(text, title="远山案例集", section=["案例"])
    assert not refused(extractor, answered, case)
    assert refused(extractor, other, case)


def test_a_row_of_provinces_tells_nothing_of_the_country(extractor: Extractor) -> None:
    assert not refused(extractor, "2021年湖北服务贸易出口总额", TRADE)
    assert refused(extractor, "2021年全国服务贸易出口总额", TRADE)


def test_a_row_of_all_fields_tells_nothing_of_one(extractor: Extractor) -> None:
    assert not refused(extractor, "湖北2021年的服务贸易出口额是多少亿元？", TRADE)
    assert refused(extractor, "湖北2021年的金融服务出口额是多少亿元？", TRADE)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("远山保理的技术产权产品通过资本市场挂牌上市。", "远山保理的技术产权产品在哪家证券交易所挂牌上市？"),
        ("推出船舶证书“三证联办”，提高办证效率。", "船舶证书“三证联办”办下来要几个工作日？"),
        (
            "4家企业入围“百强企业”，6家企业入围“活力企业”；远山科技登陆证券市场。",
            "入围“百强企业”的4家企业是哪几家？",
        ),
        ("三是理清思路，建设一批创新平台。", "通思路平台是什么？"),
        ("唐晶公司生产量子化合物半导体外延片。", "什么是量子计算？"),
        ("先后设立28个试点地区、37个示范城市、12个数字服务基地。", "12个数字服务基地都设在哪些地方？"),
    ],
)
def test_what_is_only_touched_is_no_answer(extractor: Extractor, text: str, question: str) -> None:
    assert refused(extractor, question, passage(text, title="远山案例集", section=["案例"]))


@pytest.mark.parametrize(
    ("text", "answered", "other"),
    [
        (
            "云溪航运自营369艘货船，最大的一艘可装9000箱，运力共209万箱。",
            "云溪航运最大的货船能装多少箱？",
            "",
        ),
        ("云溪航运自营369艘货船，运力共209万箱。", "云溪航运的运力是多少箱？", "云溪航运最大的货船能装多少箱？"),
        (
            "云溪展示交易中心建在青禾新城，开展保税展示。",
            "云溪展示交易中心建在哪个新城？",
            "",
        ),
        ("云溪展示交易中心开展艺术品保税展示、拍卖。", "云溪展示交易中心开展什么？", "云溪展示交易中心建在哪个新城？"),
        ("远山园区设在莫斯科，由两国共建。", "远山园区设在哪座城市？", ""),
        ("远山园区由陕西与俄罗斯共建，打造对外合作示范园区。", "远山园区由谁共建？", "远山园区设在哪座城市？"),
        ("甲木园区在青禾新城，乙木园区在云杉新城。", "甲木园区建在哪个新城？", ""),
        (
            "云溪电影节征集影片3596部，其中九成来自国外。",
            "云溪电影节征集影片多少部？",
            "云溪电影节的最佳影片是哪部片子？",
        ),
        ("云溪电影节的最佳影片是《远山》。", "云溪电影节的最佳影片是哪部片子？", ""),
        (
            "云溪新开首条货运航线，航线增至88条。",
            "云溪的航线增至多少条？",
            "云溪首条货运航线从哪儿飞到哪儿？",
        ),
        ("云溪首条货运航线由西安飞往莫斯科。", "云溪首条货运航线从哪儿飞到哪儿？", ""),
        ("云溪片区的离岸贸易占全市近七成。", "云溪片区的离岸贸易占全市几成？", "云溪片区的离岸贸易占全国的几成？"),
        (
            "园区由甲木、海蓝、远山、南湖四个园区构成，总建筑面积约20万平方米。",
            "园区的总建筑面积是多少平方米？",
            "海蓝园区有多少平方米？",
        ),
        ("远山国进入我国文化贸易前十五位，进口80亿元。", "远山国进口多少亿元？", "我国文化贸易里远山国排第几？"),
        ("我国文化贸易里远山国排第三位。", "我国文化贸易里远山国排第几？", ""),
        ("云溪航材超市储备了千余种航材备件。", "云溪航材超市储备了多少种航材备件？", ""),
        ("云溪以不足30人管着8000余户企业，实现零事故。", "云溪那点人要盯几千家公司，出过事故没有？", ""),
        ("云溪外商投资企业有250家。", "云溪外商投资企业要有多少家？", ""),
        # How much is saved may be told as a share; how often, by those who came; flights are no planes.
        ("云溪农场改用票据结算，融资成本下降4%。", "云溪农场改用票据，成本能省多少？", "云溪农场的融资成本是多少元？"),
        ("云溪人才园年服务人次10余万人。", "云溪人才园一年服务多少人次？", ""),
        ("云溪人才园服务企业30家。", "云溪人才园服务多少家企业？", "云溪人才园一年服务多少人次？"),
        ("云溪机场一年演练3次，检修飞机。", "云溪机场一年演练多少次？", "云溪机场一年检修多少架次飞机？"),
        ("云溪农场改用票据结算，融资成本下降4%。", "云溪农场的成本降了多少？", "云溪农场的融资成本约多少钱？"),
        ("云溪机场年均完成航前检修2万余架次。", "云溪机场一年检修多少架次飞机？", "云溪机场有多少架飞机？"),
        ("云溪的民营出口额减少了80万元。", "云溪的民营出口额减少了多少万元？", "云溪的民营出口额还剩下多少万元？"),
    ],
)
def test_what_is_asked_for_is_told_or_refused(extractor: Extractor, text: str, answered: str, other: str) -> None:
    assert not refused(extractor, answered, passage(text))
    assert not other or refused(extractor, other, passage(text))


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("有多少台湾同胞参加培训？", ""),
        ("有多少台设备？", "台"),
        ("多少家庭受益？", ""),
        ("多少家电商企业受益？", "家"),
        ("用了多少万次数据？", "次"),
        ("多少家企业受益？", "家"),
        ("有多少场所？", ""),
    ],
)
def test_words_that_begin_like_a_unit_are_none(question: str, unit: str) -> None:
    assert unit_asked(question) == unit


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("有12台飞行模拟器", True),
        ("有十二个模拟器", True),
        ("承接3D打印和A320、5G业务", False),
        ("一带一路沿线", False),
    ],
)
def test_how_many_is_told_by_what_counts(line: str, counts: bool) -> None:
    question = "how many flight simulators are there?"
    _, form = form_asked(question, sought(question))
    assert form is not None
    assert bool(form.search(plain(line))) is counts


def test_who_comes_from_a_place_speaks_of_it(extractor: Extractor) -> None:
    case = passage("云溪已服务近1000名台胞参加培训并享受补贴。")
    assert not refused(extractor, "云溪有多少名台湾同胞参加了培训？", case)
    assert refused(extractor, "云溪有多少名香港同胞参加了培训？", case)


def test_a_first_one_is_first_whatever_counts_it(extractor: Extractor) -> None:
    case = passage("公司为世界第一个远山输电工程（云南-广东）研制了换流变压器。")
    assert not refused(extractor, "世界第一条远山输电工程从哪儿到哪儿？", case)
    assert refused(extractor, "世界第二条远山输电工程从哪儿到哪儿？", case)


def test_english_texts_tell_counts_and_the_most(extractor: Extractor) -> None:
    case = passage("Yunxi runs 14 parks abroad; the largest holds 90 firms.", title="Yunxi")
    assert not refused(extractor, "How many parks abroad does Yunxi run?", case)
    assert not refused(extractor, "How many firms does the largest park of Yunxi hold?", case)


def test_at_most_how_many_is_no_question_for_the_largest(extractor: Extractor) -> None:
    assert not refused(extractor, "云溪港最多有多少条航线？", passage("云溪港的航线达到65条。"))


def test_of_many_things_a_text_may_name_some(extractor: Extractor) -> None:
    case = passage("云溪集团在远山、南湖、北岭等12个国家建立了工厂。")
    assert not refused(extractor, "云溪集团在哪12个国家建立了工厂？", case)


@pytest.mark.parametrize(
    ("text", "refusing"),
    [
        ("云溪其他商业服务进出口7.3亿美元，占服务贸易总额的10%。", True),
        ("云溪运输服务进出口4.5亿美元，占服务贸易总额的6.2%。", False),
        ("其中运输占6.2%，旅行服务进出口占48%。", False),
    ],
)
def test_a_sentence_on_one_field_tells_nothing_of_another(extractor: Extractor, text: str, refusing: bool) -> None:
    assert refused(extractor, "云溪运输服务进出口占服务贸易的百分之几？", passage(text)) is refusing


def test_the_figure_of_a_province_that_no_passage_names_is_refused(extractor: Extractor) -> None:
    """Also where several things are asked, of which a row tells each for somebody else."""
    row = passage(
        "合计\t3727.0\t3.4\t18.2\t10.6",
        kind="table",
        context="表7 服务贸易进出口比较\n单位：亿美元\n领域\t全国进出口\t全国同比（%）\t湖北进出口\t湖北同比（%）",
    )
    assert not refused(extractor, "湖北服务贸易进出口总额多少亿美元，比上年增长多少？", row)
    assert refused(extractor, "江苏服务贸易进出口总额多少亿美元，比上年增长多少？", row)


def test_the_row_of_the_country_is_none_of_the_province_that_the_title_names(extractor: Extractor) -> None:
    rows = {"title": "湖北服务贸易报告", "kind": "table", "context": "年份\t进出口额（亿美元）\t同比（%）"}
    nation = passage("2022年\t8891\t8.3", section=["表2 历年中国服务贸易进出口"], **rows)
    province = passage("2022年\t729\t12.5", section=["表3 历年湖北服务贸易进出口"], **rows)
    question = "2022年湖北服务贸易进出口总额多少，比上年增长多少？"
    assert refused(extractor, question, nation)
    assert not refused(extractor, question, province)
    ranked = extractor.rank(extractor.support.ask(question, lambda term: 1.0), [nation, province])
    assert "729" in ranked[0].statement.text


@pytest.mark.parametrize(
    ("question", "text", "refusing"),
    [
        ("2022年全球服务贸易规模是多少？", "2022年我国服务贸易总额8891.1亿美元，增长8.3%。", True),
        ("2022年我国服务贸易规模是多少？", "2022年我国服务贸易总额8891.1亿美元，增长8.3%。", False),
        ("2022年全球服务贸易规模是多少？", "2022年，全球服务贸易总额约7万亿美元，增长约15%。", False),
        # all services for one of them
        ("2022年我国旅行服务进出口是多少亿美元？", "2022年我国服务贸易总额8891.1亿美元，增长8.3%。", True),
        # the whole for each
        ("2022年我国人均服务进出口是多少美元？", "2022年我国服务进出口8891.1亿美元，增长8.3%。", True),
        ("2022年我国人均服务进出口是多少美元？", "2022年我国人均服务进出口630美元，增长8.3%。", False),
        # another district, also where no figure is asked for
        ("青禾新城静湖日检查周", "云溪新城明确每月第三周为服务周，其他时间为静湖日。", True),
        ("云溪新城静湖日检查周", "云溪新城明确每月第三周为服务周，其他时间为静湖日。", False),
    ],
)
def test_another_scope_answers_nothing(extractor: Extractor, question: str, text: str, refusing: bool) -> None:
    said = passage(text, title="", section=[])
    assert refused(extractor, question, said) is refusing


def test_the_growth_of_an_amount_is_no_money(extractor: Extractor) -> None:
    said = passage("2022年带动云溪海工装备产业产值同比增长30.7%。", title="", section=[])
    assert not refused(extractor, "2022年云溪海工装备产业产值增速是多少？", said)
    assert refused(extractor, "2022年云溪海工装备产业产值是多少？", said)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("2022年我国服务贸易占全球服务贸易的比重是多少？", "2022年我国服务贸易占全球的比重为5.5%，居世界第二。"),
        ("2022年我国服务贸易在全球服务贸易中居第几位？", "2022年我国服务贸易居世界第二位。"),
        ("世界贸易组织给予中国的过渡期是多少年？", "世界贸易组织给予中国的过渡期是15年。"),
        ("临港片区推出了什么服务？", "临港片区推行静湖日。管委会在三个片区设立窗口，推出一站式服务。"),
        ("投资最大的项目投资多少亿元？", "云溪项目总投资150亿元，其余均不足50亿元。"),
        ("企业最多可以贷款多少万元？", "单户贷款额度500万元封顶。"),
        ("所有新区的规划面积是多少平方公里？", "新区规划面积共320平方公里。"),
    ],
)
def test_what_only_looks_like_another_scope_is_answered(extractor: Extractor, question: str, text: str) -> None:
    assert not refused(extractor, question, passage(text, title="", section=[]))


def test_a_row_below_a_heading_that_compares_is_of_the_province_above(extractor: Extractor) -> None:
    row = passage(
        "2022年\t729\t13",
        kind="table",
        title="",
        section=["湖北服务贸易", "与全国比较"],
        context="年份\t进出口额（亿美元）\t全国位次",
    )
    assert not refused(extractor, "2022年湖北服务贸易进出口额是多少亿美元？", row)


def test_a_row_without_a_figure_of_the_year_is_no_answer(extractor: Extractor) -> None:
    head = "指标\t2020年\t2025年"
    row = passage(**table(head, "云溪备案境外机构（家）\t-\t5", "表1 云溪发展指标"), section=["发展目标"])
    assert refused(extractor, "2020年云溪备案了几家境外机构？", row)
    assert not refused(extractor, "2025年云溪要备案几家境外机构？", row)

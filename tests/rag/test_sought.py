"""What a question asks for: the form of its answer, and what the answer must speak of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.sought import sought

# Question, a text that answers it, a text on the same thing that does not.
FORMS = [
    # so many of something
    ("新区共有多少家企业？", "年末实有企业9740家。", "年末企业增加较多。"),
    ("新区共有多少家企业？", "企业九百余家。", "占百分之九。"),
    ("注册了几万户个体工商户", "个体工商户3万多户", "个体工商户有3类"),
    ("設站幾座？", "设站9座。", "设站若干。"),
    ("开通了多少条公交线路", "开通公交线路17条。", "开通公交线路。"),
    ("规划面积有多少平方公里", "规划面积6.4平方公里。", "规划面积较大。"),
    ("一年多少标箱", "吞吐量（万标箱）", "吞吐量（万吨）"),
    ("引进多少个项目", "两个项目", "一批项目"),
    ("提高了多少个百分点？", "提高2.3个百分点", "提高2.3倍"),
    ("合并了检查项目多少个", "118个", "检查项目"),
    ("企业多少", "企业 9740", "企业众多"),
    ("How many companies are registered?", "9740 companies", "many companies"),
    ("how many TEU were handled", "38万 TEU", "38万吨"),
    # money
    ("罚多少钱", "处二百元罚款", "处以罚款"),
    ("进出口额是多少", "58.7亿元", "58.7%"),
    ("服务贸易收入有多少？", "1.2亿美元", "年均增长1.2"),
    ("专项资金规模多少", "2000万元", "专项资金管理"),
    ("How much is the surcharge?", "150 yuan", "a surcharge applies"),
    ("What is the price of a ticket?", "门票40元", "门票免费"),
    # shares
    ("外商投资企业占比多少", "占12.4%", "占全部"),
    ("进出口同比增长率", "增长百分之十五", "增长较快"),
    ("出口涨了多少", "上升15.5%", "有所上升"),
    ("出口和进口各涨了几个点？", "增长9.6%", "出口的3个特点"),
    ("降幅几成", "下降3.2个百分点", "有所下降"),
    ("出口比上年怎么样", "增长12.5%", "平稳增长"),
    ("What percent of exports are services?", "55 percent of exports", "55 exports"),
    # a date
    ("环湖快线何时通车？", "于2023年9月28日通车", "于近日通车"),
    ("措施是哪一年出台的", "2023年出台", "出台已久"),
    ("几月几号截止", "6月截止", "按时截止"),
    ("When was the line opened?", "opened in 2023", "opened recently"),
    ("什么时候能申报", "每年6月组织申报", "每年组织申报"),
    ("Which year did it begin?", "It began in 1998", "It began long ago"),
    # how long
    ("企业开办要多久？", "在4个小时内办结", "当场办结"),
    ("验收结论几天出来", "7个工作日内出具", "尽快出具"),
    ("补贴发放多长时间", "最长发放三年", "按规定发放"),
    ("時限是多少", "两个月", "不限"),
    ("How long does it take?", "at most 6 hours", "no time at all"),
    ("许可证办理期限", "十五日", "即办"),
]


@pytest.mark.parametrize(("question", "answer", "other"), FORMS)
def test_an_answer_has_the_form_that_is_asked_for(question: str, answer: str, other: str) -> None:
    asked = sought(question)
    assert asked.form is not None
    assert asked.figure
    assert asked.form.search(answer.lower())
    assert not asked.form.search(other.lower())


def test_hours_of_work_are_hours() -> None:
    asked = sought("企业开办要多久？")
    assert asked.form is not None
    assert asked.form.search("在4个工作小时内办结")


def test_a_column_may_have_the_unit_in_its_header() -> None:
    asked = sought("吞吐量是多少吨")
    assert asked.form is not None
    assert asked.form.search("吞吐量（万吨） 38.5")
    assert asked.form.search("吞吐量 单位:万吨 38.5")
    assert not asked.form.search("吞吐量（标箱） 38.5")


@pytest.mark.parametrize(
    "question",
    [
        "出口最多的国家是哪个？",
        "哪个行业增长最快",
        "增速排第几",
        "哪个省的进出口额更高",
        "排名前三名的城市",
        "谁更便宜",
        "Which port is the largest?",
        "the most popular route",
    ],
)
def test_the_most_of_something_is_told_by_figures(question: str) -> None:
    assert sought(question).figure


NO_FIGURE = [
    "环湖快线由谁管理？",
    "什么是静心经营日？",
    "联合验收由哪个部门牵头",
    "没打招呼就来查账的人可以拦住吗",
    "如何办理营业执照",
    "为什么要设立专项资金",
    "几乎没有企业受影响吗",
    "几何公差标准有哪些",
    "游船码头在哪里",
    "2023年有什么变化",
    "第一章讲了什么",
    "Who manages the harbour?",
    "What is a pilot?",
    "How do I apply for a licence?",
    "Where is shed 4?",
    "",
    "？？",
]


@pytest.mark.parametrize("question", NO_FIGURE)
def test_other_questions_ask_for_no_figure(question: str) -> None:
    asked = sought(question)
    assert asked.form is None
    assert not asked.figure


@pytest.mark.parametrize(
    "question",
    [
        "哪几家银行参与试点",
        "检查有哪几种样式",
        "这几个区由谁管理",
        "近几年新区有哪些变化",
        "十几家企业联合申报怎么办",
        "最高人民法院发布了什么",
        "“最多跑一次”是什么意思",
        "什么是最低生活保障",
        "What is most favoured nation treatment?",
        "What documents are needed when importing cars?",
        "Which platforms share data?",
    ],
)
def test_names_that_look_like_questions_for_figures_are_none(question: str) -> None:
    assert not sought(question).figure


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("什么是“静心经营日”？", ("静心经营日",)),
        ("「一核兩帶」和『南山 文旅』", ("一核两带", "南山文旅")),
        ("《云溪新区若干措施》", ("云溪新区若干措施",)),
        ("‘ＲＣＥＰ’ 是什么", ("rcep",)),
        ('what is "Night Watch"?', ("nightwatch",)),
        ("“一”", ()),  # too short to be a name
        (f"“{'长' * 31}”", ()),
        ("没有引号", ()),
    ],
)
def test_names_in_quotation_marks(question: str, quoted: tuple[str, ...]) -> None:
    assert sought(question).quoted == quoted


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("2022年和２０２３年的出口", {"2022", "2023"}),
        ("2021—2023年", {"2021", "2023"}),
        ("in 1998?", {"1998"}),
        ("投资12023元", set()),
        ("电话20231234", set()),
        ("1896年", set()),
        ("去年", set()),
    ],
)
def test_years(question: str, years: set[str]) -> None:
    assert sought(question).years == years


@pytest.mark.parametrize("question", ["每年2000万元专项资金由谁管理", "投资1990个项目"])
def test_a_figure_with_its_unit_is_no_year(question: str) -> None:
    assert sought(question).years == frozenset()


def test_a_year_may_be_written_in_characters() -> None:
    assert sought("二〇二三年的出口").years == {"2023"}


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("湖北和湖南哪个更高", {"湖北", "湖南"}),
        ("廣東、臺灣", {"广东", "台湾"}),
        ("黑龙江省", {"黑龙江"}),
        ("云溪新区", set()),
    ],
)
def test_provinces(question: str, places: set[str]) -> None:
    assert sought(question).places == places


@pytest.mark.parametrize(
    ("question", "kinds", "unit"),
    [
        ("新区共有多少家企业？", ("figure",), "家"),
        ("企业多少", ("figure",), ""),
        ("環湖快線何時通車", ("date",), ""),
        ("企业开办要多久", ("duration",), ""),
        ("补贴发几个月", ("duration", "figure"), "个"),
        ("占比是多少", ("share",), ""),
        ("罚多少钱", ("amount",), ""),
        ("出口额多少亿美元", ("amount", "figure"), "美元"),
        ("何时起每年安排多少万元", ("date", "figure"), "元"),
        ("出口最多的国家", (), ""),
        ("由谁管理", (), ""),
    ],
)
def test_the_kinds_of_answers_and_the_unit(question: str, kinds: tuple[str, ...], unit: str) -> None:
    asked = sought(question)
    assert (asked.kinds, asked.unit) == (kinds, unit)


@pytest.mark.parametrize(
    ("question", "numbers"),
    [
        ("第九节讲什么", {9}),
        ("案例 10 的做法", {10}),
        ("第十二条和第 3 章", {12, 3}),
        ("第２个案例", {2}),
        ("專欄三", {3}),
        ("What does Article 5 say about case 12?", {5, 12}),
        ("案例2023年", set()),
        ("第三名是谁", set()),
        ("第三次修订", set()),
        ("in case of 3 delays", set()),
        ("两个案例", set()),
    ],
)
def test_numbers_of_cases_chapters_and_articles(question: str, numbers: set[int]) -> None:
    assert sought(question).numbers == numbers


@pytest.mark.parametrize(("question", "number"), [("第一百零八条", 108), ("第一百二十三条", 123)])
def test_numbers_above_a_hundred(question: str, number: int) -> None:
    assert sought(question).numbers == {number}


@given(st.text("第一二十百零两3９章条节个则案例专栏 casebox", max_size=15))
def test_odd_numbers_do_no_harm(question: str) -> None:
    assert all(number >= 0 for number in sought(question).numbers)


@given(st.text(max_size=80))
def test_any_text_can_be_a_question(question: str) -> None:
    asked = sought(question)
    assert asked.figure or asked.form is None
    assert all(name and not any(sign.isspace() for sign in name) for name in asked.quoted)
    assert all(len(year) == 4 and year.isdecimal() for year in asked.years)


@given(st.sampled_from([question for question, _, _ in FORMS]))
def test_the_script_of_a_question_does_not_matter(question: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in question)
    assert sought(wide) == sought(question)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("云溪服务贸易全国排名？", True),
        ("云溪港在全国排第几？", True),
        ("2022年服务贸易总额排名第一的省份是哪个？", False),
        ("总额排名前五的省份有哪些？", False),
        ("全国排名如何提升？", False),
    ],
)
def test_a_rank_is_asked_for_and_not_who_has_it(question: str, asks: bool) -> None:
    assert ("rank" in sought(question).kinds) is asks

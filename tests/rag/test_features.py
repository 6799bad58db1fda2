"""The signals of the ranking: each says what its description says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage
from ranking_support import glance_at, profiles, read, signals_of

from index.embed import StaticEmbeddings, late_interaction
from rag.features import Signals, inverse_frequency, signals
from rag.matching import OTHER_NAME, QueryMatcher, normalised
from rag.runs import longest_run
from rag.weights import Weights

FILLER = "新区开展档案数字化整理工作，对库房的温度和湿度进行监测，对纸张酸化的案卷进行修复，并按照保管期限分类上架。"
"""A sentence about something else, long enough to be a window with one neighbour at most."""
FERRY = "环湖游船每日九时开航。"
QUESTION = "环湖游船每日几时开航？"
LATE = ("dense", "late", "rare", "heading")
"""Signals that may be negative: cosines, and means of them that no window bounds."""


def found(
    embeddings: StaticEmbeddings,
    question: str,
    passages: Sequence[Document | str],
    scores: dict[str, dict[int, float]] | None = None,
    *lines: str,
    **rare: float,
) -> Signals:
    return signals_of(read(embeddings, question, *lines, **rare), embeddings, passages, scores)


def table(rows: str, **meta: Any) -> Document:
    return passage(rows, kind="table", context="表1 服务贸易\n类别\t总额", title="", section=[], **meta)


def test_scores_of_words_are_shares_of_the_best_and_cosines_stay(static: StaticEmbeddings) -> None:
    seen = found(
        static,
        QUESTION,
        [QUESTION, FILLER, "码头"],
        {"word": {0: 8.0, 1: 2.0}, "bigram": {1: 3.0}, "dense": {0: 0.4, 2: -0.2}},
    )
    assert seen.word.tolist() == pytest.approx([1, 0.25, 0])
    assert seen.bigram.tolist() == pytest.approx([0, 1, 0])
    assert seen.dense.tolist() == pytest.approx([0.4, 0, -0.2])


def test_scores_are_shares_of_the_best_of_all_also_of_one_that_is_no_candidate(static: StaticEmbeddings) -> None:
    assert found(static, QUESTION, [QUESTION], {"word": {0: 2.0, 7: 8.0}}).word.tolist() == pytest.approx([0.25])


def test_the_best_match_says_little_where_no_passage_holds_the_rare_words(static: StaticEmbeddings) -> None:
    scores = {"word": {0: 5.0, 1: 2.5}, "bigram": {0: 4.0}}
    texts = ["验收结论", FILLER]
    seen = found(static, "联合验收", texts, scores, 联合=3.0, 验收=1.0)
    assert seen.word.tolist() == pytest.approx([0.25, 0.125])
    assert seen.bigram.tolist() == pytest.approx([0.25, 0])
    # One passage that holds all of it is enough for the scores of every other.
    more = found(static, "联合验收", [*texts, "联合验收"], scores, 联合=3.0, 验收=1.0)
    assert more.word.tolist() == pytest.approx([1, 0.5, 0])


def test_a_window_is_found_in_a_long_passage_that_speaks_of_other_things(static: StaticEmbeddings) -> None:
    alone, among, without = (
        found(static, QUESTION, [text])
        for text in (FERRY, f"{FILLER * 3}{FERRY}{FILLER * 3}", f"{FILLER * 3}{FILLER * 3}")
    )
    assert alone.window[0] > among.window[0] > without.window[0] + 0.1
    whole = float(static.encode([QUESTION])[0] @ static.encode([f"{FILLER * 3}{FERRY}{FILLER * 3}"])[0])
    assert among.window[0] > whole + 0.05


def test_the_late_window_needs_one_window_that_holds_it_all(static: StaticEmbeddings) -> None:
    """Late interaction sees the words of a question anywhere in a passage, the late window only together."""
    together = f"{FERRY}{FILLER * 4}"
    apart = f"环湖步道种了花。{FILLER * 2}游船要年检。{FILLER * 2}市场每日营业。{FILLER * 2}几时开航另行通知。"
    near, far, none = (found(static, QUESTION, [text]) for text in (together, apart, FILLER * 4))
    assert near.late_window[0] > far.late_window[0] + 0.1
    assert far.late[0] > far.late_window[0] + 0.1
    assert near.late[0] - near.late_window[0] < 0.05
    assert near.late_window[0] > none.late_window[0] + 0.1 > 0.1


def test_late_is_late_interaction_where_nothing_has_another_name(static: StaticEmbeddings) -> None:
    texts = [FERRY, FILLER, "码头", ""]
    expected = late_interaction(static.token_vectors(QUESTION), [static.token_vectors(text) for text in texts])
    assert found(static, QUESTION, texts).late == pytest.approx(expected, abs=1e-5)


def test_late_interaction_sees_what_means_the_same(static: StaticEmbeddings) -> None:
    same, close, other = found(static, "票价", ["票价", "门票", "湿度"]).late.tolist()
    assert same == pytest.approx(1, abs=0.01)
    assert same > close > other


def test_what_few_candidates_match_weighs_more_in_rare(static: StaticEmbeddings) -> None:
    passages = ["环湖步道", "环湖公路", "环湖酒店", "游船"]
    seen = found(static, "环湖游船", passages)
    assert seen.rare[3] > seen.late[3]
    assert seen.rare[0] < seen.late[0]
    assert seen.rare_window[3] == pytest.approx(seen.rare[3], abs=1e-5)


def test_what_touches_every_part_is_nearer_than_what_says_one_part_itself(static: StaticEmbeddings) -> None:
    question = "码头门票温度"
    seen = found(static, question, ["门票", "港口、票价、湿度", question, FERRY])
    one, every, whole, other = seen.near.tolist()
    assert whole == pytest.approx(1, abs=1e-5)
    assert whole >= every > one > other >= 0


def test_how_close_the_match_is_counts_no_more_from_a_fair_one_on(static: StaticEmbeddings) -> None:
    same, close = (found(static, "门票", [text]) for text in ("门票", "票价"))
    assert same.late[0] > close.late[0] + 0.1
    assert same.near[0] == pytest.approx(close.near[0], abs=1e-5)


def test_coverage_weighs_the_words_by_rarity(static: StaticEmbeddings) -> None:
    seen = found(static, "联合验收", ["联合到场", "验收结论", "聯合驗收", "游船"], None, 联合=1.0, 验收=3.0)
    assert seen.coverage.tolist() == pytest.approx([0.25, 0.75, 1, 0])


@pytest.mark.parametrize("text", ["企业6990个", "企业 6,990 个", "企业六千九百九十个", "企業６９９０個"])
def test_a_numeral_is_held_however_it_is_written(static: StaticEmbeddings, text: str) -> None:
    for question in ("6990个企业", "六千九百九十个企业"):
        assert found(static, question, [text]).coverage.tolist() == pytest.approx([1])
        assert found(static, question, ["企业6991个"]).coverage[0] < 1


def test_title_and_headings_of_a_passage_count_as_said(static: StaticEmbeddings) -> None:
    document = passage("每日九时开航。", title="云溪年鉴", section=["环湖游船"])
    seen = found(static, "环湖游船", [document, "每日九时开航。"])
    assert seen.coverage.tolist() == pytest.approx([1, 0])
    assert seen.late[0] > seen.late[1]
    assert seen.lcs[0] > seen.lcs[1]
    assert seen.heading[0] > 0.5
    assert seen.heading[1] == 0  # it has none


def test_the_heading_is_compared_alone(static: StaticEmbeddings) -> None:
    in_text = passage(FERRY, title="云溪年鉴", section=["档案"])
    in_heading = passage(FILLER, title="云溪年鉴", section=["环湖游船每日几时开航"])
    seen = found(static, QUESTION, [in_text, in_heading])
    assert seen.heading[1] > seen.heading[0] + 0.3
    assert seen.late_window[0] > seen.late_window[1] + 0.3


def test_the_longest_run_is_a_share_of_the_question(static: StaticEmbeddings) -> None:
    seen = found(static, "环湖游船 开航", ["环湖游船开航", "環湖遊船", "游 船", "步道"])
    assert seen.lcs.tolist() == pytest.approx([1, 4 / 6, 2 / 6, 0])


@given(st.text("环湖快线ab", max_size=12), st.text("环湖快线ab", max_size=25))
def test_the_longest_run_is_the_longest_there_is(question: str, text: str) -> None:
    runs = [question[i:j] for i in range(len(question)) for j in range(i + 1, len(question) + 1)]
    assert longest_run(question, text) == max((len(run) for run in runs if run in text), default=0)


# What the answer must look like and speak of


def test_only_a_window_of_the_form_asked_for_counts_as_form(static: StaticEmbeddings) -> None:
    question = "环湖快线设站多少座？"
    counted, worded = "环湖快线设站9座。", "环湖快线设站若干座。"
    one, other, apart = (
        found(static, question, [text]) for text in (counted, worded, f"{worded}{FILLER * 2}库房有空调9座。")
    )
    assert (one.holds[0], other.holds[0], apart.holds[0]) == (1, 0, 1)
    assert one.form[0] == pytest.approx(one.late_window[0])
    assert other.form[0] == 0
    assert 0 <= apart.form[0] < apart.late_window[0] - 0.1  # the figure stands in a window on something else


def test_where_no_form_is_asked_for_every_window_will_do(static: StaticEmbeddings) -> None:
    seen = found(static, "环湖快线由谁管理？", ["环湖快线由交通局管理。", FILLER])
    assert seen.form.tolist() == pytest.approx(seen.late_window.tolist())
    assert seen.holds.tolist() == [0, 0]


def test_a_row_of_a_table_has_the_form_by_its_figures(static: StaticEmbeddings) -> None:
    seen = found(
        static, "旅行服务总额占比是多少？", [table("运输服务\t52.2%\n旅行服务\t58.7%"), table("旅行服务\t较高")]
    )
    assert seen.holds.tolist() == [1, 0]


def test_a_table_of_the_things_that_are_compared_speaks_for_itself(static: StaticEmbeddings) -> None:
    def by(head: str) -> Document:
        return passage("甲\t58.7", kind="table", context=f"表1 服务贸易\n{head}\t总额", title="", section=[])

    asked = "服务贸易总额最高的是哪个国家？"
    seen = found(static, asked, [by("国别"), by("行业"), "总额最高的国家是甲。"])
    assert seen.kind.tolist() == [seen.near[0], 0, 0]
    assert seen.near[0] > 0
    assert not found(static, "各个国家的服务贸易总额是多少？", [by("国别")]).kind.any()


@pytest.mark.parametrize(
    ("question", "figures"),
    [("服务贸易总额是多少？", [1, 0]), ("总额最高的类别？", [1, 0]), ("服务贸易由谁管理？", [0, 0])],
)
def test_a_table_speaks_for_itself_where_a_figure_is_asked_for(
    static: StaticEmbeddings, question: str, figures: list[int]
) -> None:
    assert found(static, question, [table("旅行服务\t58.7"), "旅行服务58.7亿元。"]).figures.tolist() == figures


def test_years_places_and_quoted_names_are_shares_of_those_in_the_question(static: StaticEmbeddings) -> None:
    question = "2022年和2023年湖北、湖南的「静心经营日」有几天？"
    texts = ["2023年湖北设靜心經營日。", "2022年、2023年，湖南和湖北。", "２０２２年", FILLER]
    seen = found(static, question, texts)
    assert seen.year.tolist() == pytest.approx([0.5, 1, 0.5, 0])
    assert seen.place.tolist() == pytest.approx([0.5, 1, 0, 0])
    assert seen.quoted.tolist() == pytest.approx([1, 0, 0, 0])


def test_heading_context_and_facts_say_the_year_too(static: StaticEmbeddings) -> None:
    documents = [
        passage("出口36.2亿元。", title="2023年公报", section=[]),
        passage("出口36.2亿元。", title="", section=["2023年"]),
        passage("出口\t36.2", kind="table", context="表1 2023年进出口\n类别\t总额", title="", section=[]),
        passage("出口36.2亿元。", title="", section=[], facts={"dated": "2023年5月1日"}),
        passage("出口36.2亿元。", title="", section=[], facts={"dated": "2024年5月1日"}),
    ]
    assert found(static, "2023年出口多少？", documents).year.tolist() == [1, 1, 1, 1, 0]


def test_a_numbered_heading_is_one_that_the_question_names(static: StaticEmbeddings) -> None:
    documents = [
        passage("出口36.2亿元。", title="", section=["第一章 总则", "第九节 出口"]),
        passage("出口36.2亿元。", title="", section=["第二章 出口"]),
        passage("见第九节。", title="", section=["出口"]),
    ]
    assert found(static, "第九节讲什么？", documents).number.tolist() == [1, 0, 0]
    assert found(static, "第一章第九节和第二章讲什么？", documents).number.tolist() == pytest.approx([2 / 3, 1 / 3, 0])
    assert found(static, "出口多少？", documents).number.tolist() == [0, 0, 0]


def test_what_stands_in_the_part_that_is_named_is_found(static: StaticEmbeddings) -> None:
    documents = [
        passage("每日九时开航。", title="", section=["案例 12 渡口", "一、做法"]),
        passage("12家码头。", title="", section=["案例 1 码头", "十二、做法"]),
        passage("每日九时开航。", title="", section=["第十二章 渡口"]),
    ]
    for question in ("案例12讲什么？", "案例十二讲什么？", "12号案例讲什么？", "What is case 12 about?"):
        seen = found(static, question, documents)
        assert seen.part.tolist() == [1, 0, 0]
        assert not seen.numeral.any(), "the number of a case is no figure to look for"
    assert found(static, "第十二章讲什么？", documents).part.tolist() == [0, 0, 1]
    assert not found(static, "出口多少？", documents).part.any()


def test_a_number_that_no_passage_stands_in_is_looked_for_as_a_figure(static: StaticEmbeddings) -> None:
    documents = [passage("依照第12条办理。", title="", section=[]), passage("每日开航。", title="", section=[])]
    assert found(static, "第12条的规定", documents).numeral.tolist() == [1, 0]
    asked = [passage("12家码头。", section=["案例 12 渡口"]), passage("三家码头。", section=["案例 12 渡口"])]
    assert found(static, "案例12里12家码头叫什么？", asked).numeral.tolist() == [1, 1]


def test_a_section_has_the_mean_of_its_best_three_passages(static: StaticEmbeddings) -> None:
    path = ["第一章", "第一节"]
    documents = [
        *(passage(text, title="", section=[*path, f"{i}"]) for i, text in enumerate([FERRY, "游船", FILLER, "档案"])),
        passage("环湖", title="", section=["第二章", "第一节", "0"]),
        passage("环湖", title="", section=["第二章", "第一节", "0"], document="d2"),
    ]
    seen = found(static, QUESTION, documents)
    first = np.sort(seen.late_window[:4])[-3:].mean()
    assert seen.section[:4].tolist() == pytest.approx([float(first)] * 4)
    assert seen.section[4:].tolist() == pytest.approx(seen.late_window[4:].tolist())


def test_sections_of_one_name_in_two_documents_are_two(static: StaticEmbeddings) -> None:
    documents = [passage(text, title="", section=["一", "二"], document=d) for text, d in ((FERRY, "a"), (FILLER, "b"))]
    seen = found(static, QUESTION, documents)
    assert seen.section.tolist() == pytest.approx(seen.late_window.tolist())


# Other names

RULE = "档主 => 经营者"
LONG = "档主 => 个体工商户"
"""A name of one token, and one of several."""


def test_the_names_are_of_one_token_and_of_several(static: StaticEmbeddings) -> None:
    assert len(static.token_vectors("经营者").ids) == 1
    assert len(static.token_vectors("个体工商户").ids) > 1


@pytest.mark.parametrize(("rule", "name"), [(RULE, "经营者"), (LONG, "个体工商户")])
def test_another_name_counts_less_than_the_word_itself(static: StaticEmbeddings, rule: str, name: str) -> None:
    query = read(static, "档主", rule)
    texts = [static.token_vectors(text) for text in (name, "档主", "湿度")]
    matches = QueryMatcher(query)(texts)
    assert matches[0].max() <= OTHER_NAME + 1e-5
    assert matches[0].min() == pytest.approx(OTHER_NAME, abs=1e-5)  # all tokens of the part have what the name has
    assert matches[1] == pytest.approx(np.ones(matches.shape[1]), abs=1e-5)
    assert matches[2].max() < 0.6
    late = found(static, "档主", [name, "档主", "湿度"], None, rule).late
    assert late.tolist() == pytest.approx([OTHER_NAME, 1, late[2]], abs=1e-5)
    assert late[2] < 0.6


def test_of_a_name_of_several_tokens_each_has_its_weight(static: StaticEmbeddings) -> None:
    query = read(static, "档主", LONG)
    name = static.token_vectors("个体工商户")
    half = "工商户" if len(static.token_vectors("工商户").ids) < len(name.ids) else "户"
    (matches,) = QueryMatcher(query)([static.token_vectors(half)])
    parts = (name.rows @ static.token_vectors(half).rows.T).max(axis=1)
    by_name = OTHER_NAME * float(np.average(parts, weights=name.idf))
    own = (query.tokens.rows @ static.token_vectors(half).rows.T).max(axis=1)
    assert matches == pytest.approx(np.maximum(own, by_name), abs=1e-5)


WORDS = ["个体老板", "经营者", "个体工商户", "执照", "营业执照", "海关", "customs", "港口", "开店", "的"]
names = st.sampled_from(WORDS)
some = st.lists(names, min_size=1, max_size=4).map("".join)


@given(some, st.lists(some, min_size=1, max_size=4), st.lists(st.tuples(names, names), max_size=3))
def test_rules_never_lower_a_match(
    static: StaticEmbeddings, question: str, texts: list[str], pairs: list[tuple[str, str]]
) -> None:
    passages = [static.token_vectors(text) for text in texts]
    without = QueryMatcher(read(static, question))(passages)
    matches = QueryMatcher(read(static, question, *(f"{a} => {b}" for a, b in pairs)))(passages)
    assert np.all(matches >= without - 1e-6)
    assert np.all(matches <= 1 + 1e-5)


@given(some, names, st.lists(some, min_size=1, max_size=3))
def test_an_exact_match_stays_whole_under_any_rules(
    static: StaticEmbeddings, question: str, said: str, others: list[str]
) -> None:
    query = read(static, question, f"{said} => {', '.join(others)}")
    if not len(query.tokens.ids):
        return
    exact, *rest = glance_at(query, profiles(static, [question, *others])).signals.late
    assert exact == pytest.approx(1 if query.weights.sum() else 0, abs=1e-5)
    assert all(other <= exact + 1e-5 for other in rest)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("个体老板怎么纳税", "经营者"),
        ("个体老板怎么纳税", "个体工商户"),
        ("开店要什么执照", "营业执照"),
        ("how customs works", "海关"),
    ],
)
def test_a_passage_that_has_another_name_gains_by_the_rule(static: StaticEmbeddings, question: str, name: str) -> None:
    lines = ["个体老板 => 经营者, 个体工商户", "执照 => 营业执照", "customs => 海关"]
    before, after = found(static, question, [name]), found(static, question, [name], None, *lines)
    assert after.late[0] >= before.late[0]
    assert after.late_window[0] >= before.late_window[0]
    assert after.thesaurus[0] > before.thesaurus[0] == 0


def test_the_thesaurus_signal_is_the_share_of_the_question_that_has_names_and_stands_there(
    static: StaticEmbeddings,
) -> None:
    lines = ["个体老板 => 经营者, 个体工商户", "执照 => 营业许可"]
    question = "个体老板办执照"
    query = read(static, question, *lines)
    total = query.weights.sum()
    boss, licence = (float(query.weights[query.tokens_of(part)].sum() / total) for part in query.expansions)
    texts = ["个体工商户", "營業許可", "个体老板和营业 许可", "经营者", "游船"]
    expected = [boss, licence, boss + licence, boss, 0]
    assert signals_of(query, static, texts).thesaurus.tolist() == pytest.approx(expected, abs=1e-5)
    assert found(static, question, texts).thesaurus.tolist() == [0] * 5


def test_the_query_matcher_compares_each_passage_by_itself(static: StaticEmbeddings) -> None:
    query = read(static, "档主办执照", RULE, LONG, "执照 => 营业执照, 许可")
    texts = [static.token_vectors(text) for text in ("经营者", "", "个体工商户执照", "湿度", "营业执照经营者")]
    alone = np.concatenate([QueryMatcher(query)([text]) for text in texts])
    assert QueryMatcher(query)(texts) == pytest.approx(alone, abs=1e-6)
    matcher = QueryMatcher(query)
    assert matcher(texts[::-1])[::-1] == pytest.approx(alone, abs=1e-6)
    assert matcher(texts) == pytest.approx(alone, abs=1e-6)
    assert alone.shape == (5, len(query.tokens.ids))


# For any text

texts = st.text(
    st.sampled_from("海关企业办理2023年%多少几「」湖北ab的 ,。\n") | st.characters(codec="utf-8"), max_size=40
)
lines = st.lists(
    st.sampled_from(["海关 => 关务, 口岸", "企业, 公司", "ab => 海关", "办理 => 申请办理手续"]), max_size=4
)


@given(texts, st.lists(texts, min_size=1, max_size=4), st.dictionaries(st.integers(0, 5), st.floats(0, 50)), lines)
def test_every_signal_is_a_share_for_any_text(
    static: StaticEmbeddings, question: str, passages: list[str], scores: dict[int, float], rules: list[str]
) -> None:
    arms = {"word": scores, "bigram": scores, "dense": dict.fromkeys(scores, -0.5)}
    seen = found(static, question, passages, arms, *rules)
    assert set(vars(seen)) == set(vars(Weights()))
    for name, values in vars(seen).items():
        assert values.shape == (len(passages),), name
        assert values.dtype == np.float32, name
        assert np.all(np.isfinite(values)), name
        assert np.all(values <= 1 + 1e-5), name
        assert np.all(values >= (-1 - 1e-5 if name in LATE else 0)), name


@given(texts, st.lists(texts, min_size=1, max_size=4), lines)
def test_signals_come_in_the_order_of_what_is_kept(
    static: StaticEmbeddings, question: str, passages: list[str], rules: list[str]
) -> None:
    query, every = read(static, question, *rules), profiles(static, passages)
    seen = glance_at(query, every)
    kept = np.arange(len(every))[::-1][: max(1, len(every) - 1)].copy()
    some = signals(query, seen, kept, [every[i] for i in kept])
    whole = signals(query, seen, np.arange(len(every)), every)
    for name in vars(some):
        if name != "section":  # which depends on what else is kept
            assert vars(some)[name] == pytest.approx(vars(whole)[name][kept], abs=1e-5), name


def test_the_worth_of_the_tokens_sums_to_one_or_there_is_none(static: StaticEmbeddings) -> None:
    assert glance_at(read(static, QUESTION), profiles(static, [FERRY])).worth.sum() == pytest.approx(1)
    assert glance_at(read(static, "？！"), profiles(static, [FERRY])).worth.shape == (0,)
    assert normalised(np.zeros(3, np.float32)).tolist() == [0, 0, 0]


def test_nothing_to_rank_gives_no_signals(static: StaticEmbeddings) -> None:
    seen = glance_at(read(static, QUESTION), [])
    assert all(len(values) == 0 for values in vars(seen.signals).values())
    assert seen.matches.shape == (0, len(seen.worth))


def test_a_question_of_signs_alone_says_nothing(static: StaticEmbeddings) -> None:
    seen = found(static, "？！……", [FERRY, FILLER])
    assert all(not values.any() for values in vars(seen).values())


def test_the_frequency_of_a_word_makes_it_weigh_less() -> None:
    weights = [inverse_frequency(count, 1000) for count in (0, 1, 10, 500, 1000)]
    assert all(rarer > commoner for rarer, commoner in pairwise(weights))
    assert weights[-1] >= 0
    assert inverse_frequency(1, 10_000) > inverse_frequency(1, 100)
    assert inverse_frequency(0, 0) >= 0

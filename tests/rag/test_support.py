"""What a question asks for, and how much of it a text says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.support import Asked, Support, has_figure, years


def ask(support: Support, question: str, **rarity: float) -> Asked:
    """`question` in an index where every word weighs 1, but those in `rarity`."""
    return support.ask(question, lambda term: rarity.get(term, 9.0 if not term else 1.0))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("2022年和2023年", {"2022", "2023"}),
        ("２０２３年", {"2023"}),
        ("1998年至2001年", {"1998", "2001"}),
        ("2021—2023年", {"2021", "2023"}),
        ("12023户，20231户", set()),
        ("1850年建成，2150年", set()),
        ("电话0733-12345", set()),
        ("没有年份", set()),
        ("in 2023, the harbour", {"2023"}),
    ],
)
def test_years_are_years_and_not_parts_of_other_figures(text: str, named: set[str]) -> None:
    assert years(text) == named


@given(st.integers(1900, 2099), st.text("年月 ，。abc", max_size=5), st.text("年月 ，。abc", max_size=5))
def test_a_year_is_seen_wherever_it_stands(year: int, before: str, after: str) -> None:
    assert years(f"{before}{year}{after}") == {str(year)}


@pytest.mark.parametrize("text", ["全长11.6公里", "共三家", "两个阶段", "十二项措施", "增长六倍", "第３站"])
def test_figures_are_digits_and_chinese_numerals_with_a_unit(text: str) -> None:
    assert has_figure(text)


@pytest.mark.parametrize(
    "text", ["", "由新区财政承担", "一律免费", "统一受理，一并办结", "万元以上的项目", "no figure"]
)
def test_a_numeral_in_a_word_is_no_figure(text: str) -> None:
    assert not has_figure(text)


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("2023年出口多少亿元？", {"number"}),
        ("数字服务出口的占比是多少？", {"number"}),
        ("环湖快线有几站？", {"number"}),
        ("How many berths are there?", {"number"}),
        ("環湖快線全長多少公里？", {"number"}),
        ("环湖快线何时通车？", {"date"}),
        ("环湖快线是哪一年通车的？", {"date"}),
        ("When is the office open?", {"date"}),
        ("联合验收有哪些部门参加？", {"list"}),
        ("Which documents are needed?", {"list"}),
        ("联合验收由谁牵头？", set()),
        ("几乎没有人去的码头在哪里？", set()),
        ("Who runs the harbour?", set()),
    ],
)
def test_a_question_says_whether_it_asks_for_a_figure_a_date_or_a_list(
    support: Support, question: str, kinds: set[str]
) -> None:
    asked = ask(support, question)
    assert {kind for kind in ("number", "date", "list") if getattr(asked, kind)} == kinds


def test_a_question_names_its_years_and_what_it_quotes(support: Support) -> None:
    asked = ask(support, "《云溪年鉴》说2022年和２０２３年的「静心经营日」“怎么算”？")
    assert asked.years == {"2022", "2023"}
    assert set(asked.names) == {"云溪年鉴", "静心经营日", "怎么算"}
    assert ask(support, "环湖快线全长多少公里？").names == ()
    assert ask(support, "環湖快線的“開放時間”").names == ("开放时间",)  # as texts are compared


def test_words_that_ask_are_no_terms(support: Support) -> None:
    assert set(ask(support, "联合验收是由哪些部门牵头的？").terms) == {"联合", "验收", "部门", "牵头"}


def test_what_stands_nowhere_is_unknown_by_its_weight(support: Support) -> None:
    def unknown(**rarity: float) -> float:
        return ask(support, "滨江隧道", **rarity).unknown

    assert unknown() == 0
    assert unknown(滨江=9.0, 隧道=9.0) == 1
    assert unknown(滨江=9.0) == pytest.approx(0.9)
    assert unknown(滨江=9.0, 隧道=3.0) == pytest.approx(0.75)
    assert ask(support, "").unknown == 0


def test_coverage_is_the_share_of_the_questions_words_by_weight(support: Support) -> None:
    asked = ask(support, "联合验收", 联合=1.0, 验收=3.0)
    assert support.coverage(asked, "验收结论自受理之日起7个工作日内出具。") == pytest.approx(0.75)
    assert support.coverage(asked, "几个部门联合到场。") == pytest.approx(0.25)
    assert support.coverage(asked, "聯合驗收") == pytest.approx(1)
    assert support.coverage(asked, "游船码头") == 0
    assert support.coverage(asked, "") == 0
    assert support.coverage(ask(support, ""), "联合验收") == 0


def test_a_token_is_matched_best_by_itself_then_by_what_means_the_same(support: Support) -> None:
    asked = ask(support, "票价")

    def match(text: str) -> float:
        return support.weigh(asked, support.matches(asked, text))

    assert match("单程票价2元") == pytest.approx(1, abs=0.01)
    assert match("单程票价2元") > match("门票40元") > match("第二产业增加值") >= -1


def test_every_token_has_its_own_match(support: Support) -> None:
    asked = ask(support, "码头快线")
    both, one, none = (support.matches(asked, text) for text in ("码头快线", "码头", ""))
    assert len(both) == len(one) == len(none) == len(asked.tokens.ids) >= 2
    assert both.min() > 0.99
    assert one.max() > 0.99 > 0.9 > one.min()
    assert not none.any()


def test_tokens_that_say_more_weigh_more(support: Support) -> None:
    asked = ask(support, "的码头")
    said = support.weigh(asked, support.matches(asked, "码头"))
    plain = float(support.matches(asked, "码头").mean())
    assert plain < 0.9
    assert said > plain + 0.05


def test_a_question_of_no_known_token_is_matched_by_nothing(support: Support) -> None:
    asked = ask(support, "")
    assert len(support.matches(asked, "码头")) == 0
    assert support.weigh(asked, support.matches(asked, "码头")) == 0


@given(st.text(max_size=30), st.text(max_size=30))
def test_matches_and_coverage_are_shares(support: Support, question: str, text: str) -> None:
    asked = ask(support, question)
    matches = support.matches(asked, text)
    assert matches.shape == asked.tokens.ids.shape
    assert np.all(np.abs(matches) <= 1 + 1e-5)
    assert -1 - 1e-5 <= support.weigh(asked, matches) <= 1 + 1e-5
    assert 0 <= support.coverage(asked, text) <= 1 + 1e-9
    assert 0 <= asked.unknown <= 1


@given(st.text("环湖快线全长公里 abc12", min_size=1, max_size=20))
def test_a_text_supports_itself_wholly(support: Support, text: str) -> None:
    asked = ask(support, text)
    assert support.coverage(asked, text) == pytest.approx(1 if asked.terms else 0)
    assert support.matches(asked, text).min(initial=1) > 0.99


def test_more_text_never_matches_less(support: Support) -> None:
    asked = ask(support, "环湖快线票价多少？")
    less, more = (support.matches(asked, text) for text in ("环湖快线", "环湖快线，单程票价2元"))
    assert np.all(more >= less - 1e-6)
    assert more.sum() > less.sum()

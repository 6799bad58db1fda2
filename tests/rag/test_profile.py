"""What is computed of a passage, once, and how many passages are kept."""

from __future__ import annotations

import gc
import sys
import time
import weakref
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from rag_support import passage

from index.embed import StaticEmbeddings
from index.passage import embedding_text
from rag.profile import WINDOW, Profile, Profiles, passage_windows, windows

# Windows


@given(st.lists(st.from_regex(r"[一二三a ]{1,90}[。！；\n]", fullmatch=True), min_size=1, max_size=8))
def test_windows_are_runs_of_whole_sentences_that_leave_nothing_out(sentences: list[str]) -> None:
    found = windows("".join(sentences))
    size = len(sentences)
    runs = {"".join(sentences[i:j]) for i in range(size) for j in range(i + 1, size + 1)}
    assert set(found) <= runs
    assert all(len(window) <= WINDOW or window in sentences for window in found)
    assert all(any(sentence in window for window in found) for sentence in sentences)


def test_a_window_takes_in_its_neighbours_and_shares_them() -> None:
    short, long = "一二三。", "四" * (WINDOW - 6) + "。"
    assert windows(short * 3) == [short * 3]
    assert windows(short + long + short) == [short + long, long + short]
    assert windows("四" * (2 * WINDOW)) == ["四" * (2 * WINDOW)]
    assert windows("") == [""]


@pytest.mark.parametrize("figures", [True, False])
def test_of_a_table_each_row_is_a_window_with_its_header(figures: bool) -> None:
    table = passage("运输服务\t52.2\n旅行服务\t58.7", kind="table", context="表1 服务贸易\n类别\t总额")
    first, second = passage_windows(table, figures=figures)
    assert "运输" in first
    assert "旅行" not in first
    assert "旅行" in second
    assert all("表1 服务贸易" in row and "总额" in row for row in (first, second))
    assert ("52.2" in first) is figures
    assert "58.7" not in first


def test_the_windows_of_a_table_have_its_figures_and_their_vectors_do_not(static: StaticEmbeddings) -> None:
    def table(figure: str) -> Profile:
        return Profile(passage(f"旅行\t{figure}", kind="table", context="表1\n类别\t总额"), static)

    one, other = table("５8.7"), table("12.3")
    assert "58.7" in one.windows[0]  # folded
    assert "12.3" in other.windows[0]
    assert np.array_equal(one.window_vectors, other.window_vectors)
    assert np.array_equal(one.window_tokens[0].ids, other.window_tokens[0].ids)


# The parts of a profile


def test_a_profile_has_all_that_the_passage_says(static: StaticEmbeddings) -> None:
    document = passage(
        "每日九時\n开航 ＲＣＥＰ 6,990个。",
        title="云溪年鉴",
        section=["公共交通"],
        context="环湖",
        facts={"number": "云发5号"},
    )
    profile = Profile(document, static)
    assert "每日九时开航rcep6990个" in profile.said
    assert all(text in profile.said for text in ("云溪年鉴", "公共交通", "环湖", "云发5号"))
    assert not any(sign.isspace() for sign in profile.said)
    assert {"开航", "rcep", "年鉴", "交通"} <= profile.words
    assert any("6990" in form for form in profile.forms)
    assert profile.section == ("d1", "公共交通")
    assert not profile.table
    assert len(profile.window_tokens) == len(profile.window_vectors) == len(passage_windows(document))


def test_each_token_of_heading_and_body_stands_once(static: StaticEmbeddings) -> None:
    document = passage("海关海关企业。", title="海关", section=[])
    profile = Profile(document, static)
    expected = set(static.token_vectors(embedding_text(document)).ids.tolist())
    assert sorted(profile.tokens.ids.tolist()) == sorted(expected)
    assert profile.heading.ids.tolist() == static.token_vectors("海关").ids.tolist()


@pytest.mark.parametrize(
    "meta",
    [
        {},
        {"title": None, "section": "第一节", "facts": "x", "document": None},
        {"title": 3, "section": [1, "乙"], "facts": {"number": 5}, "kind": "table"},
        {"kind": "table", "context": "", "section": None},
    ],
)
def test_a_passage_of_a_program_may_carry_anything(static: StaticEmbeddings, meta: dict[str, object]) -> None:
    profile = Profile(Document(id="x7", page_content="每日\t九时", metadata=meta), static)
    assert "每日九时" in profile.said
    assert profile.section[0] == "x7"
    assert len(profile.window_vectors) == len(profile.windows)
    assert profile.tokens.ids.size
    assert profile.words


@given(st.text(max_size=80), st.sampled_from(["paragraph", "table"]))
def test_any_text_has_a_profile(static: StaticEmbeddings, text: str, kind: str) -> None:
    profile = Profile(passage(text, kind=kind), static)
    assert len(profile.windows) == len(profile.window_tokens) or kind == "table"
    assert len(profile.window_vectors) == len(profile.window_tokens) > 0
    assert np.isfinite(profile.window_vectors).all()


# What is kept


class Shelf:
    """Passages by number, which remembers what it was asked for."""

    def __init__(self, numbers: range = range(1000)) -> None:
        self.asked: list[list[int]] = []
        self._numbers = numbers

    def __call__(self, numbers: list[int]) -> Mapping[int, Document]:
        self.asked.append(sorted(numbers))
        return {n: passage(f"第{n}号泊位。") for n in numbers if n in self._numbers}

    @property
    def last(self) -> list[int]:
        return self.asked[-1]


def test_only_what_is_not_kept_is_asked_for(static: StaticEmbeddings) -> None:
    kept, shelf = Profiles(static, kept=2), Shelf()
    kept.of([0, 1], shelf)
    assert shelf.last == [0, 1]
    kept.of([1, 0], shelf)
    assert shelf.last == []
    kept.of([0, 2], shelf)  # 1 was used longest ago
    assert shelf.last == [2]
    kept.of([0], shelf)
    assert shelf.last == []
    kept.of([0, 1, 2], shelf)
    assert shelf.last == [1]


def test_the_same_profile_comes_back_with_what_it_has_computed(static: StaticEmbeddings) -> None:
    kept, shelf = Profiles(static), Shelf()
    first = kept.of([4], shelf)[4]
    tokens = first.tokens
    again = kept.of([3, 4], shelf)[4]
    assert again is first
    assert again.tokens is tokens


def test_profiles_come_in_the_order_asked_for_and_those_unknown_are_left_out(static: StaticEmbeddings) -> None:
    kept, shelf = Profiles(static), Shelf(range(5))
    kept.of([2], shelf)
    assert list(kept.of([4, 2, 9, 0], shelf)) == [4, 2, 0]
    assert list(kept.of([9], shelf)) == []
    assert shelf.last == [9]  # asked for again: it may have come
    assert kept.of([], shelf) == {}


def test_what_is_kept_is_bounded(static: StaticEmbeddings) -> None:
    kept, made = Profiles(static, kept=3), weakref.WeakSet[Profile]()
    for number in range(20):
        made.update(kept.of([number], Shelf()).values())
    gc.collect()
    assert len(made) == 3
    many = kept.of(range(20, 40), Shelf())  # more at once than are kept
    assert list(many) == list(range(20, 40))
    made.update(many.values())
    del many
    gc.collect()
    assert len(made) == 3


def test_a_shelf_that_fails_leaves_what_is_kept(static: StaticEmbeddings) -> None:
    kept, shelf = Profiles(static), Shelf()
    kept.of([1], shelf)

    def fails(_: list[int]) -> Mapping[int, Document]:
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        kept.of([1, 2], fails)
    kept.of([1], shelf)
    assert shelf.last == []


class Slow(int):
    """A passage number whose look-up lets other threads run."""

    __eq__ = int.__eq__

    def __hash__(self) -> int:
        time.sleep(0)
        return int.__hash__(self)


@pytest.fixture
def hasty() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hasty")
def test_threads_share_what_is_kept(static: StaticEmbeddings) -> None:
    texts = [embedding_text(passage(f"第{n}号泊位。")) for n in range(4)]
    alone = [static.token_vectors(text).distinct().ids.tolist() for text in texts]
    kept = Profiles(static, kept=2)

    def work(seed: int) -> None:
        for step in range(300):
            n = (seed + step) % 4
            found = kept.of([Slow(n), Slow((n + 1) % 4)], Shelf())
            assert [found[i].tokens.ids.tolist() for i in (n, (n + 1) % 4)] == [alone[n], alone[(n + 1) % 4]]
            assert found[n].passage.page_content == f"第{n}号泊位。"

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(work, seed) for seed in range(8)]:
            done.result()
    assert len(kept._profiles) <= 2


# Copies

NOTICE = "河东路口的临时停车位白天每小时收费四元，夜间不收费，首个半小时免费，由街道办事处负责解释。"


def made(static: StaticEmbeddings, text: str, **metadata: object) -> Profile:
    return Profile(passage(text, **metadata), static)


def copied(static: StaticEmbeddings, one: str, other: str) -> bool:
    first, second = made(static, one, section=["停车"]), made(static, other, section=["停车"])
    assert first.copies(first)
    assert first.copies(second) is second.copies(first)
    return first.copies(second)


def test_a_word_a_figure_or_the_spelling_makes_no_other_text(static: StaticEmbeddings) -> None:
    assert copied(static, NOTICE * 2 + "第1号", NOTICE * 2 + "第7号")
    assert copied(static, NOTICE, f" {NOTICE[:20]}\n{NOTICE[20:]}")
    assert copied(static, "ＡBC" + NOTICE, "abc" + NOTICE)


def test_who_tells_the_same_with_other_figures_is_no_copy(static: StaticEmbeddings) -> None:
    told = "全年办结{}件，平均用时{}天，比上年缩短{}天，为企业省下{}万元。"
    assert not copied(static, told.format(120, 3, 5, 460), told.format(98, 4, 2, 310))
    assert not copied(static, NOTICE, NOTICE + "残疾人车辆凭证件停放，不计时间，也不收费用。")
    assert not copied(static, NOTICE, "")


def test_heading_and_text_must_both_be_the_same(static: StaticEmbeddings) -> None:
    one, other = (made(static, "自公布之日起施行。", title=title) for title in ("渔港管理办法", "公墓管理办法"))
    assert not one.copies(other)
    told = {
        "title": "河东区城市管理公告汇编之道路停车管理与收费标准调整事项",
        "section": ["第一部分", "各街道办事处公告"],
    }
    assert not made(static, "收费四元。", **told).copies(made(static, "夜间免费。", **told))
    long = [made(static, NOTICE * 3, title=title) for title in ("渔港管理办法", "公墓管理办法")]
    assert long[0].copies(long[1])


def test_parts_of_one_table_are_no_copies(static: StaticEmbeddings) -> None:
    about = {"kind": "table", "context": "表1 各港吞吐量\n港口\t2021年\t2022年", "section": ["港口"]}
    one = made(static, "甲港\t120.5\t133.1\n乙港\t98.2\t101.7", **about)
    assert not one.copies(made(static, "丙港\t77.3\t80.4\n丁港\t65.0\t69.9", **about))


def test_two_passages_that_say_nothing_are_no_copies(static: StaticEmbeddings) -> None:
    assert not made(static, "", title="", section=[]).copies(made(static, "", title="", section=[]))

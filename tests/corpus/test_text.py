from __future__ import annotations

import contextlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text import decode, is_cjk, join, join_all, repair, width

STRANGE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("⽅⼯⺁⻓⻰豈﨑\u200b\ufeff\u00ad\u3000\u00a0\u2028\u0085\x0b\x00\ufdd0“”’—"),
    )
)


@given(STRANGE)
def test_repair_is_idempotent(text):
    assert repair(repair(text)) == repair(text)


@given(STRANGE)
def test_repair_leaves_what_nothing_broke(text):
    kept = "".join(
        c for c in text if (c.isascii() and c.isprintable()) or "\u4e00" <= c <= "\u9fff" or c in "，。（）Ａ１％"
    )
    assert repair(kept) == kept


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        ("⽅案⼯作", "方案工作"),
        ("⻓期、⻋辆、⺟亲", "长期、车辆、母亲"),
        ("豈有此理", "豈有此理"),
        ("零\u200b宽\ufeff与\u00ad软连字", "零宽与软连字"),
        ("全\u3000角\u00a0空格", "全 角 空格"),
        ("一行\u2028另一行\u0085又一行", "一行\n另一行\n又一行"),
        ("全角ＡＢＣ１２３％与（括号）", "全角ＡＢＣ１２３％与（括号）"),
    ],
)
def test_repair(broken, right):
    assert repair(broken) == right


def test_no_radical_survives():
    radicals = [chr(c) for c in range(0x2F00, 0x2FD6)]
    assert all(unicodedata.name(repair(c)).startswith("CJK UNIFIED") for c in radicals)


@given(st.text(st.characters(exclude_characters="\r\f\x00", exclude_categories=["Cs"])))
def test_decode_reads_what_was_written(text):
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(b"\xff\xfe" + text.encode("utf-16-le")) == text


@given(st.text("自贸试验区一二三，。“”abc 123\n", min_size=1))
def test_decode_gb18030(text):
    assert decode(("规划" + text).encode("gb18030")) == "规划" + text


@given(st.binary())
def test_decode_never_fails_otherwise(data):
    with contextlib.suppress(UnicodeError):
        decode(data)


def test_line_ends_become_one():
    assert decode(b"a\r\nb\rc\nd\fe") == "a\nb\nc\nd\n\fe"


@pytest.mark.parametrize(
    ("left", "right", "whole"),
    [
        ("持续推", "进改革", "持续推进改革"),
        ("hard", "wrapped", "hard wrapped"),
        ("wrap-", "ped", "wrapped"),
        ("2020-", "2025", "2020- 2025"),
        ("增长 12.5", "%", "增长 12.5%"),
        ("the companies’", "products", "the companies’ products"),
        ("he said “yes”", "and left", "he said “yes” and left"),
        ("企业“走出去”", "QFLP", "企业“走出去”QFLP"),
        ("平台 A", "的数据", "平台 A的数据"),
        ("one", "(two)", "one (two)"),
        ("(one", ") two", "(one) two"),
        ("同比增长，2", "016年", "同比增长，2016年"),
        ("增长12.", "5%，", "增长12.5%，"),
        ("增长12.", "5个百分点", "增长12.5个百分点"),
        ("约12", ".5亿元", "约12.5亿元"),
        ("达1,", "204件", "达1,204件"),
        ("从2016-", "2020年", "从2016-2020年"),
        ("包括：1.", "2023年起", "包括：1. 2023年起"),
        ("in 12", "34 ports", "in 12 34 ports"),
        ("12", "34", "12 34"),
        ("", "x", "x"),
        ("x", "", "x"),
    ],
)
def test_join(left, right, whole):
    assert join(left, right) == whole


WORDS = st.lists(st.text("中文字，。abc1 ()“”", min_size=1).map(str.strip).filter(bool))


@given(WORDS)
def test_join_all_loses_nothing(pieces):
    assert join_all(pieces).replace(" ", "") == "".join(pieces).replace(" ", "")


@given(st.lists(st.text("中文字，abc1", min_size=4)))
def test_join_all_is_join_piece_by_piece(pieces):
    whole = ""
    for piece in pieces:
        whole = join(whole, piece)
    assert join_all(pieces) == whole


def test_width_and_cjk():
    assert (width("abc"), width("中文"), width("中a，")) == (3, 4, 5)
    assert all(map(is_cjk, "中，（Ａ、カ𠀀"))
    assert not any(map(is_cjk, "a1.“—é"))

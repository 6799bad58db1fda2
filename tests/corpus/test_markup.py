from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.markup import plain


@pytest.mark.parametrize(
    ("marked", "text"),
    [
        ("**粗体**和*斜体*", "粗体和*斜体*"),  # a star beside a Chinese character may be a product: it stays
        ("是 *斜体* 的", "是 斜体 的"),
        ("EV**充电**站", "EV充电站"),
        ("***both***", "both"),
        ("**a *b* c**", "a b c"),
        ("3*4*5", "3*4*5"),
        ("长*宽*高", "长*宽*高"),
        ("2**3**4", "2**3**4"),
        ("*p<0.1, **p<0.05, ***p<0.01", "*p<0.1, **p<0.05, ***p<0.01"),
        ("\\*星号\\*", "*星号*"),
        ("3\\*4", "3*4"),
        ("__init__ 与 __强 调__", "__init__ 与 强 调"),
        ("snake_case_name", "snake_case_name"),
        ("`a*b*c` 和 ``x`y``", "a*b*c 和 ``x`y``"),
        ("`List<b>`", "List<b>"),
        ("[文字](http://a.b/c_(d))", "文字"),
        ("[文字](<a b>)", "文字"),
        ("[待办] (说明)", "[待办] (说明)"),
        ('[文字](a "题")', "文字"),
        ("<https://a.b/c>", "https://a.b/c"),
        ("![图](a.png)前后", "前后"),
        ("句子<sup>3</sup>。10<sup>3</sup>", "句子。103"),
        ("句子[^1]。", "句子。"),
        ("a<br/>b<span class='x'>c</span>", "abc"),
        ("a < b > c", "a < b > c"),
        ("<尖括号>", "<尖括号>"),
        ("&lt;b&gt;&nbsp;&amp;&#20013;", "<b> &中"),
        ("a?x=1&copy=2&lt", "a?x=1&copy=2&lt"),
        ("C:\\temp\\new", "C:\\temp\\new"),
        ("注<!-- 说明 -->释", "注释"),
    ],
)
def test_plain(marked, text):
    assert plain(marked) == text


@given(st.text(st.characters(exclude_characters="\\`*_[]<>&!^")))
def test_text_without_marks_stays(text):
    assert plain(text) == text.strip()


@given(st.text("*_`[]()<>&;\\ab 中1!^#~|", max_size=40))
def test_letters_stay_in_order(text):
    """Whatever the marks: no Chinese character is lost except in images, tags and link targets."""
    if "](" in text or "<" in text or "[^" in text:
        return
    assert plain(text).count("中") == text.count("中")

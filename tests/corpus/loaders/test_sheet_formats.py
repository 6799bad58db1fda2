from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.loaders.sheet.formats import BUILT_IN, general, shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (13800138000, "General", "13800138000"),
        (1e-7, "General", "0.0000001"),
        (0.125, "0.0%", "12.5%"),
        (0.125, "0%", "13%"),
        (-0.123, "0.0%", "-12.3%"),
        (100, '0.0"%"', "100.0%"),
        (1.005, "0.00", "1.01"),  # as the decimal number that it shows, not as the binary one that it is
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.5, ".00", ".50"),
        (1.5, "#.##", "1.5"),
        (12, "000", "012"),
        (-1234, "#,##0;(#,##0)", "(1,234)"),
        (1234567, "#,##0,", "1,235"),
        (12345, '0!.0,"万"', "1.2万"),
        (123456789, '0.00,,"百万"', "123.46百万"),
        (123456789, "#,##0.0,", "123,456.8"),
        (-0.25, "0%;[Red]0%", "-25%"),  # red on the screen, of which a text has nothing
        (-0.25, "0%;[Red]-0%", "-25%"),
        (1e10, "0.00E+00", "1.00E+10"),
        (0, '0;-0;"-"', "-"),
        (12345.678, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥12,345.68"),
        (1234.5, "[$￥-804]#,##0.00", "￥1,234.50"),
        (1234.5, "#,##0.0_);[Red](#,##0.0)", "1,234.5"),
        (7, "[>=5]0.0;0", "7.0"),
        (3, "[>=5]0.0;0", "3"),
        (3, 'General"个"', "3个"),
        (0.75, "# ?/?", "0.75"),
        (5, "@", "5"),
        (5, ";;;", ""),
    ],
)
def test_numbers(value, code, text):
    assert shown(value, code) == text


@pytest.mark.parametrize(
    ("days", "code", "text"),
    [
        (44621, BUILT_IN[14], "2022-03-01"),
        (44621, 'yyyy"年"m"月"d"日"', "2022年3月1日"),
        (44621, BUILT_IN[57], "2022年3月"),
        (44621, "[$-F800]dddd\\, mmmm dd\\, yyyy", "2022年3月1日"),
        (44621.5, "yyyy/m/d h:mm", "2022/3/1 12:00"),
        (44621, "mmm-yy", "Mar-22"),
        (44621, "aaaa", "星期二"),
        (0.5, "h:mm AM/PM", "12:00 PM"),
        (0.25, '上午/下午h"时"mm"分"', "上午6时00分"),
        (1.25, "[h]:mm:ss", "30:00:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (1e9, "yyyy-mm-dd", "1000000000"),
    ],
)
def test_dates(days, code, text):
    assert shown(days, code) == text


def test_a_calendar_from_1904():
    assert shown(44621 - 1462, "yyyy-mm-dd", from_1904=True) == "2022-03-01"


@given(st.floats(allow_nan=False, allow_infinity=False), st.text('0#?.,%-;[]"ymdhs年@E+/_*!\\ >5万', max_size=20))
def test_any_format_gives_a_text(value, code):
    assert isinstance(shown(value, code), str)


@given(st.integers(-(10**12), 10**12))
def test_whole_numbers_are_never_changed(value):
    assert int(general(value)) == int(shown(value, "0")) == int(shown(value, "#,##0").replace(",", "")) == value

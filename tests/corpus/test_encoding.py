from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.encoding import decode

SIMPLE = "为促进服务贸易创新发展，制定本办法。\n第一条 自贸试验区应当建立健全管理机制，并于每年3月底前报送。"
FULL = "為促進服務貿易創新發展，制定本辦法。\n第一條 自貿試驗區應當建立健全管理機制，並於每年3月底前報送。"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", [SIMPLE, FULL, "朱镕基、喆、珺、祎、堃\n", "㐀𠀀１２３"])
def test_every_encoding(text, encoding):
    if encoding in ("utf-16-le", "utf-16-be"):
        text += SIMPLE  # a few rare characters alone say nothing
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", [FULL, "自貿試驗區", "臺灣地區與大陸地區人民關係條例"])
def test_big5(text):
    assert decode(text.encode("big5")) == text


def test_line_ends_and_page_breaks():
    assert decode(b"a\r\nb\rc\fd") == "a\nb\nc\n\fd"


@pytest.mark.parametrize("data", [b"\0\1\2\3" * 100, bytes(range(256)) * 4, b"\x80" * 10])
def test_binary(data):
    with pytest.raises(UnicodeError):
        decode(data)


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=200, max_size=400))
def test_latin_text_with_a_stray_zero_is_not_taken_for_chinese(text):
    assert decode((text + "\0").encode()) == text + "\0"


@given(st.binary(max_size=300))
def test_bytes_are_text_or_no_text(data):
    with contextlib.suppress(UnicodeError):
        assert isinstance(decode(data), str)

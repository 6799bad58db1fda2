from __future__ import annotations

import os
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import LoadError, load
from corpus.loaders import SUFFIXES
from corpus.loaders.office import OfficeLoader
from corpus.source import content_id
from corpus.text import repair

once = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)

WORDS = [
    "自由贸易试验区",
    "改革创新",
    "服务业对外开放",
    "Single window",
    "12.5 亿元",
    "（QFLP）试点",
    "“一站式”服务",
    "2023年",
]
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map("，".join)
PLAIN_LINE = st.one_of(
    SENTENCE.map(lambda text: text + "。"),
    SENTENCE,
    st.sampled_from(
        [
            "",
            "第一章 总则",
            "第二节 目标",
            "一、主要做法",
            "（一）规范程序。一是公示。",
            "案例 1",
            "目 录",
            "第 3 页",
            "12",
            "表 1 指标",
            "单位：万元",
        ]
    ),
)


def squashed(text: str) -> str:
    return re.sub(r"\s", "", text)


def is_text_without_lines(canonical: str, lines: list[str], gone: int) -> bool:
    """Whether `canonical` is `lines` one after the other without `gone` of them."""
    states = {(0, 0)}
    for line in filter(None, map(squashed, lines)):
        stay = {(at + len(line), n) for at, n in states if canonical.startswith(line, at)}
        states = stay | {(at, n + 1) for at, n in states if n < gone}
    return (len(canonical), gone) in states


@once
@given(st.lists(PLAIN_LINE, min_size=1, max_size=30), st.sampled_from(["a.txt", "a.md"]))
def test_nothing_is_lost(read_or_reason, lines, name):
    """Every character is in the canonical text, in order, but for the lines that are counted as noise."""
    source = read_or_reason(name, "\n".join(lines).encode())
    if isinstance(source, str):
        assert source == "no text in it"
    else:
        assert is_text_without_lines(
            squashed(source.text), lines, sum(entry.times for entry in source.health.dropped.values())
        )


# Those that need LibreOffice take a second each; `test_bad_input` has them.
OWN = sorted(suffix for suffix, loader in SUFFIXES.items() if not issubclass(loader, OfficeLoader))
MARKS = st.sampled_from("\n\t|#*-`_[]()<>&\f　第一章、。.12")


@once
@given(st.text(st.one_of(st.characters(), MARKS)), st.sampled_from(OWN))
def test_any_text_in_any_format_is_blocks_or_an_error(read_or_reason, text, suffix):
    result = read_or_reason(f"a{suffix}", text.encode("utf-8", "surrogatepass"))
    assert not str(result).startswith("cannot be parsed")


@once
@given(st.binary(max_size=400), st.sampled_from(OWN))
def test_any_bytes_in_any_format_are_blocks_or_an_error(read_or_reason, data, suffix):
    assert not str(read_or_reason(f"a{suffix}", data)).startswith("cannot be parsed")


@once
@given(st.lists(PLAIN_LINE, min_size=1, max_size=12))
def test_loading_again_gives_the_same(tmp_path, lines):
    path = tmp_path / "a.txt"
    path.write_text("开头。\n" + "\n".join(lines), encoding="utf-8")
    assert load(path) == load(path)


@once
@given(st.lists(SENTENCE.map(lambda text: text + "。"), min_size=1, max_size=9))
def test_the_canonical_text_of_a_text_is_a_fixed_point(tmp_path, lines):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    first = load(path).text
    path.write_text(first, encoding="utf-8")
    assert load(path).text == first == repair(first)


def test_the_id_is_of_format_and_bytes(read):
    one, same = read("a.txt", "正文。"), read("b.TXT", "正文。")
    assert one.id == same.id == content_id(".txt", "正文。".encode())
    assert one.id != read("a.md", "正文。").id != read("c.txt", "正文！").id


@pytest.mark.parametrize(
    ("name", "text", "title"),
    [
        ("a.md", "---\ntitle: 前言里的题目\n---\n# 标题\n正文。", "前言里的题目"),
        ("a.md", "# 标题\n\n正文。", "标题"),
        ("x1.txt", "某市服务贸易\n发展规划\n\n第一章 总则\n正文。", "某市服务贸易发展规划"),
        ("x1.txt", "Annual\nReport\n\nIt was a good year for everybody in the pilot zone.", "Annual Report"),
        ("x1.txt", "案例 1\n甲模式\n正文。\n案例 2\n乙模式\n正文。", "甲模式等2个案例"),
        ("x1.txt", "1.甲模式\n正文。\n2.乙模式\n正文。", "甲模式等2项"),
        ("x1.txt", "1. Introduction\nIt is long.\n2. Methods\nThey are good.", "x1"),
        ("发展规划.txt", "这是一句完整的话。\n又一句。", "发展规划"),
        ("user guide.txt", "This is a sentence.\nAnother one.", "user guide"),
        ("0001.txt", "这是一句完整的话。", "0001"),
        ("a.html", "<title>网页的\n题目</title><h1>别的</h1>", "网页的题目"),
    ],
)
def test_titles(read, name, text, title):
    assert read(name, text).title == title


@pytest.mark.parametrize(
    ("name", "reason"), [("a.xyz", "unknown format .xyz"), ("a", "unknown format"), ("a.exe", "unknown format")]
)
def test_unknown_formats_name_the_known_ones(tmp_path, name, reason):
    (tmp_path / name).write_text("x")
    with pytest.raises(LoadError, match=reason) as error:
        load(tmp_path / name)
    assert ".docx" in error.value.reason


def test_missing_file(tmp_path):
    with pytest.raises(LoadError, match="No such file"):
        load(tmp_path / "a.txt")


def test_folder_with_the_name_of_a_file(tmp_path):
    (tmp_path / "x.txt").mkdir()
    with pytest.raises(LoadError, match="a folder"):
        load(tmp_path / "x.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "x.txt")
    with pytest.raises(LoadError, match="not a regular file"):
        load(tmp_path / "x.txt")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("x")
    path.chmod(0)
    with pytest.raises(LoadError, match="Permission denied"):
        load(path)


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr("corpus.source.MAX_BYTES", 10)
    (tmp_path / "x.txt").write_text("x" * 11)
    with pytest.raises(LoadError, match="over the limit"):
        load(tmp_path / "x.txt")


def test_a_parsers_own_fault_is_a_load_error(tmp_path, monkeypatch):
    def fail(*_args, **_options):
        raise RecursionError("boom")

    monkeypatch.setattr("corpus.loaders.plain.text_blocks", fail)
    (tmp_path / "x.txt").write_text("x")
    with pytest.raises(LoadError, match=r"cannot be parsed \(RecursionError: boom\)"):
        load(tmp_path / "x.txt")


def test_the_red_head_of_a_letter_is_not_its_title(read):
    text = "某省商务厅文件\n某商发〔2023〕17号\n某省商务厅关于做好\n外贸工作的通知\n\n各市商务局：\n现通知如下。\n"
    source = read("a.txt", text.encode())
    assert source.title == "某省商务厅关于做好外贸工作的通知"
    assert source.properties["number"] == "某商发〔2023〕17号"

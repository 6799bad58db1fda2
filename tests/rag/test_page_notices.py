"""What loaders say of files, in Chinese on the Chinese page."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from rag.page.notices import notice_in


def said(call: ast.Call) -> Iterator[str]:
    """The literal texts that a call may say, with an A for what is filled in."""
    for node in call.args[-1:]:
        for part in [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]:
            if isinstance(part, ast.JoinedStr):
                yield "".join(str(value.value) if isinstance(value, ast.Constant) else "A" for value in part.values)
            elif isinstance(part, ast.Constant):
                yield str(part.value)


def messages() -> list[str]:
    found = set()
    for file in sorted(Path(corpus.__file__).parent.rglob("*.py")):
        for call in (node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)):
            name = getattr(call.func, "attr", getattr(call.func, "id", ""))
            if name in ("warn", "LoadError"):
                found |= {text for text in said(call) if re.search("[a-z]{2}", text)}
    return sorted(found)


INSIDE = {"the parser gave back what is no document", "the parser gave back what is no list of documents"}
"""Faults of the program itself, which nobody who uploads can mend."""


def test_loaders_say_something() -> None:
    assert len(messages()) > 40


@pytest.mark.parametrize("text", sorted(set(messages()) - INSIDE))
def test_all_that_loaders_say_has_chinese_words(text: str) -> None:
    for sample in (text, text.replace("the As", "the footnotes")):
        chinese = notice_in(sample, "zh")
        if "the As" not in sample:
            assert re.search("[\u4e00-\u9fff]", chinese), sample
            assert "{" not in chinese
            assert chinese.count("A") == sample.count("A") - sample.count("the A")
    assert notice_in(text, "en") == text


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("page 2, 5 of 9: damaged, left out", "第 2, 5 页（共 9 页）：已损坏，未收录"),
        (
            "page 1 and 7 more of 30: no text that can be read (scanned?), left out: install x y to have it recognised",
            "第 1 等页（另有 7 页，共 30 页）：没有可读的文字（可能是扫描件），未收录：安装 x y 后可以识别",
        ),
        ("sheet 汇总表 is hidden; it is read", "工作表“汇总表”是隐藏的，仍已读取"),
        ("it is a zip archive, not a .pdf file", "这是 ZIP 压缩包，不是 .pdf 文件"),
        ("it is a picture (PNG), not a text file", "这是图片（PNG），不是文本文件"),
        ("the PDF is encrypted; its indexed version stays", "PDF 已加密；库中的旧版本保留"),
        ("12% of the text is garbled (a font without its characters, or a wrong encoding)",
         "12% 的文字是乱码（字体缺少字符信息，或编码有误）"),
        ("something new", "something new"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_stands_in_a_message_is_kept(text: str, chinese: str) -> None:
    assert notice_in(text, "zh") == chinese

"""The title of a document whose file states none: from its content, else the file's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from langchain_core.documents import Document

from corpus.facts import is_statement
from corpus.metadata import meta_of
from corpus.numbering import STYLES
from corpus.text import is_cjk, join_all

_NO_TITLE = re.compile(r"[。；：，.]$|^\d{1,2}\s|[:：]\s*\S")
"""A sentence, a numbered heading, or a field of a form (「甲方：某某公司」)."""
_LETTERHEAD = re.compile(r"^[^\s《》。，]{2,40}文件$")
_NUMBER = re.compile(r"^(?:案例\s*\d+|\d+\s*[.．、]|[一二三四五六七八九十]+、)\s*")


def title_of(blocks: Sequence[Document], stem: str) -> str:
    """A title from the content: the heading or short lines at the top, else its first section."""
    first = blocks[0]
    if meta_of(first)["kind"] == "heading" and not meta_of(first)["section"]:
        return first.page_content
    start = 2 if len(blocks) > 2 and _is_letterhead(first.page_content, blocks[1].page_content) else 0
    top = [block.page_content for block in takewhile(_is_title_line, blocks[start : start + 4])]
    top[1:] = takewhile(lambda line: not is_statement(line), top[1:])
    if top and len(top) < len(blocks):
        return join_all(top)
    if len(re.findall(r"[\u4e00-\u9fff]", stem)) >= 2 or re.fullmatch(r"[A-Za-z][A-Za-z _-]{3,}", stem):
        return stem
    sections = dict.fromkeys(meta_of(block)["section"][0] for block in blocks if meta_of(block)["section"])
    named = [name for section in sections if (name := _NUMBER.sub("", section))]
    if len(named) < 2 or not any(map(is_cjk, named[0])):
        return stem
    cases = all(STYLES["case"].match(section) for section in sections)
    return f"{named[0]}等{len(named)}{'个案例' if cases else '项'}"


def _is_letterhead(line: str, after: str) -> bool:
    """Whether `line` is the red head of an official letter, 「某某厅文件」 above its number."""
    return bool(_LETTERHEAD.match(line)) and is_statement(after)


def _is_title_line(block: Document) -> bool:
    """Whether a block at the top can be a line of the title: short, in no section, no sentence."""
    text, meta = block.page_content, meta_of(block)
    return meta["kind"] == "paragraph" and not meta["section"] and len(text) <= 40 and not _NO_TITLE.search(text)

"""What a page says of itself: its title without the site's name, and the table of data about the document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.loaders.html.nodes import collapsed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SITE = re.compile(
    r"(?:网|网站|门户|官网|平台|频道|专栏|首页|政府|委员会|[部厅局办署院会]|公开|公报|\.(?:com|cn|org|net|gov)|website|portal|home)$",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(\s*[_|｜]\s*|\s+[-–—]+\s+|(?<=[\u4e00-\u9fff）》])[-–—]+(?=[\u4e00-\u9fff]))")
_LABELS = {
    **dict.fromkeys(("发文机关", "发文单位", "制发机关", "发布机构", "发布机关"), "issuer"),
    **dict.fromkeys(("发文字号", "文号", "文件编号"), "number"),
    **dict.fromkeys(("成文日期", "成文时间", "生成日期"), "dated"),
}
"""Labels in the table above a government's document → the facts that they name; when it was put online is none."""
_OTHERS = {
    "索引号",
    "主题分类",
    "标题",
    "发布日期",
    "主题词",
    "有效性",
    "分类",
    "信息分类",
    "施行日期",
    "体裁分类",
    "组配分类",
}
_MAX_VALUE = 80


def page_title(tree: LexborHTMLParser) -> str:
    """The title of a page: as its site states it for the article, else its title without the site's name."""
    for name in ("ArticleTitle", "articletitle"):
        node = tree.css_first(f"meta[name='{name}']")
        if node is not None and (stated := collapsed(node.attributes.get("content") or "")):
            return stated
    title = tree.css_first("title")
    return without_site(collapsed(title.text())) if title is not None else ""


def without_site(title: str) -> str:
    """`title` without the names of site and column that stand behind it."""
    parts = _PARTS.split(title)
    while len(parts) > 2 and _SITE.search(parts[-1].strip()) and parts[0].strip():
        parts = parts[:-2]
    return "".join(parts).strip()


def stated_facts(rows: list[list[str]]) -> dict[str, str]:
    """Issuer, number and date from a table of data about the document; empty for any other table."""
    cells = [cell for row in rows for cell in row if cell]
    facts: dict[str, str] = {}
    known = 0
    for i, cell in enumerate(cells):
        label, mark, rest = _split(cell)
        known += bool(mark or not rest) and (label in _LABELS or label in _OTHERS)
        key = _LABELS.get(label)
        if key is None:
            continue
        value = rest or (cells[i + 1] if i + 1 < len(cells) else "")
        next_label = _split(value)[0]
        if value and len(value) <= _MAX_VALUE and next_label not in _LABELS and next_label not in _OTHERS:
            facts.setdefault(key, value.strip())
    return facts if known >= 2 else {}


def _split(cell: str) -> tuple[str, str, str]:
    """A cell's label without spaces, the colon after it, and what follows."""
    head, mark, rest = cell.replace(":", "：").partition("：")
    return re.sub(r"\s", "", head), mark, rest.strip()

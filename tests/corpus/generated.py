"""Documents of our own making: what they hold is known, and so is what is noise."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Literal

from hypothesis import strategies as st

Kind = Literal["heading", "paragraph", "list", "table", "footnote", "page number", "contents"]

_PLACES = ["云溪区", "临湖镇", "青石县", "河东新区", "北山乡", "南渡口"]
_BODIES = ["图书馆", "政务服务中心", "游泳馆", "市场管理所", "气象站", "文化馆", "公共交通公司"]
_DEEDS = ["延长开放时间", "减少申请材料", "开通夜间窗口", "公布办事清单", "建立回访制度", "推行预约服务"]
_ENDS = ["群众满意度明显提升", "办理时间缩短一半", "各村均已覆盖", "（详见附件）", "被省里作为“好做法”推广"]
_UNITS = ["件", "人次", "万元", "公里", "%", "个"]
_ENGLISH = [
    "The library of Alder Bay opens at nine and closes at eight.",
    "In 2024 the harbour office handled 1,204 permits (7.5% more than in 2023).",
    "Residents may apply online or at the night window.",
    "A well-known ferry line runs between the two piers.",
]
_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True)
class Part:
    """A piece of a document: a text, the rows of a table, or lines of noise."""

    kind: Kind
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """A document: its title, its parts in order, and how its lines are wrapped (0: not at all)."""

    title: str
    parts: list[Part] = field(default_factory=list)
    columns: int = 0

    def of(self, *kinds: Kind) -> list[Part]:
        """The parts of these kinds, in order."""
        return [part for part in self.parts if part.kind in kinds]


_figures = st.integers(1, 9999).map(str) | st.decimals("0.1", "99.9", places=1).map(str)


@st.composite
def _sentences(draw: Any, smallest: int, largest: int) -> str:
    """A paragraph of Chinese sentences with figures; `_numbered` makes each one like no other."""
    out = []
    for _ in range(draw(st.integers(smallest, largest))):
        place, body, deed = (draw(st.sampled_from(words)) for words in (_PLACES, _BODIES, _DEEDS))
        year, figure, unit = draw(st.integers(2016, 2025)), draw(_figures), draw(st.sampled_from(_UNITS))
        out.append(f"{place}{body}{deed}，{year}年第#批共{figure}{unit}，{draw(st.sampled_from(_ENDS))}。")
    return "".join(out)


def _numbered(parts: list[Part]) -> list[Part]:
    """`parts` with a number of its own in each sentence: no two lines are the same."""
    numbers = count(1)
    return [replace(part, text=re.sub("#", lambda _: str(next(numbers)), part.text)) for part in parts]


_english = st.lists(st.sampled_from(_ENGLISH), min_size=1, max_size=4, unique=True).map(" ".join)


@st.composite
def _tables(draw: Any) -> Part:
    columns = draw(st.integers(2, 5))
    head = ("年份", *(f"{body}（件）" for body in _BODIES[: columns - 1]))
    rows = [(str(2016 + i), *(draw(_figures) for _ in range(columns - 1))) for i in range(draw(st.integers(1, 5)))]
    return Part("table", rows=(head, *rows))


@st.composite
def samples(draw: Any, *, wrapped: bool = False, noise: bool = True) -> Sample:
    """Documents; the `wrapped` ones have enough long lines to be seen to be."""
    parts: list[Part] = []
    headings: list[str] = []
    page = draw(st.integers(1, 200))
    footnotes = 0
    style = draw(st.sampled_from(["第{}章 ", "{}、"]))
    for chapter in range(draw(st.integers(1, 4))):
        deed = draw(st.sampled_from(_DEEDS))
        style = (
            f"第{_NUMERALS[chapter]}章 " if parts == [] or parts[0].text.startswith("第") else f"{_NUMERALS[chapter]}、"
        )
        parts.append(Part("heading", f"{style}{deed}"))
        headings.append(parts[-1].text)
        for section in range(draw(st.integers(1, 3))):
            parts.append(Part("heading", f"（{_NUMERALS[section]}）{draw(st.sampled_from(_BODIES))}的做法"))
            texts = draw(st.lists(_sentences(3, 6), min_size=6 if wrapped else 1, max_size=8 if wrapped else 4))
            parts += [Part("paragraph", text) for text in texts]
            extra = draw(st.integers(0, 5))
            if extra == 0:
                parts.append(draw(_tables()))
                parts.append(Part("paragraph", draw(_sentences(2, 3))))
            elif extra == 1 and not wrapped:
                parts.append(Part("paragraph", draw(_english)))
            elif extra == 2:
                for item in draw(st.lists(_sentences(1, 1), min_size=2, max_size=4)):
                    parts.append(Part("list", item))
                parts.append(Part("paragraph", draw(_sentences(2, 3))))
            elif extra == 3 and noise:
                page += 1
                shown = draw(st.sampled_from(["{}", "- {} -", "— {} —", "第 {} 页"]))
                parts.append(Part("page number", shown.format(page)))
                parts.append(Part("paragraph", draw(_sentences(2, 3))))
            elif extra == 4:
                footnotes += 1
                parts.append(Part("footnote", f"{footnotes} 数据由{draw(st.sampled_from(_PLACES))}统计局提供。"))
                parts.append(Part("paragraph", draw(_sentences(2, 3))))
    if noise and draw(st.booleans()):
        lines = tuple(f"{heading}{'.' * 12}{at}" for at, heading in enumerate(headings, 1))
        parts.insert(0, Part("contents", lines=("目  录", *lines)))
    return Sample("云溪区便民服务情况通报", _numbered(parts), draw(st.integers(16, 64)) if wrapped else 0)


# Written in each format


def _wrapped(text: str, columns: int, narrow: float = 0.5) -> list[str]:
    """`text` in lines as typesetters break it: no figure or word cut, no line that begins with a closing mark.

    `columns` counts full-width characters, of which other ones take the `narrow` part; 0 means no wrapping.
    """
    if not columns:
        return [text]
    lines, line, wide = [], "", 0.0
    for piece in re.findall(r"[\w.%]+(?<=[\x00-\x7f])|.", text, re.ASCII):
        size = sum(1.0 if ord(char) > 255 else narrow for char in piece)
        if wide + size > columns and piece not in "，。；：、）”」%":
            lines.append(line)
            line, wide = "", 0.0
        line, wide = line + piece, wide + size
    return [*lines, line]


def _on_new_page(number: str) -> str:
    """A page number; one that is a bare figure is known by the form feed before it."""
    return f"\f{number}" if number.isdecimal() else number


def as_text(sample: Sample, *, newline: str = "\n", apart: bool = False) -> bytes:
    """Plain text, as extractions give it; with `apart` a blank line stands after every line."""
    lines = [sample.title, ""]
    for part in sample.parts:
        if part.kind == "table":
            lines += ["", *("\t".join(row) for row in part.rows), ""]
        elif part.kind == "contents":
            lines += [*part.lines, ""]
        elif part.kind == "footnote":
            number, _, text = part.text.partition(" ")
            lines += [f"<sup>{number}</sup> {text}"]
        elif part.kind == "list":
            lines += _wrapped(f"• {part.text}", sample.columns)
        elif part.kind == "page number":
            lines.append(_on_new_page(part.text))
        else:
            lines += _wrapped(part.text, sample.columns if part.kind == "paragraph" else 0)
        if not sample.columns:
            lines.append("")
    return (newline * (2 if apart else 1)).join(lines).encode()


def as_markdown(sample: Sample) -> bytes:
    """Markdown with all its marks."""
    lines = [f"# **{sample.title}**"]
    for part in sample.parts:
        if part.kind == "heading":
            lines.append(f"{'##' if part.text[0] in '第一二三四' else '###'} {part.text}")
        elif part.kind == "table":
            rows = ["| " + " | ".join(row) + " |" for row in part.rows]
            lines.append("\n".join([rows[0], "|---" * len(part.rows[0]) + "|", *rows[1:]]))
        elif part.kind == "list":
            lines.append(f"- {part.text}")
        elif part.kind == "footnote":
            number, _, text = part.text.partition(" ")
            lines.append(f"[^{number}]: {text}")
        elif part.kind == "contents":
            lines.append("\n\n".join(part.lines))
        elif part.kind == "page number":
            lines.append(_on_new_page(part.text))
        else:
            lines.append(part.text.replace("2024年", "**2024年**"))
    return "\n\n".join(lines).encode()


def as_html(sample: Sample) -> bytes:
    """A web page with a menu that is no content."""
    out = [f"<html><head><title>{sample.title}</title><style>p {{ color: red }}</style></head><body>"]
    out.append(f"<nav><a href='/'>首页</a></nav><h1>{sample.title}</h1>")
    for part in sample.parts:
        text = html.escape(part.text)
        if part.kind == "heading":
            out.append(f"<h2>{text}</h2>")
        elif part.kind == "table":
            rows = ("".join(f"<td>{cell}</td>" for cell in row) for row in part.rows)
            out.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        elif part.kind == "list":
            out.append(f"<ul><li>{text}</li></ul>")
        else:
            out.append(f"<p>{text.replace('，', '，<b>', 1).replace('。', '</b>。', 1)}</p>")
    return ("\n".join(out) + "<script>alert('x')</script></body></html>").encode()


def as_docx(sample: Sample) -> bytes:
    """A Word file with styles, lists and tables."""
    import docx

    file = docx.Document()
    file.add_heading(sample.title, 0)
    for part in sample.parts:
        if part.kind == "heading":
            file.add_heading(part.text, 1 if part.text[0] in "第一二三四" else 2)
        elif part.kind == "table":
            table = file.add_table(0, len(part.rows[0]))
            for row in part.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif part.kind == "list":
            file.add_paragraph(part.text, "List Bullet")
        else:
            paragraph = file.add_paragraph()
            half = len(part.text) // 2
            paragraph.add_run(part.text[:half])
            paragraph.add_run(part.text[half:]).bold = True
    data = io.BytesIO()
    file.save(data)
    return data.getvalue()


def pages_of(sample: Sample, columns: int = 34, lines: int = 30) -> list[list[str]]:
    """The pages of a printed document: a running head above, the lines, the page's number below."""
    body: list[str] = []
    for part in sample.parts:
        # In the font of the test's PDF files all characters are equally wide.
        body += _wrapped(f"　　{part.text}" if part.kind == "paragraph" else part.text, columns, 1.0)
    pages = [body[i : i + lines] for i in range(0, len(body), lines)]
    return [[sample.title, *page, f"- {number} -"] for number, page in enumerate(pages, 1)]

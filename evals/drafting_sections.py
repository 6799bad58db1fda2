"""Questions drafted from the order of a document: what a section lists, who provided a case, a document's number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from langchain_core.documents import Document

from evals.dataset import Question
from evals.drafting_words import chinese, drafted, generic, lines, shared, subject
from index.passage import about
from rag.phrase import plain_heading

_MARKS = (
    re.compile(r"^[（(]?([一二三四五六七八九十]+)(?:[）)]|是|、)\s*"),
    re.compile(r"^[（(]?(\d{1,2})(?:[）)]|[.．、](?!\d))\s*"),
)
_HAN = "[一二三四五六七八九十]"
_STYLES = tuple(
    re.compile(rf"(?:^|(?<=[。；：:\n]))\s*(?={mark})", re.MULTILINE)
    for mark in (rf"{_HAN}+是", rf"[（(]{_HAN}+[）)]", r"[（(]\d{1,2}[）)]", r"\d{1,2}[.．、](?!\d)")
)
_HAN_NUMBERS = {
    name: n
    for n, name in enumerate(
        ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四"], 1
    )
}
_NO_TOPIC = re.compile(
    r"^(?:专栏|案例|表|图|附)\s*\d|[有共](?:[一二三四五六七八九十\d]+)[个项条]|[？?]|第.{1,4}[章节条]$"
)
_ARTICLES = re.compile(r"（第[^）]{1,12}）$")
_STATED = (
    ("provider", "provider", "{name}这一案例是由哪个单位提供的？", "提供"),
    ("number", "document number", "{name}的文号是什么？", ""),
)
_FEW, _MANY = 3, 9
_LONGEST = 90


def outlines(passages: Sequence[Document]) -> Iterator[Question]:
    """What the sections below a heading are. `passages`: of one document, in order."""
    children: dict[tuple[str, ...], dict[str, None]] = {}
    above: dict[tuple[str, ...], Document] = {}
    text = "\n".join(passage.page_content for passage in passages).split("\n")
    stands = {line.strip(): line.strip() for line in text}
    for passage in passages:
        section = about(passage)[1]
        for depth in range(1, len(section)):
            path = tuple(section[:depth])
            children.setdefault(path, {})[section[depth]] = None
            above.setdefault(path, passage)
    for path, names in children.items():
        quotes = [found for name in names if (found := _heading_in(name, stands))]
        topics = [plain_heading(name).strip(" 。；;：:") for name in names]
        if not _FEW <= len(names) <= _MANY or len(quotes) < len(names) or any(map(_poor, topics)):
            continue
        if asked := _asked(above[path], list(path)):
            yield drafted(above[path], "list", asked, quotes, "；".join(topics))


def enumerations(passages: Sequence[Document]) -> Iterator[Question]:
    """The items that a passage lists: 「一是…；二是…」 or numbered lines. `passages`: of one document, in order."""
    for passage, after in zip(passages, [*passages[1:], None], strict=True):
        if passage.metadata.get("kind") == "table":
            continue
        text = "\n".join(lines(passage))
        items = _items(text)
        going_on = after is not None and _number(after.page_content.strip()) == len(items) + 1
        if not _FEW <= len(items) <= _MANY or going_on:
            continue
        quotes = [item[:_LONGEST] for item in items]
        if any(quote not in passage.page_content or len(quote) < 6 for quote in quotes):
            continue
        if asked := _asked(passage, about(passage)[1]):
            yield drafted(passage, "list", asked, quotes, "；".join(items))


def providers(passages: Sequence[Document]) -> Iterator[Question]:
    """Who provided a case and what a document's number is, by what the text says of itself."""
    seen: set[tuple[str, str, str]] = set()
    for passage in passages:
        facts = passage.metadata.get("facts")
        stated = facts if isinstance(facts, dict) else {}
        headings = [plain_heading(h) for h in about(passage)[1] if not generic(h)]
        for key, kind, asking, mark in _STATED:
            value, name = stated.get(key), subject(passage) if key == "provider" else "".join(headings[-1:])
            if not isinstance(value, str) or not value or not name or value in name or (kind, name, value) in seen:
                continue
            found = (line.strip() for line in passage.page_content.split("\n") if value in line and mark in line)
            if (quote := next(found, "")) and len(quote) <= _LONGEST:
                seen.add((kind, name, value))
                yield drafted(passage, kind, asking.format(name=name), [quote], value, ((value,),))


def _asked(passage: Document, path: list[str]) -> str:
    """The question for what the section at `path` holds; empty where its heading is no topic."""
    heading = plain_heading(path[-1]) if path else ""
    heading = _ARTICLES.sub("", re.sub(r"^[一二三四五六七八九十]+\s+", "", heading)).strip(" ：:。；")
    if not 3 <= len(heading) <= 40 or _NO_TOPIC.search(heading) or not chinese(heading):
        return ""
    name = subject(passage, path[:-1])
    if generic(path[-1]):
        heading = re.sub(r"^案例\s*\d+\s*的?", "", heading)
        return f"{name}的{heading}有哪些？" if name else ""
    if not name or shared(name, heading) >= 4:
        return f"{heading}包括哪些方面？"
    return f"{name}中，{heading}包括哪些方面？"


def _heading_in(name: str, stands: dict[str, str]) -> str:
    """The heading as it stands in the text, at the start of a line; empty where it does not."""
    if name in stands:
        return name
    return name if any(line.startswith(name) for line in stands) else ""


def _poor(topic: str) -> bool:
    if generic(re.split(r"[：:]", topic)[0]):
        return True
    return len(topic) < 4 or len(topic) > 60 or generic(topic) or bool(_NO_TOPIC.search(topic)) or not chinese(topic)


def _number(text: str) -> int | None:
    for mark in _MARKS:
        if match := mark.match(text):
            return int(match[1]) if match[1].isdigit() else _HAN_NUMBERS.get(match[1])
    return None


def _items(text: str) -> list[str]:
    """The items of the longest list in `text`, without their marks; empty where it is cut or there are several."""
    return max((_items_of(style, text) for style in _STYLES), key=len)


def _items_of(style: re.Pattern[str], text: str) -> list[str]:
    starts = [match.end() for match in style.finditer(text)]
    if [_number(text[at:]) for at in starts] != list(range(1, len(starts) + 1)):
        return []
    items = []
    for at, to in zip(starts, [*starts[1:], len(text)], strict=False):
        item = re.split(r"[。；\n]", text[at:to].strip())[0]
        items.append(next((mark.sub("", item) for mark in _MARKS if mark.match(item)), item).strip())
    return items

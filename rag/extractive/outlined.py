"""The points of a section that its headings name, where a question asks for as many things of that kind.

「……面临的四个主要问题」: the headings （一）–（四） below 「主要问题」, in order, whichever of them were retrieved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langchain_core.documents import Document

from corpus import offset_of
from corpus.numbering import read_number, to_int
from index.passage import about
from index.terms import fold
from rag.leads import Between, section_key
from rag.numbered import without
from rag.statements import Statement, statements

DEPTH = 10
"""Passages whose sections are looked at."""
REACH = 12_000
"""Characters before and behind a passage that are read; a section that reaches half as far is left."""
FITS = 0.2
"""Share of the question's words, by rarity, that a section must hold in title, headings and points."""
_MOST = 60
_WHOLE = 2_000_000
"""Characters of a document in which its first headings are looked for."""
_NUMERAL = r"(\d{1,2}|[两二三四五六七八九十])"
_WHAT = r"(?:都|各|分别)?(?:是|有|为|指|叫)?(?:什么|啥|哪)"
_ASKED = (
    re.compile(
        rf"哪{_NUMERAL}(?:个|大|条|项|道|种|类|方面)?((?:主要|基本|重点)?[\u4e00-\u9fff]{{1,6}}?)(?=[,。?？，]|$|{_WHAT})"
    ),
    re.compile(
        rf"(?<![\d第]){_NUMERAL}(?:个|大|条|项|道|种|类)?(“[^”]{{1,8}}”|(?:主要|基本|重点)?[\u4e00-\u9fff]{{1,6}}?)(?={_WHAT})"
    ),
    re.compile(rf"哪{_NUMERAL}(?:个|大|条|项|道|种|类)?(“[^”]{{1,8}}”)"),
)
_OPEN = frozenset(["方面", "环节", "维度", "领域", "层面", "角度", "步骤"])
"""What is counted in a question and named in no heading: the points must share another word with it."""
_ALIKE = (
    frozenset(["做法", "举措", "措施", "办法", "路径", "方式"]),
    frozenset(["问题", "难题", "困难", "挑战", "痛点", "瓶颈"]),
    frozenset(["成效", "效果", "成果", "好处", "亮点"]),
)
_MEASURES = frozenset("家位名人处款年月天国省市")
"""What is counted by these has a name, which no heading is."""
_BARE = frozenset("个大条项道种类")
"""「哪16个」 names nothing that is counted."""
_VERB = re.compile("[有是]|取得|包括")
_COLLECTED = re.compile("(?:案例|经验|做法|模式|成果)$")
"""What a collection holds, as a question may call it whatever the title does."""
_DASH = re.compile(r"^(?:——|—|[-–]{2})\s*")
_NUMBER = re.compile(r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*)+")
_KNOWN = re.compile(r"[a-z]{2,}")


@dataclass(frozen=True)
class Counted:
    """How many of what a question asks for."""

    count: int
    noun: str
    """What is counted, as the question calls it, without quotation marks."""


def outlined(
    question: str, passages: Sequence[Document], between: Between, fit: Callable[[str], float]
) -> list[Statement]:
    """The headings or dashed points that tell the things asked for, in order; none where no section has so many.

    Args:
        question: folded.
        passages: what was retrieved, best first.
        between: gives the passages of a document from one place to another.
        fit: the share of the question's words that a text holds, in [0, 1].
    """
    wanted = counted(question)
    if wanted is None:
        return []
    best: list[Statement] = []
    most = FITS
    for path, section in _sections(passages[:DEPTH], between):
        points = _headings(section, len(path)) or _dashes(section, len(path))
        if not _as_many(wanted, points) or not _of_kind(wanted, path, points, question):
            continue
        title, _, _ = about(section[0])
        value = fit("\n".join([title, *path[1:], *(point.text for point in points)]))
        if value > most:
            best, most = points, value
    return best or _chapters(wanted, passages[:DEPTH], between)


def _chapters(wanted: Counted, passages: Sequence[Document], between: Between) -> list[Statement]:
    """The first headings of a document whose title counts cases or names what is counted, if they are so many."""
    said = re.compile(rf"(?<!\d){wanted.count}(?:个|项|条|篇)" if _COLLECTED.search(wanted.noun) else "(?!)")
    for document, title in dict.fromkeys((section_key(passage)[0], about(passage)[0]) for passage in passages):
        if (said.search(fold(title)) or wanted.noun in fold(title)) and (whole := between(document, 0, _WHOLE)):
            points = _headings(whole, 1)
            if len(points) == wanted.count:
                return points
    return []


def counted(question: str) -> Counted | None:
    """What the folded `question` counts and asks for; None where it counts nothing."""
    plain = without(question)  # of 「16号案例有哪些成效」 the 16 counts nothing
    for asked in _ASKED:
        if (found := asked.search(plain)) and 2 <= (count := to_int(found[1])) <= _MOST:
            noun = re.sub("^(?:主要|基本|重点)", "", found[2].strip("“”"))
            named = noun and noun[0] not in _MEASURES and noun not in _BARE and not _VERB.match(noun)
            return Counted(count, noun) if named else None
    return None


def _sections(passages: Sequence[Document], between: Between) -> Iterator[tuple[tuple[str, ...], list[Document]]]:
    """The sections that the passages stand in, innermost first, each once, with all of their passages."""
    seen: set[tuple[str, ...]] = set()
    for passage in passages:
        document, *section = section_key(passage)
        start = offset_of(passage)
        near: Sequence[Document] | None = None
        for depth in range(len(section), 0, -1):
            path = (document, *section[:depth])
            if path in seen:
                continue
            seen.add(path)
            if near is None:
                near = between(document, max(0, start - REACH), start + REACH)
            held = [other for other in near if section_key(other)[: depth + 1] == path]
            if held and (more := _going_on(near, held)):
                held.append(more)
            # A section that reaches as far as was read may go on.
            if held and offset_of(held[0]) > start - REACH // 2 and offset_of(held[-1]) < start + REACH // 2:
                yield path, held


def _going_on(near: Sequence[Document], held: Sequence[Document]) -> Document | None:
    """The passage behind a section that opens with its last point and goes on with the next section."""
    after = next((other for other in near if offset_of(other) > offset_of(held[-1])), None)
    above = after is not None and section_key(held[-1])[: len(section_key(after))] == section_key(after)
    return after if after is not None and above and _DASH.match(after.page_content) else None


def _headings(section: Sequence[Document], depth: int) -> list[Statement]:
    """The headings directly below one of `depth` levels (the document counted), numbered from one on; else none."""
    found: list[Statement] = []
    names: list[str] = []
    for passage in section:
        headings = section_key(passage)
        if len(headings) <= depth or headings[depth] in names:
            continue
        written = r"\s*".join(map(re.escape, headings[depth].split()))  # 「案例 1」 may stand on a line of its own
        at = re.search(written, passage.page_content)
        if at is None:
            return []
        names.append(headings[depth])
        start = offset_of(passage)
        found.append(Statement(passage, at.group(), start + at.start(), start + at.end(), "item"))
    numbers = [number.number if (number := read_number(name, marked=True)) else 0 for name in names]
    return found if numbers == list(range(1, len(names) + 1)) else []


def _dashes(section: Sequence[Document], depth: int) -> list[Statement]:
    """The paragraphs directly under a heading that start with a dash."""
    own = [passage for passage in section if len(section_key(passage)) <= depth]
    return [said for passage in own for said in statements(passage) if said.kind != "row" and _DASH.match(said.text)]


def _as_many(wanted: Counted, points: Sequence[Statement]) -> bool:
    """Whether there are as many points as asked for, or the points together say so often what is counted."""
    said = sum(fold(point.text).count(wanted.noun) for point in points)
    return len(points) > 1 and wanted.count in (len(points), said)


def _of_kind(wanted: Counted, path: Sequence[str], points: Sequence[Statement], question: str) -> bool:
    """Whether the points of a section are what is counted: by its heading, by most of theirs, or by the question."""
    heading, said = fold(path[-1]), [fold(_NUMBER.sub("", point.text)) for point in points]
    noun, names = wanted.noun, next((alike for alike in _ALIKE if wanted.noun in alike), {wanted.noun})
    if noun not in _OPEN:
        wild = re.compile("|".join(re.escape(name).replace("x", ".") for name in names))
        return bool(wild.search(heading)) or _most(bool(wild.search(text)) for text in said)
    shared = [word for word in _KNOWN.findall(question) if _most(word in text for text in said)]
    return bool(shared) or noun in heading


def _most(held: Iterator[bool]) -> bool:
    values = list(held)
    return 3 * sum(values) >= 2 * len(values)

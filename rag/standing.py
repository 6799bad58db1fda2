"""In which case, chapter or article a passage stands, and what of several passages to answer from because of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from langchain_core.documents import Document

from corpus.numbering import read_number
from index.passage import about
from index.terms import fold
from rag.leads import section_key
from rag.numbered import NUMBER, Part, named, number_of, part_of

MEANT, UNSAID = 0.7, 0.5
"""How sure it is what a heading numbers that does not say so: the first of a collection of cases; any other."""
_HEADED = ("case", "box", "chapter")
"""Kinds that are always told by a heading."""
_LOOSE = {"case", "chapter", "section", "part", "item"}
"""Kinds that such a heading may be."""

_OF_A_LAW = re.compile(rf"第\s*(\d{{1,4}}|{NUMBER})\s*条(?:之{NUMBER})?\s*$")
_LINE = re.compile(rf"(?m)^\s*(?:第\s*({NUMBER})\s*条|article\s+(\d{{1,3}}))(?=[\s:.])")
_OF_CASES = re.compile(r"案例|\bcases\b|\bpractices\b")
_GROUP = re.compile(r"案例\s*$|\bcases\s*$")


def above(passage: Document) -> dict[Part, float]:
    """The numbered parts that a passage stands in, and how sure that is, in (0, 1].

    They are told by the headings above it, its title, and the article that a line of it begins. A numbered heading
    that does not say what it numbers is a case where the title or a heading above it speaks of cases, and may be
    anything where it is the outermost.
    """
    title, section, _ = about(passage)
    found = {part for heading in section for part in part_of(heading)}
    kinds = {part.kind for part in found}
    of_title = {*part_of(title), *(Part("article", number_of(n)) for n in _OF_A_LAW.findall(fold(title)))}
    found |= {part for part in of_title if part.kind not in kinds}
    found |= {Part("article", number_of(cn or en)) for cn, en in _LINE.findall(fold(passage.page_content))}
    sure = dict.fromkeys(found, 1.0)
    unsaid = [number for heading in section if (number := _unsaid(heading))]
    cases = [] if "case" in {part.kind for part in found} else list(_cases(title, section))
    if unsaid and not found and not cases:
        sure[Part("", unsaid[0])] = UNSAID
    for number in cases:
        sure[Part("case", number)] = MEANT if [number] == unsaid[:1] and not found else UNSAID
    return sure


def stands_in(asked: Sequence[Part], there: Mapping[Part, float]) -> float:
    """How surely a passage stands in what a question names, in [0, 1].

    Of several numbers of one kind one is enough, as for a comparison; of several kinds all are (「第一章第二节」).
    """
    best: dict[str, float] = {}
    for part in asked:
        best[part.kind] = max(best.get(part.kind, 0.0), _sure(part, there))
    return sum(best.values()) / max(1, len(best))


def of_one(asked: Sequence[Part], passages: Sequence[Document], *, several: bool = False) -> list[Document]:
    """Of passages, best first, those to answer from.

    Where the first stands in the one case or chapter that is asked for, those of its document that stand in it as
    surely, or where `several` are compared those of every document; where it does not, all.
    """
    if len({part.kind for part in asked}) != 1 or not passages:
        return list(passages)
    sure = [stands_in(asked, above(passage)) for passage in passages]
    if not sure[0]:
        return list(passages)
    document = section_key(passages[0])[0]
    as_sure = (passage for passage, value in zip(passages, sure, strict=True) if value >= sure[0])
    return [passage for passage in as_sure if several or section_key(passage)[0] == document]


def absent(asked: Sequence[Part], passages: Sequence[Document]) -> bool:
    """Whether a question names cases, boxes or chapters in none of which a passage found stands, nor speaks of one."""
    headed = [part for part in asked if part.kind in _HEADED]
    there = [above(passage) for passage in passages] if headed else []
    if not there or any(_sure(part, parts) for part in headed for parts in there):
        return False
    return not any(part in named(fold(passage.page_content)) for passage in passages for part in headed)


def _sure(part: Part, there: Mapping[Part, float]) -> float:
    unsaid = there.get(Part("", part.number), 0.0) if part.kind in _LOOSE else 0.0
    return max(there.get(part, 0.0), unsaid)


def _cases(title: str, section: Sequence[str]) -> Iterator[int]:
    """The numbers of the cases among headings that do not say so: the first below each that speaks of cases."""
    awaited = bool(_OF_CASES.search(fold(title)))
    for heading in section:
        folded = fold(heading)
        number = _unsaid(heading)
        if awaited and number and not _GROUP.search(folded):
            yield number
            awaited = False
        awaited = awaited or bool(_OF_CASES.search(folded))


def _unsaid(heading: str) -> int:
    """The number of a heading that does not say what it numbers; 0 where it has none."""
    found = None if part_of(heading) else read_number(heading, marked=True)
    return found.number if found else 0

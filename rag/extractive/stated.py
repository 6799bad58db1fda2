"""Who provided a case, which number a document has, when it was issued: what a text says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus import offset_of
from index.terms import fold
from rag.statements import Statement

_ASKED = (
    (
        re.compile(
            r"(?:谁|哪[里儿个家][^,，。？?]{0,8})提供(?=的?(?:[,，。？?!！]|$)|[^,，。？?]{0,14}(?:案例|经验|材料|做法|稿))"
            r"|提供单位|提供方|报送|provided by|who provided"
        ),
        "provider",
    ),
    (re.compile(r"文号|哪[一个]?号文|document number"), "number"),
    (
        re.compile(
            r"哪[个家些][^,，。？?]{0,4}(?:印发|发布|发文|出台|制定)的|谁(?:印发|发布|发文|出台)|who issued|issued by"
        ),
        "issuer",
    ),
)
"""How it is asked for → the key of the passage's facts (`corpus.facts`)."""


def stated_fact(question: str, ranked: Sequence[Statement]) -> Statement | None:
    """The line in which the text around the best statement says of itself what is asked for; None if it does not.

    Args:
        question: as asked.
        ranked: statements, best first.
    """
    key = next((key for asked, key in _ASKED if asked.search(fold(question))), None)
    facts = ranked[0].passage.metadata.get("facts") if key and ranked else None
    value = facts.get(key) if key and isinstance(facts, dict) else None
    if not isinstance(value, str) or not value:
        return None
    document = ranked[0].passage.metadata.get("document")
    found: list[Statement] = []
    for passage in {id(s.passage): s.passage for s in ranked}.values():
        same = passage.metadata.get("document") == document and _fact(passage.metadata.get("facts"), key) == value
        if same and (line := _line(passage.page_content, value)):
            start = offset_of(passage)
            text = passage.page_content[line[0] : line[1]]
            found.append(Statement(passage, text, start + line[0], start + line[1], "sentence"))
    # The shortest says little else: 「（某某片区提供）」, not a paragraph that speaks of it.
    return min(found, key=lambda statement: len(statement.text), default=None)


def _fact(facts: object, key: str | None) -> object:
    return facts.get(key) if isinstance(facts, dict) else None


def _line(text: str, value: str) -> tuple[int, int] | None:
    """Where the shortest line stands that holds `value`, spaces aside (half-open)."""
    plain = "".join(value.split())
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if plain in "".join(line.split()):
            low = at + len(line) - len(line.lstrip())
            found.append((low, at + len(line.rstrip())))
        at += len(line) + 1
    return min(found, key=lambda span: span[1] - span[0], default=None)

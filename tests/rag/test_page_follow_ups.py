"""Questions that go on from others on the page, and those that the reader corrected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from rag.page.conversation import Turn, before, message_html
from rag.page.desk import Desk
from rag.page.markup import inert
from rag.page.tabs import hand_on
from rag.types import Answer


class Assistant:
    """Says nothing, and remembers what it was asked after which questions."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []

    def stream(self, question: str, history: list[str], filter: Any) -> Iterator[Answer]:
        self.asked.append((question, list(history)))
        yield Answer(question, "没有。", False)


def asked(*questions: tuple[str, bool]) -> list[list[str]]:
    """The questions before each one, when these are asked in turn; true: as it stands."""
    assistant = Assistant()
    desk = Desk(assistant, SimpleNamespace(index="nowhere"))  # type: ignore[arg-type]
    turns: list[Turn] = []
    for question, complete in questions:
        *_, turns = desk.ask(turns, question, [], "zh", complete=complete)
    assert [question for question, _ in assistant.asked] == [question for question, _ in questions]
    return [history for _, history in assistant.asked]


def test_a_corrected_question_is_asked_as_it_stands() -> None:
    assert asked(("甲有几个？", False), ("乙呢？", False), ("乙有几家？", True)) == [[], ["甲有几个？"], []]


def test_what_follows_goes_on_from_the_correction() -> None:
    *_, fourth, fifth = asked(
        ("甲有几个？", False), ("乙呢？", False), ("乙有几家？", True), ("丙呢？", False), ("丁呢？", False)
    )
    assert fourth == ["乙有几家？"]
    assert fifth == ["乙有几家？", "丙呢？"]


def test_a_thumb_tells_the_questions_that_the_answer_went_on_from() -> None:
    turns = [
        Turn(3, "甲？"),
        Turn(4, "乙？", error="failed"),
        Turn(5, "丙？", complete=True, answer=Answer("丙？", "", True)),
        Turn(6, "丁？", answer=Answer("丁？", "", True)),
    ]
    told: list[list[str]] = []
    for turn in turns:
        hand_on([lambda answer, history, liked: told.append(history)], turns, turn.number, liked=True)
    assert told == [[], ["丙？"]]
    assert before(turns[:2], 4) == ["甲？"]
    assert before(turns[:2], 9) == ["甲？"]


@pytest.mark.parametrize(("language", "link"), [("zh", "修改"), ("en", "Correct")])
def test_only_a_question_that_was_completed_can_be_corrected(language: str, link: str) -> None:
    turn = Turn(2, "那<b>呢？", answer=Answer("那<b>呢？", "没有。", False, understood="乙<b>有几家？"))
    html = message_html(turn, language)
    assert re.search(rf'<span class="wj-understood">{re.escape(inert("乙<b>有几家？"))}</span>', html)
    assert re.search(rf'<a class="wj-mend" href="#wj-t2"[^>]*>{link}</a>', html)
    alone = message_html(Turn(2, "乙有几家？", answer=Answer("乙有几家？", "没有。", False)), language)
    assert "wj-mend" not in alone

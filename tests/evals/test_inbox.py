"""The questions that wait for review."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from evals_support import QUESTIONS, Oracle

from evals import DatasetError, Question, read_dataset
from evals.inbox import Inbox, from_chat


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox.of(tmp_path)


def some(count: int, start: int = 0) -> list[Question]:
    return [Question(f"d{n}", f"第{n}号站在哪里？", "place") for n in range(start, start + count)]


def ids(questions: list[Question]) -> list[str]:
    return [question.id for question in questions]


def test_a_draft_is_accepted_as_it_is_or_edited(inbox: Inbox) -> None:
    assert inbox.add(some(3)) == 3
    inbox.accept("d0")
    inbox.accept("d1", replace(some(2)[1], id="other", question="一号站在什么地方？"))
    assert ids(inbox.drafts()) == ["d2"]
    assert [(q.id, q.question) for q in inbox.accepted()] == [("d0", "第0号站在哪里？"), ("d1", "一号站在什么地方？")]
    assert len(read_dataset(inbox.accepted_file).questions) == 2


def test_what_was_decided_is_not_drafted_again(inbox: Inbox) -> None:
    inbox.add(some(3))
    inbox.reject("d0")
    inbox.accept("d1", replace(some(2)[1], question="完全换了说法的问题？"))
    assert inbox.add(some(3)) == 0
    assert inbox.add([replace(q, id=f"new-{q.id}") for q in some(1)]) == 0  # the same words
    assert inbox.known() == {"d0", "d1", "d2"}


def test_deciding_twice_is_an_error(inbox: Inbox) -> None:
    inbox.add(some(1))
    inbox.accept("d0")
    with pytest.raises(KeyError):
        inbox.reject("d0")
    assert ids(inbox.accepted()) == ["d0"]


def test_a_damaged_file_is_named(inbox: Inbox) -> None:
    inbox.add(some(1))
    inbox.drafts_file.write_text('{"question": 3}\n', "utf-8")
    with pytest.raises(DatasetError, match=r"drafts\.jsonl, line 1"):
        inbox.drafts()


WRITER = """
import sys
from pathlib import Path
from evals import Question
from evals.inbox import Inbox
inbox, name = Inbox(Path(sys.argv[1])), sys.argv[2]
for n in range(15):
    inbox.add([Question(f"{name}-{n}", f"{name} {n}?"), Question(f"both-{n}", f"both {n}?")])
    if n % 3 == 0:
        inbox.accept(f"{name}-{n}")
"""


def test_several_writers_lose_and_double_nothing(inbox: Inbox) -> None:
    names = ("a", "b")
    running = [subprocess.Popen([sys.executable, "-c", WRITER, str(inbox.folder), name]) for name in names]
    assert [process.wait() for process in running] == [0, 0]
    drafts, accepted = ids(inbox.drafts()), ids(inbox.accepted())
    assert sorted(accepted) == sorted(f"{name}-{n}" for name in names for n in range(0, 15, 3))
    expected = {f"{name}-{n}" for name in (*names, "both") for n in range(15)} - set(accepted)
    assert sorted(drafts) == sorted(expected)


@pytest.mark.parametrize("writes", [0, 1])
def test_a_kill_while_accepting_loses_and_doubles_nothing(inbox: Inbox, writes: int) -> None:
    inbox.add(some(3))
    killed = textwrap.dedent(
        f"""
        import os
        from pathlib import Path
        from evals import inbox
        real, left = inbox._write, [{writes}]
        def write(path, questions):
            if not left[0]:
                path.with_suffix(".new").write_text('{{"id": "half', "utf-8")
                os._exit(9)
            left[0] -= 1
            real(path, questions)
        inbox._write = write
        inbox.Inbox(Path({str(inbox.folder)!r})).accept("d1")
        """
    )
    assert subprocess.run([sys.executable, "-c", killed], env=os.environ.copy(), check=False).returncode == 9
    everything = ids(inbox.drafts()) + ids(inbox.accepted())
    assert sorted(everything) == ["d0", "d1", "d2"]
    assert inbox.add(some(3)) == 0
    inbox.accept("d0")
    assert sorted(ids(inbox.drafts()) + ids(inbox.accepted())) == ["d0", "d1", "d2"]


def test_thumbs_become_drafts(inbox: Inbox) -> None:
    answer = Oracle().answer(QUESTIONS[0].question)
    liked, disliked = from_chat(answer, [], liked=True), from_chat(answer, ["前一问？"], liked=False)
    assert liked.evidence[0].doc == "yearbook.txt"
    assert liked.evidence[0].quote in answer.citations[0].quote
    assert "[1]" in answer.text
    assert "[1]" not in liked.answer
    assert (disliked.evidence, disliked.answer, disliked.history) == ((), "", ("前一问？",))
    assert liked.id != disliked.id  # the same words after other questions are another question
    assert inbox.add([liked, disliked, liked]) == 2

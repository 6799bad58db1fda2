"""``wenju questions``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from drafting_support import library
from langchain_core.language_models import FakeListChatModel
from typer.testing import CliRunner

from evals import read_dataset
from evals.inbox import Inbox
from evals.questions_command import questions_command
from rag.console import UsageError

Call = Callable[..., str]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library(tmp_path_factory.mktemp("command")).store.folder


@pytest.fixture
def call(index: Path) -> Call:
    def run(*arguments: str) -> str:
        app = typer.Typer()
        app.command()(questions_command)
        result = CliRunner().invoke(app, ["--index", str(index), *arguments])
        if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


def test_drafts_go_to_a_file_that_can_be_evaluated(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "drafts.jsonl"
    said = call("-n", "9", "--out", str(out))
    assert f"9 drafts: {out}" in said
    assert f"wenju eval {out}" in said
    assert len(read_dataset(out).questions) == 9
    with pytest.raises(UsageError, match="exists already"):
        call("--out", str(out))


def test_drafts_are_put_up_for_review_once(call: Call, index: Path) -> None:
    said = call("-n", "6", "--kinds", "table, number")
    assert "6 drafts put up for review; 6 wait" in said
    assert f"wenju eval {index / 'questions' / 'questions.jsonl'}" in said
    assert {question.kind for question in Inbox.of(index).drafts()} == {"table", "number"}
    assert "0 drafts put up for review (6 were there" in call("-n", "6", "--kinds", "table,number")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--kinds", "poem"], "poem: no such kind; there are number, table"),
        (["--kinds", "table", "--model"], "--kinds goes with rules"),
        (["--out", "x.txt"], "ends with .jsonl"),
        (["--model"], "WENJU_MODEL"),
    ],
)
def test_what_cannot_be_done_is_said(call: Call, arguments: list[str], why: str) -> None:
    with pytest.raises(UsageError, match=why):
        call(*arguments)


def test_an_empty_index_says_so(tmp_path: Path) -> None:
    from rag import Assistant

    Assistant.open(tmp_path / "none", create=True)
    with pytest.raises(UsageError, match="holds no documents yet"):
        questions_command(index=tmp_path / "none")


def test_a_model_drafts_and_what_it_made_up_is_counted(
    call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def model(settings: Any) -> FakeListChatModel:
        return FakeListChatModel(
            responses=['[{"question": "办事的综合窗口有几个？", "quote": "设立综合窗口32个", "answer": "32个"}]']
        )

    monkeypatch.setattr("rag.model.chat_model", model)
    said = call("--model", "--out", str(tmp_path / "m.jsonl"))
    assert "1  model" in said
    assert "dropped: their quote does not stand in the passage" in said
    (question,) = read_dataset(tmp_path / "m.jsonl").questions
    assert question.evidence[0].quote == "设立综合窗口32个"

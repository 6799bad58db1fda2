"""``wenju tune``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from evals.asked import asked
from evals.dataset import Dataset, Evidence
from evals.dataset import Question as Row
from evals.tune_command import tune_command
from index import KnowledgeStore, StoreMissing
from rag import Assistant, Settings
from rag.console import UsageError
from rag.tune import tuning
from rag.tune.model import Recipe
from rag.tune.questions import ASKED

pytest.importorskip("torch")

Call = Callable[..., str]
THINGS = {"苹果": "仓储", "老虎": "税务", "月亮": "审批", "钢琴": "采购", "沙发": "保险", "蝴蝶": "质检"}
TOWNS = ["青岛", "厦门", "成都", "西安", "郑州", "昆明", "沈阳", "南京"]
TOWNS += ["武汉", "长沙", "兰州", "海口", "合肥", "贵阳", "南昌", "福州"]


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixteen reports of branches, a section for each kind of work."""
    folder = tmp_path_factory.mktemp("branches")
    for town in TOWNS:
        parts = [f"# {town}分部年度报告"]
        for number, work in enumerate(THINGS.values(), 1):
            parts += [f"## 第{number}部分", f"{town}分部的{work}工作由第{number}小组负责，{work}情况按月报告总部。"]
        (folder / f"{town}.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def questions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What people ask, in their own words."""
    path = tmp_path_factory.mktemp("asked") / "people.jsonl"
    rows = [
        {
            "id": f"{town}{said}",
            "question": f"{town}的{said}谁管？",
            "evidence": [{"doc": town, "quote": f"{town}分部的{work}工作由第{number}小组负责"}],
        }
        for town in TOWNS
        for number, (said, work) in enumerate(THINGS.items(), 1)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def index(documents: Path, tmp_path: Path) -> Path:
    assistant = Assistant.open(tmp_path / "index", settings=Settings(), create=True)
    assistant.sync([documents])
    assistant.store.close()
    return tmp_path / "index"


@pytest.fixture
def call(index: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr(tuning.tune, "__kwdefaults__", {**tuning.tune.__kwdefaults__, "recipe": Recipe(steps=30)})

    def run(*arguments: str) -> str:
        app = typer.Typer()
        app.command()(tune_command)
        result = CliRunner().invoke(app, ["--index", str(index), *arguments])
        if isinstance(result.exception, Exception) and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.output

    return run


def test_tuned_with_peoples_questions_and_undone(call: Call, questions: Path, index: Path) -> None:
    said = call(str(questions))
    assert "people: 96 of 96 questions have their evidence here" in said
    assert "model: better, kept" in said
    assert f"wenju tune --undo --index {index}" in said
    assert "is as it comes" in call("--undo")
    KnowledgeStore(index).close()
    assert "was not tuned" in call("--undo")


def test_json_has_every_figure(call: Call, questions: Path) -> None:
    said = call(str(questions), "--json")
    data = json.loads(said[said.index("{") :])
    assert data["outcomes"]["model"]["nDCG@10"]["asked"]["questions"] == data["questions"]["held out"]["asked"]
    assert set(data["kept"]) <= {"model", "weights"}


def test_what_cannot_be_is_said_plainly(call: Call, questions: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        call(str(tmp_path / "none.jsonl"))
    with pytest.raises(UsageError, match="--undo takes no questions"):
        call("--undo", str(questions))
    elsewhere = tmp_path / "elsewhere.jsonl"
    row = {"id": "1", "question": "谁？", "evidence": [{"doc": "月报", "quote": "没有这句话"}]}
    elsewhere.write_text(json.dumps(row, ensure_ascii=False), encoding="utf-8")
    with pytest.raises(UsageError, match="none of its questions"):
        call(str(elsewhere))
    with pytest.raises(StoreMissing):
        call("--index", str(tmp_path / "nowhere"))


def test_questions_are_asked_about_the_passages_that_hold_their_evidence(index: Path) -> None:
    store = KnowledgeStore(index)
    passages = list(store.store.passages(store.store.numbers()).values())
    quote = "青岛分部的税务工作由第2小组负责"
    both = (Evidence("青岛", quote), Evidence("厦门", "厦门分部的质检工作由第6小组负责"))
    rows = (
        Row("1", "它归谁管？", history=("青岛的税务？",), evidence=both),
        Row("2", "不在这里的", evidence=(Evidence("青岛", quote), Evidence("青岛", "没有这句话，哪里都没有"))),
        Row("3", "没有依据的"),
    )
    (question,) = asked(Dataset("d", rows), passages)
    assert question.kind == ASKED
    assert "税务" in question.text
    assert question.about == quote
    texts = {passage.id: passage.page_content for passage in passages}
    assert [
        all(piece.quote in texts[id_] for id_ in ids) for piece, ids in zip(both, question.wanted, strict=True)
    ] == [
        True,
        True,
    ]
    store.close()

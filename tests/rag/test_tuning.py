"""`rag.tune`: what is better is kept, what is not leaves no trace, and whatever stops it leaves an index that works."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tune_support import CITIES, SPOKEN, WRITTEN, company, in_their_words

from index import KnowledgeStore, StoreMissing, generation, load_embeddings
from index.embed import BUILTIN_PATH, StaticEmbeddings
from index.static_table import read_table, write_table
from rag.assistant import Assistant, retriever
from rag.settings import Settings
from rag.tune import keeping
from rag.tune.keeping import Found, keep, undo
from rag.tune.measure import Gain
from rag.tune.model import Recipe, adapted
from rag.tune.questions import Question
from rag.tune.report import Outcome, Report
from rag.tune.tuning import NothingToTune, tune
from rag.tuned import FOLDER, REPORT, WEIGHTS, Tuned, TunedDamaged, load_tuned, put, sweep
from rag.weights import Weights

pytest.importorskip("torch")

FEW = Recipe(steps=30)
PROVED = Outcome({"asked": Gain(50, 0.3, 0.8, 0.4, 0.001)}, "asked")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index as it comes; not to be changed."""
    folder = tmp_path_factory.mktemp("company") / "index"
    company(folder).close()
    return folder


@pytest.fixture(scope="module")
def learnt(plain: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """The same one tuned with people's questions, and the report; not to be changed."""
    folder = Path(shutil.copytree(plain, tmp_path_factory.mktemp("learnt") / "index"))
    return folder, tune(folder, Settings(), in_their_words, recipe=FEW)


@pytest.fixture
def index(plain: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(plain, tmp_path / "index"))


@pytest.fixture
def tuned(learnt: tuple[Path, Report], tmp_path: Path) -> Path:
    return Path(shutil.copytree(learnt[0], tmp_path / "tuned-index"))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model that differs from the built-in one."""
    table = read_table(BUILTIN_PATH)
    table.rows[5:9] *= -1
    table.config["name"] = "wenju-tuned"
    write_table(table, tmp_path / "model")
    return tmp_path / "model"


def found(folder: Path, question: str) -> list[str]:
    """The ids of what a question finds, by whatever the index is tuned with."""
    embeddings, weights = load_tuned(folder, Settings())
    store = KnowledgeStore(folder, embeddings)
    search = retriever(store, Settings())
    search.weights = weights
    ids = [passage.id or "" for passage in search.search(question, 10)]
    store.close()
    return ids


def traces(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith((FOLDER, ".")))


def works(folder: Path) -> None:
    """Every record is found by its own words."""
    for thing, city in ((0, 0), (3, 7), (19, 11)):
        assert f"{thing}-{city}" in found(folder, f"{CITIES[city]}的{WRITTEN[thing]}工作谁管？")[:3]


def test_what_helps_is_kept_and_found_with(learnt: tuple[Path, Report], plain: Path) -> None:
    folder, report = learnt
    outcome = report.outcomes["model"]
    assert outcome.judged_by == "asked"
    assert outcome.gains["asked"].after > outcome.gains["asked"].before + 0.2
    assert "model" in report.kept
    asked = [(f"{CITIES[city]}的{SPOKEN[thing]}谁管？", f"{thing}-{city}") for thing in range(20) for city in (2, 9)]
    assert sum(found(folder, question)[0] == id_ for question, id_ in asked[:10]) > 5
    assert sum(found(plain, question)[0] == id_ for question, id_ in asked[:10]) < 5
    works(folder)


def test_what_is_kept_lies_beside_the_index(learnt: tuple[Path, Report]) -> None:
    folder, report = learnt
    tuned = Tuned.of(folder)
    assert tuned is not None
    assert tuned.report["kept"] == report.kept
    assert tuned.model is not None
    assert tuned.load().fingerprint == tuned.embedding
    assert [path.parent.parent for path in folder.glob(f"{FOLDER}/*/{REPORT}")] == [folder / FOLDER]
    assert traces(folder) == [FOLDER]


def test_what_rests_on_nothing_is_not_kept_and_leaves_no_trace(plain: Path, tmp_path: Path) -> None:
    """Chance alone may let one thing in ten pass: three shuffles of the answers, of which one may."""
    kept = []
    for seed in range(3):
        index = Path(shutil.copytree(plain, tmp_path / str(seed)))
        report = tune(index, Settings(), partial(in_their_words, mixed_up=True), recipe=FEW, seed=seed)
        kept.append(bool(report.kept))
        if not report.kept:
            assert traces(index) == []
            assert load_tuned(index, Settings())[1] == Weights()
            KnowledgeStore(index).close()  # made with the built-in model as before
    assert sum(kept) <= 1


def test_where_nothing_is_better_nothing_changes(tuned: Path, index: Path) -> None:
    """The same for what is tuned already, whatever chance has let pass above."""
    nothing = Report({}, 0, {"model": Outcome({"made": Gain(50, 0.5, 0.5, 0.0, 1.0)}, "made")})
    for folder in (tuned, index):
        before = traces(folder), Tuned.of(folder)
        keep(folder, Found(nothing, StaticEmbeddings()))
        assert (traces(folder), Tuned.of(folder)) == before


def test_the_report_says_the_figures_either_way(learnt: tuple[Path, Report]) -> None:
    lines = "\n".join(learnt[1].lines())
    assert "model: nDCG@10 0." in lines
    assert "model: better, kept" in lines
    assert json.loads(json.dumps(learnt[1].to_dict())) == learnt[1].to_dict()


@pytest.mark.parametrize("judge", ["made", "asked"])
def test_what_only_made_questions_speak_for_is_kept_with_a_warning(judge: str) -> None:
    report = Report({}, 0, {"model": Outcome({judge: Gain(200, 0.95, 0.96, 0.002, 0.01)}, judge)}, ["model"])
    lines = "\n".join(report.lines())
    assert "model: better, kept" in lines
    assert ("say little about those of people" in lines) == (judge == "made")


def test_too_little_is_refused(tmp_path: Path) -> None:
    store = KnowledgeStore(tmp_path / "small", create=True)
    store.add_texts(["只有一句话的资料，没有别的内容。"])
    store.close()
    with pytest.raises(NothingToTune, match="too few"):
        tune(tmp_path / "small", Settings())
    assert traces(tmp_path / "small") == []


def test_without_an_index_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        tune(tmp_path / "none", Settings())
    with pytest.raises(StoreMissing):
        undo(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_undo_goes_back(tuned: Path) -> None:
    undo(tuned)
    assert traces(tuned) == []
    assert Tuned.of(tuned) is None
    KnowledgeStore(tuned).close()
    works(tuned)
    undo(tuned)  # again


def test_tuning_again_begins_with_what_comes_with_the_program(
    tuned: Path, learnt: tuple[Path, Report], monkeypatch: pytest.MonkeyPatch
) -> None:
    again = tune(tuned, Settings(), in_their_words, recipe=FEW)
    first = learnt[1].outcomes["model"].gains["asked"]
    assert again.outcomes["model"].gains["asked"].before == pytest.approx(
        first.before, abs=0.05
    )  # passages alike may change places
    works(tuned)
    assert len(list((tuned / FOLDER).iterdir())) == 1


class Stop(BaseException):
    """As Ctrl+C, or the end of the process."""


def stopping(*_: Any, **__: Any) -> Any:
    raise Stop


@pytest.mark.parametrize("step", ["training the model", "index, tuned", "measuring the model", "fitting the weights"])
def test_stopped_while_it_tries_nothing_has_changed(index: Path, step: str) -> None:
    before = {path: path.stat().st_mtime_ns for path in index.rglob("*") if path.is_file() and path.suffix == ".faiss"}

    def told(done: int, total: int, name: str) -> None:
        if name == step and done:
            raise Stop

    with pytest.raises(Stop):
        tune(index, Settings(), in_their_words, recipe=Recipe(steps=3), told=told)
    assert traces(index) == []
    assert {path: path.stat().st_mtime_ns for path in before} == before
    works(index)


def ready(model: Path | None, weights: Weights | None = None) -> Found:
    report = Report({}, 0, {"model": PROVED, "weights": PROVED}, ["model"] * bool(model) + ["weights"] * bool(weights))
    return Found(report, load_embeddings(), model, weights or Weights())


STOPS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "before the model is in place": lambda patch: patch.setattr(Path, "rename", stopping),
    "before the index is made anew": lambda patch: patch.setattr(KnowledgeStore, "publish", stopping),
    "while the index is written": lambda patch: patch.setattr(generation, "write", stopping),
    "before what is old is swept": lambda patch: patch.setattr(keeping, "sweep", stopping),
}


@pytest.mark.parametrize("stop", STOPS)
@pytest.mark.parametrize("kind", ["index", "tuned"])
def test_stopped_while_it_is_kept_the_index_is_the_old_or_the_new_one(
    request: pytest.FixtureRequest, kind: str, stop: str, model: Path
) -> None:
    folder = request.getfixturevalue(kind)
    old = Tuned.of(folder)
    with pytest.MonkeyPatch.context() as patch:
        STOPS[stop](patch)
        with pytest.raises(Stop):
            keep(folder, ready(model))
    new = Tuned.of(folder)
    assert new == old or new == Tuned(StaticEmbeddings(model).fingerprint, Weights(), new.model, new.report)
    works(folder)
    keep(folder, ready(model))
    assert (now := Tuned.of(folder)) is not None
    assert now.embedding == StaticEmbeddings(model).fingerprint
    assert len(list((folder / FOLDER).iterdir())) == 1
    works(folder)


@pytest.mark.parametrize("stop", [s for s in STOPS if "place" not in s])
def test_stopped_while_it_is_undone_the_index_works_and_undo_goes_on(tuned: Path, stop: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        STOPS[stop](patch)
        with pytest.raises(Stop):
            undo(tuned)
    works(tuned)
    undo(tuned)
    assert traces(tuned) == []
    works(tuned)


def test_an_old_tuning_does_not_come_to_life_when_a_new_one_is_undone(
    tuned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tuned, load_embeddings().fingerprint, Weights(word=99.0), {}, None)  # a sweep that was stopped left it
    with monkeypatch.context() as patch:
        patch.setattr(
            keeping, "sweep", lambda index, embedding="": sweep(index, embedding) if embedding else stopping()
        )
        with pytest.raises(Stop):
            undo(tuned)
    assert load_tuned(tuned, Settings())[1] == Weights()


def test_the_assistant_opens_what_was_tuned(learnt: tuple[Path, Report]) -> None:
    folder, _ = learnt
    tuned = Tuned.of(folder)
    assert tuned is not None
    assistant = Assistant.open(folder, settings=Settings())
    assert getattr(assistant.store.embeddings, "fingerprint", "") == tuned.embedding
    assert assistant.retriever.weights == tuned.weights
    hits = [assistant.search(f"{CITIES[2]}的{SPOKEN[thing]}谁管？", 1)[0].id == f"{thing}-2" for thing in range(10)]
    assert sum(hits) > 5
    assistant.store.close()


def test_a_tuned_index_stays_tuned_when_it_is_changed_or_made_anew(tuned: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "new.md").write_text("# 新分部\n\n拉萨分部的仓储工作由专人负责。\n", encoding="utf-8")
    before = Tuned.of(tuned)
    for rebuild in (False, True):
        assistant = Assistant.open(tuned, settings=Settings(), rebuild=rebuild)
        assistant.sync([tmp_path / "more"], rebuild=rebuild)
        assert "拉萨" in assistant.search(f"拉萨的{SPOKEN[0]}谁管？", 1)[0].page_content
        assistant.store.close()
        assert Tuned.of(tuned) == before


def test_weights_alone_are_kept_without_a_new_index(index: Path) -> None:
    store = KnowledgeStore(index)
    before = store.store.generation
    store.close()
    for word in (2.5, 3.5):
        keep(index, ready(None, Weights(word=word)))
        embeddings, weights = load_tuned(index, Settings())
        assert weights.word == word
        assert getattr(embeddings, "fingerprint", "") == load_embeddings().fingerprint
    store = KnowledgeStore(index)
    assert store.store.generation == before
    store.close()
    undo(index)
    assert load_tuned(index, Settings())[1] == Weights()


def test_what_is_tuned_for_another_model_does_not_count(tuned: Path, index: Path, model: Path) -> None:
    keep(index, ready(None, Weights(word=5.0)))
    other = Settings(embedding=str(model))
    assert load_tuned(index, other)[1] == Weights()
    embeddings, weights = load_tuned(tuned, other)
    assert getattr(embeddings, "fingerprint", "") == StaticEmbeddings(model).fingerprint
    assert weights == Weights()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (WEIGHTS, lambda path: path.write_text('{"word": 1', encoding="utf-8")),
        (WEIGHTS, lambda path: path.unlink()),
        (REPORT, lambda path: path.write_text("[]", encoding="utf-8")),
        ("model/model.safetensors", lambda path: path.write_bytes(path.read_bytes()[:1000])),
        ("model/model.safetensors", lambda path: path.write_bytes((BUILTIN_PATH / path.name).read_bytes())),
        ("model/tokenizer.json", lambda path: path.unlink()),
    ],
)
def test_damage_is_told_with_what_mends_it(tuned: Path, name: str, damage: Callable[[Path], object]) -> None:
    (path,) = (tuned / FOLDER).glob(f"*/{name}")
    damage(path)
    with pytest.raises(TunedDamaged, match=r"wenju tune --undo --index") as told:
        load_tuned(tuned, Settings())
    assert str(tuned / FOLDER) in str(told.value)
    undo(tuned)
    works(tuned)


def test_what_a_killed_tuning_left_goes_with_undo(index: Path) -> None:
    (index / ".tuning-abc").mkdir()
    undo(index)
    assert traces(index) == []


def test_a_model_that_is_read_and_written_is_the_same_byte_by_byte(tmp_path: Path) -> None:
    write_table(read_table(BUILTIN_PATH), tmp_path)
    for name in ("model.safetensors",):
        assert (tmp_path / name).read_bytes() == (BUILTIN_PATH / name).read_bytes()
    assert StaticEmbeddings(tmp_path).encode(["保税维修"]) == pytest.approx(StaticEmbeddings().encode(["保税维修"]))


def test_only_the_tokens_of_the_questions_move_and_not_far(tmp_path: Path) -> None:
    table = read_table(BUILTIN_PATH)
    pairs = [Question(s, (frozenset({w}),), "heading", w) for s, w in zip(SPOKEN, WRITTEN, strict=True)]
    new = adapted(table, pairs, FEW)
    moved = np.flatnonzero(np.abs(new.rows - table.rows).max(axis=1) > 0)
    seen = {id_ for word in (*SPOKEN, *WRITTEN) for id_ in table.tokenizer.encode(word).ids}
    assert set(moved.tolist()) <= seen
    assert len(moved) > 10
    lengths = np.linalg.norm(table.rows[moved], axis=1)
    assert (np.linalg.norm((new.rows - table.rows)[moved], axis=1) < 1.5 * lengths).all()
    assert adapted(table, pairs[:1], FEW) is table
    write_table(new, tmp_path)
    before, after = (
        float(np.einsum("nd,nd->n", model.encode(SPOKEN), model.encode(WRITTEN)).mean())
        for model in (StaticEmbeddings(), StaticEmbeddings(tmp_path))
    )
    assert after > before + 0.05

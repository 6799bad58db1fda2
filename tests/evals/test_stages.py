"""``wenju eval --stages``: the ladder, gains, the verdict, the tables and the command."""

from __future__ import annotations

import json
from dataclasses import fields
from itertools import pairwise
from pathlib import Path

import pytest
from test_command import call
from test_systems import ASKED, PAGES, TEXTS

from evals import Dataset, Evidence, Question, write_dataset
from evals.benches import LEADING, MEASURES, Bench, measure
from evals.benches_table import markdown, to_dict
from evals.command import eval_command
from evals.gains import gain, groups, mean_level, steps, verdict, worths
from evals.ladder import HYBRID, LEXICAL, OUTSIDERS, WHOLE, ablations, ladder, stage_names, with_models
from evals.workbench import Workbench
from index import KnowledgeStore
from rag.console import UsageError
from rag.weights import Stages


def made(name: str, means: dict[str, float], *, questions: int = 40, texts: int = 10) -> Bench:
    """A bench whose systems find the right text at the first place for a share of the questions."""
    bench = Bench(name, questions, texts)
    for system, mean in means.items():
        hits = [float(at < mean * questions) for at in range(questions)]
        bench.rows[system] = dict.fromkeys(MEASURES, hits)
        bench.milliseconds[system] = 1.0
    return bench


def every(**given: float) -> dict[str, float]:
    """A share for every system: `given` by name with _ for a space, else 0.5."""
    names = [rung.name for rung in (*ladder(), *ablations())]
    return {name: given.get(name.replace(" ", "_"), 0.5) for name in names}


# The ladder


def test_every_stage_is_on_the_ladder_and_among_the_ablations() -> None:
    names = {field.name for field in fields(Stages) if field.default is True}
    assert {"lexical", "dense"} < names == set(stage_names())
    rungs = ladder()
    stages = [Stages(**rung.variant.stages) for rung in rungs if rung.variant.system == "wenju"]
    on = [{name for name in names if getattr(stage, name)} for stage in stages]
    assert on[:3] == [{"lexical"}, {"dense"}, {"lexical", "dense"}]
    assert all(len(later - earlier) == 1 and earlier < later for earlier, later in pairwise(on[2:]))
    assert on[-1] == names
    assert [rung.name for rung in rungs][-1] == WHOLE
    without = [Stages(**rung.variant.stages) for rung in ablations()]
    assert [[name for name in stage_names() if not getattr(stage, name)] for stage in without] == [
        [name] for name in stage_names()
    ]
    known = set()
    for rung in rungs:
        assert set(rung.over) <= known  # held against what comes before
        known.add(rung.name)


# Gains and verdict


def test_outsiders_count_by_the_best_of_each_data_set() -> None:
    first = made("a", every(**{"BM25,_jieba": 0.6, "BM25,_mix": 0.4, "everything": 0.9}))
    second = made("b", every(**{"BM25,_jieba": 0.2, "BM25,_mix": 0.7, "everything": 0.8}))
    found = gain([first, second], WHOLE, tuple(OUTSIDERS))
    assert found is not None
    assert found.over == "best BM25"
    assert [found.values[name].mean for name in "ab"] == pytest.approx([0.3, 0.1])
    assert found.means["mean"].mean == pytest.approx(0.2)
    level = mean_level([first, second], tuple(OUTSIDERS))
    assert level is not None
    assert level.mean == pytest.approx(0.65)


def test_the_mean_of_benches_leaves_out_what_asks_about_files() -> None:
    benches = [made("a", every()), made("b", every()), made("dev", every(), texts=0)]
    assert {name: len(members) for name, members in groups(benches).items()} == {"mean": 3, "mean of benches": 2}
    assert list(groups(benches[:2])) == ["mean"]
    assert groups(benches[:1]) == {}


def test_the_verdict_names_the_stage_that_does_harm() -> None:
    good = made("good", every(everything=0.9, without_dense=0.7))
    assert verdict([good])[0]
    assert verdict([good])[1][0] == "No arm makes the whole worse on any bench."
    bad = made("bad", every(everything=0.6, without_dense=0.9))
    harmless, lines = verdict([good, bad])
    assert not harmless
    assert lines[0].startswith("dense makes the whole worse on bad: -0.300 (")
    assert not any("on good" in line for line in lines)
    assert any(line.startswith(f"Everything over the best BM25, points of {LEADING}: mean +25.0") for line in lines)


def test_a_loss_within_noise_is_said_and_is_no_harm() -> None:
    near = made("near", every(everything=0.5, without_dense=0.525))  # one question of 40
    harmless, lines = verdict([near])
    assert harmless
    assert lines[1] == "Better, but within noise: without dense on near (+0.025)."


def test_one_loss_among_many_data_sets_needs_more_than_luck() -> None:
    """Six questions of 40 lost and none won: below zero on its own (p 0.03), not among twelve data sets."""
    rows = every(everything=0.5, without_dense=0.65)
    assert not verdict([made("a", every(everything=0.5, without_dense=0.9))])[0]
    many = [made(f"b{n}", rows if not n else every()) for n in range(12)]
    found = next(g for g in worths(many) if g.name == "dense").values["b0"]
    assert found.high < 0
    assert found.p < 0.05
    assert verdict(many)[0]


def test_a_rung_below_the_one_before_is_said_and_the_whole_is_not_blamed() -> None:
    harmless, lines = verdict([made("a", every(lexical_arm=0.9, hybrid=0.5, everything=0.9))])
    assert harmless
    assert lines[1].startswith(f"On the way: {HYBRID} is worse than better arm on a: -0.400")
    below = ladder()[-1].over[0]
    harmless, lines = verdict([made("a", {**every(), below: 0.9})])
    assert not harmless
    assert lines[0].startswith(f"{WHOLE} is worse than {below} on a: -0.400")


# The tables


def test_tables_hold_every_system_data_set_and_measure() -> None:
    benches = [made("a", every(everything=0.9)), made("b|c", every(), texts=0)]
    text = markdown(benches)
    for name in (*OUTSIDERS, "best BM25", LEXICAL, "dense arm", HYBRID, WHOLE):
        rows = [line for line in text.splitlines() if line.startswith(f"| {name} ")]
        assert len(rows) >= 4, name  # leading measure, mean, both data sets
    tables = [block.splitlines() for block in text.split("\n\n") if block.startswith("|")]
    assert len(tables) == 3 + 1 + 2
    for table in tables:
        assert len({line.replace("\\|", "").count("|") for line in table}) == 1
    assert "0.900 (" in text
    assert "b\\|c" in text
    data = to_dict(benches, sample=7)
    assert json.loads(json.dumps(data)) == data
    assert data["datasets"][0]["systems"][WHOLE]["R@1"]["mean"] == 0.9
    assert data["sample"] == 7
    assert {row["stage"] for row in data["worth"]} == set(stage_names())
    assert data["gains"][-1] == {**data["gains"][-1], "stage": WHOLE, "over": "best BM25"}
    assert len(steps(benches)) == len([rung for rung in ladder() if rung.over]) + 1
    assert len(worths(benches)) == len(stage_names())


# Measuring


def test_texts_are_measured_and_a_model_that_is_missing_says_why(tmp_path: Path) -> None:
    said: list[str] = []
    bench = measure(
        TEXTS,
        models={"embedding": str(tmp_path / "bge-small"), "reranker": str(tmp_path / "judge")},
        cache=tmp_path / "cache",
        say=said.append,
    )
    assert (bench.questions, bench.texts, bench.errors) == (2, 3, [])
    assert bench.rows[WHOLE]["R@1"] == [1.0, 1.0]
    assert set(bench.rows) == {rung.name for rung in (*ladder(), *ablations())}
    short = {"embedding": "bge-small", "reranker": "judge"}
    assert list(bench.missing) == [rung.name for rung in with_models(short)]
    assert [name.partition(", ")[2] in why for name, why in bench.missing.items()] == [True] * 3
    text = markdown([bench], short)
    assert f"not measured: dense arm, bge-small; {WHOLE}, bge-small: " in text
    assert f"not measured: {WHOLE}, judge: " in text
    # Where two names mean one way to rank, it was asked once.
    assert len(said) < len(bench.rows)


def test_another_model_has_rows_of_its_own(tmp_path: Path) -> None:
    import shutil

    from index.embed import BUILTIN_PATH

    shutil.copytree(BUILTIN_PATH, tmp_path / "mine")
    bench = measure(TEXTS, models={"embedding": str(tmp_path / "mine")})
    assert bench.missing == {}
    assert bench.rows[f"{WHOLE}, mine"] == bench.rows[WHOLE]
    assert f"{WHOLE}, mine − {WHOLE}" in markdown([bench], {"embedding": str(tmp_path / "mine")})


def test_a_kept_index_is_used_again_and_only_for_the_same_texts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from evals.variants import Variant

    filled: list[int] = []
    add = KnowledgeStore.add_texts
    monkeypatch.setattr(KnowledgeStore, "add_texts", lambda self, *a, **o: filled.append(1) or add(self, *a, **o))
    for _ in range(2):
        with Workbench(TEXTS, cache=tmp_path) as bench:
            assert bench.open(Variant()).search("环湖快线", 1)[0].id == "d.0"
    assert len(filled) == 1
    other = Dataset("texts", TEXTS.questions, {**TEXTS.texts, "d.2": TEXTS.texts["d.0"]})
    with Workbench(other, cache=tmp_path) as bench:
        bench.open(Variant())
    assert len(filled) == 2
    folders = sorted(tmp_path.iterdir())
    assert len(folders) == 2
    assert all(folder.name.startswith("texts-") and folder.suffix != ".part" for folder in folders)
    # One that was given up half-way, or is damaged, is made anew.
    (folders[0] / "index.db").write_bytes(b"no database")
    (folders[1] / "index.db").unlink()
    for dataset in (TEXTS, other):
        with Workbench(dataset, cache=tmp_path) as bench:
            bench.open(Variant())
    assert len(filled) == 4


@pytest.mark.parametrize(("count", "kept"), [(1, ["q0"]), (3, ["q0", "q3", "q6"]), (99, [f"q{n}" for n in range(10)])])
def test_a_sample_is_spread_evenly_over_answerable_questions(count: int, kept: list[str]) -> None:
    questions = [Question(f"q{n}", "?", evidence=(Evidence("d.0"),)) for n in range(10)]
    mixed = [q for n, question in enumerate(questions) for q in (Question(f"x{n}", "?"), question)]
    assert [q.id for q in Dataset("d", tuple(mixed), TEXTS.texts).sampled(count).questions] == kept


# The command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pages").mkdir()
    for name, text in PAGES.items():
        (tmp_path / "pages" / name).write_text(text, "utf-8")
    write_dataset(ASKED, tmp_path / "asked.jsonl")
    write_dataset(TEXTS, tmp_path / "texts")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_one_table_over_files_and_texts(here: Path) -> None:
    code, said = call(eval_command, "--stages", "asked.jsonl", "texts", "-d", "pages", "--cache", "kept")
    assert code == 0, said
    assert "No arm makes the whole worse on any bench." in said
    assert "| system " in said
    assert "asked: everything: nDCG@10 1.000" in said  # progress
    data = json.loads((here / "eval-report" / "stages.json").read_text("utf-8"))
    assert [(d["name"], d["questions"], d["texts"]) for d in data["datasets"]] == [("asked", 2, 0), ("texts", 2, 3)]
    assert "note:" not in said
    first = (here / "eval-report" / "stages.json").read_bytes()
    assert (here / "eval-report" / "stages.md").read_text("utf-8").splitlines()[0] in said
    code, said = call(eval_command, "--stages", "asked.jsonl", "texts", "-d", "pages", "--cache", "kept", "--json")
    assert (here / "eval-report" / "stages.json").read_bytes() == first
    assert len(list((here / "kept").iterdir())) == 2


def test_evidence_from_documents_that_are_not_there_is_said(here: Path) -> None:
    code, said = call(eval_command, "--stages", "asked.jsonl", "-d", "pages/line.md")
    assert code == 0
    assert "note: asked: the evidence names documents that are not there: town.txt" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["asked.jsonl", "--sample", "2"], "--sample goes with --stages"),
        (["asked.jsonl", "--cache", "kept"], "--cache goes with --stages"),
        (["--stages", "asked.jsonl", "-s", "langchain"], "--stages and --system do not go together"),
        (["--stages", "asked.jsonl", "asked.jsonl", "-d", "pages"], "two data sets are called asked"),
        (["--stages", "none.jsonl"], "no question with evidence"),
    ],
)
def test_a_call_that_cannot_be_says_why(here: Path, arguments: list[str], said: str) -> None:
    (here / "none.jsonl").write_text('{"id": "a", "question": "怎么给猫剪指甲？"}\n', "utf-8")
    with pytest.raises(UsageError, match=said):
        call(eval_command, *arguments)

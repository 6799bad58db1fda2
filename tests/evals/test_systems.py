"""Systems by name, over files and over texts; variants of Wenju; the workbench that sets them up."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from peers_support import Files

from evals import Dataset, Evidence, Question, run
from evals.contest import Contest, contestants
from evals.dataset import Text
from evals.systems import PEERS, Material, SystemUnavailable, open_peer
from evals.variants import Variant, VariantError, read_variant
from evals.workbench import Workbench
from index import StoreMismatch, StoreMissing
from rag import Assistant
from rag.settings import SettingsError
from rag.weights import Weights

PAGES = {
    "line.md": "# 环湖快线\n\n环湖快线于2023年9月28日通车，全长11.6公里，设站9座。\n",
    "town.txt": "云溪古镇恢复开放，门票40元，60周岁以上老人免票。\n",
    "plan.md": "# 规划\n\n到2030年新建公园120个，绿道300公里。\n",
}
ASKED = Dataset(
    "pages",
    (
        Question("q1", "环湖快线 全长多少公里？", evidence=(Evidence("line.md", "全长11.6公里"),)),
        Question("q2", "云溪古镇 门票多少钱？", evidence=(Evidence("town.txt", "门票40元"),)),
        Question("q3", "怎么给猫剪指甲？"),
    ),
)
TEXTS = Dataset(
    "texts",
    tuple(Question(f"q{n}", text, evidence=(Evidence(f"d.{n}"),)) for n, text in enumerate(["环湖快线", "云溪古镇"])),
    {"d.0": Text("环湖快线全长11.6公里"), "d.1": Text("云溪古镇门票40元"), "d.2": Text("规划公园120个")},
)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / ".hidden").mkdir(parents=True)
    for name, text in PAGES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / ".hidden" / "no.md").write_text("no", "utf-8")
    (folder / "scan.pdf").write_bytes(b"%PDF-1.4")
    return folder


OTHERS = sorted(name for name in PEERS if not name.startswith("bm25"))


def needs(name: str) -> None:
    if name not in OTHERS:
        return
    pytest.importorskip({"haystack": "haystack"}.get(name, "rank_bm25"), reason="pip install 'wenju[peers]'")


# Others' systems


def test_material_is_what_can_be_seen(pages: Path) -> None:
    material = Material.of([pages])
    assert [path.name for path in material.files] == ["line.md", "plan.md", "scan.pdf", "town.txt"]
    assert [d.metadata["source"] for d in material.documents()] == [
        str(pages / n) for n in ("line.md", "plan.md", "town.txt")
    ]
    assert material.unread() == 1
    (pages / "town.txt").write_bytes(b"\xff\xfe\xfa")
    for given in (Material.of([pages]), Material.of([pages / "scan.pdf"]), Material()):
        with pytest.raises(SystemUnavailable):
            given.documents()
    with pytest.raises(SystemUnavailable, match="gone"):
        Material.of([pages / "gone"])


@pytest.mark.parametrize("name", sorted(PEERS))
def test_peers_find_what_they_can_over_files_and_texts(name: str, pages: Path) -> None:
    needs(name)
    report = run(open_peer(name, Material.of([pages])), ASKED)
    assert not [result.error for result in report.results if result.error]
    assert report.settings["files not read"] == 1
    assert report.mean("R@10") == 1.0  # three short pages
    over_texts = run(open_peer(name, Material(texts=TEXTS.texts)), TEXTS)
    assert over_texts.mean("R@10") == 1.0
    assert over_texts.results[0].found[0]["document"].startswith("d.")


@pytest.mark.parametrize("name", OTHERS)
def test_a_peer_that_is_not_installed_says_how_to_get_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    real = builtins.__import__

    def without(module: str, *args: Any) -> Any:
        if module.split(".")[0] in ("rank_bm25", "langchain_community", "haystack"):
            raise ImportError(module)
        return real(module, *args)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemUnavailable, match=r"pip install 'wenju\[peers\]'"):
        open_peer(name, Material(texts=TEXTS.texts))


def test_a_users_own_system(pages: Path) -> None:
    system = open_peer("peers_support:Files", Material.of([pages / "line.md", pages / "town.txt"]))
    assert isinstance(system, Files)
    assert run(system, ASKED).mean("R@10") == 1.0
    assert open_peer("peers_support:texts_only", Material(texts=TEXTS.texts)).search("环", 9)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("elastic", "there are wenju, langchain"),
        (":Files", "no system"),
        ("no_such_module:make", "no_such_module"),
        ("peers_support:gone", "gone"),
        ("peers_support:nothing", "neither search nor answer"),
        ("peers_support:broken", "RuntimeError: no luck"),
    ],
)
def test_a_system_that_cannot_be_made_says_why(name: str, said: str) -> None:
    with pytest.raises(SystemUnavailable, match=said):
        open_peer(name, Material())


# Variants


def toml(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_a_variant_names_what_it_changes(tmp_path: Path) -> None:
    text = 'name = "short"\nk = 5\n[splitter]\nmax_chars = 200\n[weights]\ndense = 0\n[stages]\nrerank = false\n'
    variant = read_variant(toml(tmp_path / "a.toml", text))
    assert variant == Variant("short", "wenju", {"k": 5}, {"max_chars": 200}, {"dense": 0}, {"rerank": False})
    assert variant.changes() == {"k": 5, "splitter.max_chars": 200, "weights.dense": 0, "stages.rerank": False}
    assert read_variant(toml(tmp_path / "b.toml", 'system = "langchain"')) == Variant("b", "langchain")
    assert "secret" not in str(read_variant(toml(tmp_path / "c.toml", 'api_key = "secret"')).changes())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spliter = 1", "unknown key spliter; there are name, system"),
        ("[splitter]\nmax = 1", r"unknown key splitter\.max; there are max_chars"),
        ("[weights]\nmeaning = 1", r"unknown key weights\.meaning"),
        ("[weights]\ndense = true", r"weights\.dense must be a number"),
        ("[weights]\ndense = -1", "from 0"),
        ("[stages]\ndense = 0", r"stages\.dense must be true or false"),
        ("[stages]\ndense = false\nlexical = false", "candidates"),
        ("[splitter]\nmax_chars = 0", "1 or more"),
        ("splitter = 400", "must be a table"),
        ("k = 0", "k: "),
        ("name = 5", "name must be a text"),
        ('system = "langchain"\nk = 5', "Wenju's"),
        ("k = ", "Invalid value"),
        ('index = "x"', "unknown key index"),
    ],
)
def test_a_variant_that_cannot_be_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(VariantError, match=said) as error:
        read_variant(toml(tmp_path / "a.toml", text))
    assert str(error.value).startswith(f"{tmp_path / 'a.toml'}: ")
    with pytest.raises(VariantError, match="gone"):
        read_variant(tmp_path / "gone.toml")


def test_what_the_command_line_says(tmp_path: Path) -> None:
    a, b, data = toml(tmp_path / "a.toml", ""), toml(tmp_path / "b.toml", ""), Path("set.jsonl")
    assert contestants([data], [], [], []) == (data, [Variant()])
    assert contestants([data], [a], [], []) == (data, [Variant(), Variant("a")])
    assert contestants([data, b], [a], [], []) == (data, [Variant("a"), Variant("b")])
    assert contestants([], [a], ["wenju,langchain", "m:f"], []) == (
        None,
        [Variant(), Variant(system="langchain"), Variant(system="m:f"), Variant("a")],
    )
    assert contestants([data], [], [], [Path("run.trec")]) == (data, [])
    with pytest.raises(VariantError, match="one data set"):
        contestants([data, Path("other.csv")], [], [], [])


# The workbench


def test_wenju_over_a_folder_an_index_and_texts(pages: Path, tmp_path: Path) -> None:
    contest = Contest(ASKED, "R@10")
    (report,) = contest.reports([Variant()], documents=[pages / "line.md", pages / "town.txt"])
    assert report.mean("R@10") == 1.0
    assert contest.notes == []
    folder = tmp_path / "own"
    Assistant.open(folder, create=True).sync([pages / "line.md", pages / "town.txt"])
    (same,) = contest.reports([Variant()], index=folder)
    assert [r.scores for r in same.results] == [r.scores for r in report.results]
    (brought,) = Contest(TEXTS, "R@1").reports([Variant()])
    assert brought.mean("R@1") == 1.0


def test_documents_that_are_not_there_are_named(pages: Path) -> None:
    contest = Contest(ASKED, "R@10", answers=False)
    contest.reports([Variant()], documents=[pages / "line.md"])
    assert contest.notes == ["the evidence names documents that are not there: town.txt"]


def test_another_splitter_gets_an_index_of_its_own(pages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    Assistant.open(folder, create=True).sync([pages / "line.md", pages / "town.txt"])
    before = sorted(path.name for path in folder.iterdir())
    small = Variant("small", splitter={"max_chars": 12, "min_chars": 1})
    with Workbench(ASKED, index=folder) as bench:
        usual, other, again = (bench.open(v) for v in (Variant(), small, small))
        assert usual.assistant.store.folder == folder
        assert other.assistant.store.folder == again.assistant.store.folder != folder
        temporary = other.assistant.store.folder
        assert other.describe()["splitter.max_chars"] == 12
        assert other.describe()["passages"] > usual.describe()["passages"]
    assert not temporary.exists()
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_index_made_with_other_settings_is_not_made_again_in_secret(tmp_path: Path, pages: Path) -> None:
    from index import KnowledgeStore, PassageSplitter

    folder = tmp_path / "own"
    Assistant(KnowledgeStore(folder, splitter=PassageSplitter(50), create=True)).sync([pages / "line.md"])
    with Workbench(ASKED, index=folder) as bench, pytest.raises(StoreMismatch):
        bench.open(Variant())
    with Workbench(ASKED) as bench, pytest.raises(StoreMissing):
        bench.open(Variant())
    with Workbench(ASKED, [pages]) as bench, pytest.raises(SettingsError):
        bench.open(Variant(settings={"k": 0}))


def test_stages_and_weights_change_what_is_found(pages: Path) -> None:
    files = [pages / "line.md", pages / "town.txt", pages / "plan.md"]
    variants = [
        Variant("all"),
        Variant("words", stages={"dense": False, "rerank": False}),
        Variant("meaning", stages={"lexical": False, "rerank": False}),
        Variant("bigrams", weights=dict.fromkeys({field.name for field in fields(Weights)} - {"bigram"}, 0)),
    ]
    usual = Weights()
    with Workbench(ASKED, files) as bench:
        scores = {}
        for variant in variants:
            retriever = bench.open(variant).assistant.retriever
            found = retriever.search_with_signals("环湖快线全长多少公里？", 3)
            scores[variant.name] = [round(passage.metadata["score"], 6) for passage, _ in found]
            for passage, signals in found:
                if variant.name == "words":
                    assert signals["dense"] == 0.0
                    assert passage.metadata["score"] == pytest.approx(
                        (usual.word * signals["word"] + usual.bigram * signals["bigram"]) / (usual.word + usual.bigram),
                        abs=1e-5,
                    )
                if variant.name == "meaning":
                    assert signals["word"] == signals["bigram"] == 0.0
                    assert passage.metadata["score"] == pytest.approx(max(0.0, signals["dense"]), abs=1e-5)
                if variant.name == "bigrams":
                    assert passage.metadata["score"] == pytest.approx(signals["bigram"], abs=1e-5)
    assert len({str(values) for values in scores.values()}) == 4


def test_systems_of_one_name_are_told_apart(pages: Path) -> None:
    files = [pages / "line.md", pages / "town.txt"]
    reports = Contest(ASKED, "R@10", answers=False).reports([Variant("x"), Variant("x"), Variant()], documents=files)
    assert [report.system for report in reports] == ["x", "x 2", "Wenju"]


@pytest.mark.parametrize("k", [1, 3, 10, 150])
def test_an_answer_after_a_search_is_the_answer_itself(pages: Path, k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with Workbench(ASKED, [pages]) as bench:
        system = bench.open(Variant(settings={"k": 2}))
        searched: list[object] = []
        retrieve = system.assistant.retriever.search_with_signals
        monkeypatch.setattr(
            type(system.assistant.retriever),
            "search_with_signals",
            lambda self, *given: searched.append(given) or retrieve(*given),
        )
        for question in ASKED.questions:
            expected = system.assistant.answer(question.question)
            assert system.search(question.question, k) == system.assistant.search(question.question, k)
            searched.clear()
            answer = system.answer(question.question)
            assert len(searched) == (0 if k <= 100 else 1)  # more candidates may rank otherwise
            assert {**vars(answer), "timings": 0} == {**vars(expected), "timings": 0}
            assert answer.timings["retrieve"] > 0  # as if it had searched itself
            times = answer.timings
            assert times["total"] == pytest.approx(times["retrieve"] + times["answer"], abs=5)
            assert system.answer(question.question).text == expected.text  # nothing is kept
            assert system.answer(ASKED.questions[0].question).question == ASKED.questions[0].question

"""Hold what the models are trained on against what they are measured with.

    python scripts/check_overlap.py DATA [PARAPHRASE] [--thesaurus FOLDER] [--questions FILE] [--documents FOLDER]

DATA has ``train/`` (JSON lines with ``query`` and ``passage``, or ``text``) and ``bench/`` (BEIR folders); PARAPHRASE
has our pairs (``q``, ``p``, ``t``) in JSON lines, in folders too (without it, those in DATA/paraphrase). Texts are
compared after folding width and case, without punctuation and white space. Reported, with the rows:

* questions of a bench or of QUESTIONS that stand in training, as a question or whole in a text;
* passages of a bench that stand in training (statutes do: they are text there, and a corpus here);
* runs of 20 characters or more that the pairs or the thesaurus share with questions, documents and
  bench passages. A Latin letter counts a third; 《titles》 may be named.

The exit status is 1 when a question stands in training, or a pair or a synonym copies a run from DOCUMENTS.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from shared_runs import RUN, Row, Runs, Shared, folded

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a file
    sys.path.insert(0, str(ROOT))

from evals import DatasetError, read_dataset  # noqa: E402
from evals.formats.files import rows  # noqa: E402
from evals.systems.material import Material  # noqa: E402

OURS, PUBLIC = "our training", "public training"
QUESTION_KEYS, TEXT_KEYS = ("query", "question", "q"), ("passage", "text", "p", "t", "a", "b")


def training_rows(files: Iterable[Path], kind: str) -> Iterator[tuple[bool, Row]]:
    """The questions (True) and the texts of training files, each as a row of its own."""
    for path in files:
        if path.suffix == ".txt":  # a thesaurus: a rule a line
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                if line.strip() and not line.startswith("#"):
                    yield False, Row(kind, f"{path.name}:{number}", line)
            continue
        for number, row in rows(path):
            for key in (*QUESTION_KEYS, *TEXT_KEYS):
                value = row.get(key)
                if value:
                    text = "\x01".join(map(str, value)) if isinstance(value, list) else str(value)
                    yield key in QUESTION_KEYS, Row(kind, f"{path.name}:{number}", text)


def found_files(folder: Path | None, *endings: str) -> list[Path]:
    """The files in a folder and those below it with these endings; none where there is no folder."""
    files = folder.rglob("*") if folder is not None and folder.is_dir() else ()
    return sorted(path for path in files if path.name.endswith(endings))


@dataclass
class Measured:
    """What models are measured with."""

    questions: list[Row]
    passages: list[Row]
    documents: list[Row]

    @classmethod
    def read(cls, benches: Path, questions: Path, documents: Path) -> Measured:
        """The benches in a folder, a file of questions, and documents; what is not there is left out."""
        asked, passages = [], []
        for folder in sorted(path for path in benches.glob("*") if path.is_dir()):
            bench = read_dataset(folder)
            asked += [Row("bench question", f"{folder.name}/{q.id}", q.question) for q in bench.questions]
            passages += [Row("bench passage", f"{folder.name}/{key}", t.text) for key, t in bench.texts.items()]
        if questions.exists():
            own = read_dataset(questions).questions
            asked += [Row("own question", f"{questions.name}/{q.id}", q.question) for q in own]
        texts = Material.of([documents]).documents() if documents.is_dir() else []
        held = [Row("document", Path(t.metadata["source"]).name, t.page_content) for t in texts]
        return cls(asked, passages, held)


@dataclass
class Overlap:
    """What was found: questions in training, equal passages, and shared runs."""

    questions: list[Shared]
    passages: list[tuple[Row, Row]]
    runs: list[Shared]

    def faults(self) -> list[Shared]:
        """Questions that stand in training, and runs of our own training data that stand in documents."""
        return [*self.questions, *(run for run in self.runs if run.measured.kind == "document")]


def overlap(measured: Measured, train: Iterable[tuple[bool, Row]], ours: Iterable[tuple[bool, Row]]) -> Overlap:
    """What training data, public and our own, share with what is measured with."""
    asked = {folded(row.text): row for row in measured.questions}
    passages = {folded(row.text): row for row in measured.passages}
    same: list[Shared] = []
    equal: list[tuple[Row, Row]] = []

    def looked_at(given: Iterable[tuple[bool, Row]]) -> Iterator[Row]:
        for question, row in given:
            plain = folded(row.text)
            if question and plain in asked:
                same.append(Shared(row, asked[plain], plain, whole=True))
            elif not question and plain in passages:
                equal.append((row, passages[plain]))
            yield row

    own = list(ours)
    runs = list(Runs([*measured.questions, *measured.documents]).shared(looked_at(own)))
    public = list(Runs(measured.questions).shared(looked_at(train)))
    # The other way round, as the benches' passages are many.
    turned = Runs(row for _, row in own).shared(measured.passages)
    runs += [Shared(run.measured, run.trained, run.run, whole=False) for run in turned]
    known = {(run.trained.where, run.measured.where) for run in same}
    whole = [r for r in (*runs, *public) if r.whole and r.measured.kind != "document"]
    same += [run for run in whole if (run.trained.where, run.measured.where) not in known]
    listed = {id(run) for run in same}
    return Overlap(same, equal, [run for run in (*runs, *public) if id(run) not in listed])


def main(arguments: list[str] | None = None) -> int:
    """Prints what overlaps; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="folder with train/ and bench/")
    parser.add_argument("paraphrase", type=Path, nargs="?", help="folder of our own pairs [default: DATA/paraphrase]")
    parser.add_argument("--thesaurus", type=Path, default=ROOT / "index" / "thesaurus")
    parser.add_argument("--questions", type=Path, help="[default: DATA/../questions/dev.jsonl]")
    parser.add_argument("--documents", type=Path, help="plain texts [default: DATA/../documents]")
    parser.add_argument("--show", type=int, default=20, help="rows of each kind that are printed [default: 20]")
    options = parser.parse_args(arguments)
    beside = options.data.resolve().parent
    questions = options.questions or beside / "questions" / "dev.jsonl"
    measured = Measured.read(options.data / "bench", questions, options.documents or beside / "documents")
    lines = (".jsonl", ".jsonl.xz")
    own = [*found_files(options.paraphrase or options.data / "paraphrase", *lines)]
    own += found_files(options.thesaurus, ".txt")
    counts: Counter[str] = Counter()
    public = found_files(options.data / "train", *lines)
    train = _counted(training_rows(public, PUBLIC), counts)
    found = overlap(measured, train, _counted(training_rows(own, OURS), counts))
    for kind, held in vars(measured).items():
        print(f"{kind:16} {len(held):>9,}" + ("" if held else "  (none there: not checked)"))
    for kind, count in counts.items():
        print(f"{kind:16} {count:>9,} questions and texts")
    report(found, options.show)
    return 1 if found.faults() else 0


def _counted(given: Iterable[tuple[bool, Row]], counts: Counter[str]) -> Iterator[tuple[bool, Row]]:
    for question, row in given:
        counts[row.kind] += 1
        yield question, row


def report(found: Overlap, show: int) -> None:
    """Prints the counts and the first rows of each kind."""
    print(f"\nquestions that stand in training: {len(found.questions)}")
    _rows(found.questions, show)
    places = Counter((a.kind, a.where.partition(":")[0], b.where.partition("/")[0]) for a, b in found.passages)
    print(f"passages that stand in training: {len(found.passages):,}")
    for (kind, here, there), count in sorted(places.items()):
        print(f"  {kind}, {here}: {count:,} of {there}")
    _rows([Shared(a, b, b.text, whole=True) for a, b in found.passages if a.kind == OURS], show)
    kinds = Counter((run.trained.kind, run.measured.kind) for run in found.runs)
    for (here, there), count in sorted(kinds.items()):
        print(f"runs of {RUN} characters or more shared by {here} and a {there}: {count:,}")
        _rows([run for run in found.runs if (run.trained.kind, run.measured.kind) == (here, there)], show)
    print("\nFAULT: see above" if found.faults() else "\napart")


def _rows(runs: list[Shared], show: int) -> None:
    for run in runs[:show]:
        print(f"  {run.trained.where}  {run.measured.where}  {run.run[:80]}")
    if len(runs) > show:
        print(f"  and {len(runs) - show:,} more (--show)")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except DatasetError as error:  # file, line and reason
        sys.exit(f"check_overlap: {error}")

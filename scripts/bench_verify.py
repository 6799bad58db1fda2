"""How well wrong sentences of a chat model are caught, and how many right ones are called wrong.

    python scripts/bench_verify.py [QUESTIONS.jsonl] [--documents FOLDER] [--show KIND]

For each piece of evidence of the questions the sentences that hold it are said as they are and in
other ways by rule: all right. In each of them one thing at a time is changed to another that stands
in the same passage or document (a figure, year, date, name, document number), or to its opposite
(a direction, a negation, a unit): all wrong. Every sentence is checked as in an answer: against the
passage that it cites, and then against the others that were retrieved for the question.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
from collections import Counter
from pathlib import Path

from langchain_core.documents import Document
from perturbed import perturbed, rephrased

from evals.dataset import Question
from evals.formats import read_dataset
from evals.judge import hits
from index.embed import StaticEmbeddings
from rag import Assistant, Settings
from rag.claims.fact import Fact
from rag.claims.ground import facts_of
from rag.claims.plain import plain
from rag.phrase import phrase
from rag.question import understand
from rag.statements import Statement, statements
from rag.verify import Verifier

ROOT = Path(__file__).resolve().parents[1]


def sentences_of(question: Question, passages: list[Document]) -> list[tuple[int, Statement]]:
    """The statements of the passages that hold evidence of the question, with the index of their passage."""
    found: list[tuple[int, Statement]] = []
    for evidence in question.evidence:
        quote = re.sub(r"\s", "", evidence.quote)
        for i, passage in enumerate(passages):
            if not hits(evidence, passage.metadata["source"], passage.page_content):
                continue
            for statement in statements(passage):
                text = re.sub(r"\s", "", statement.text)
                if len(text) > 8 and (quote in text or text in quote) and statement not in [s for _, s in found]:
                    found.append((i, statement))
            break
    return found


def main() -> None:
    """Prints for each kind of right sentence the share called wrong, for each kind of wrong one the share caught."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", nargs="?", default=ROOT / "evals" / "data" / "wenju.jsonl", type=Path)
    parser.add_argument("--documents", default=ROOT / "corpus" / "documents", type=Path)
    parser.add_argument("--show", default="", help="print what was judged wrongly of this kind, or of `all`")
    parser.add_argument("--every", default=1, type=int, help="take every n-th question")
    parser.add_argument("--seed", default=1, type=int)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    right: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    caught: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        assistant = Assistant.open(folder, settings=Settings(), create=True)
        assistant.sync([arguments.documents])
        verifier = Verifier(StaticEmbeddings())
        known: dict[str, list[Fact]] = {
            row["id"]: facts_of(plain(assistant.text(row["id"]))) for row in assistant.documents()
        }
        answerer = assistant._answerer
        for question in read_dataset(arguments.questions).questions[:: arguments.every]:
            asked_text = understand(question.question, question.history)
            passages = assistant.search(asked_text, 10)
            asked = answerer.ask(asked_text)
            for at, statement in sentences_of(question, passages):
                base = phrase(statement, asked, answerer.extractor.support)
                for kind, sentence in rephrased(base, rng):
                    finding = verifier.check(sentence, [at], passages)
                    right[kind] += 1
                    if finding.status in ("unsupported", "reattributed"):
                        alarms[kind] += finding.status == "unsupported"
                        if arguments.show in (kind, "right", "all") and finding.status == "unsupported":
                            print(f"ALARM {kind}: {sentence}\n   {finding.missing} {finding.support:.2f}")
                near = passages[at]
                document = known[near.metadata["document"]]
                for kind, sentence in perturbed(f"{base.rstrip('。')}。", near.page_content, document, rng):
                    finding = verifier.check(sentence, [at], passages)
                    wrong[kind] += 1
                    if finding.status == "unsupported":
                        caught[kind] += 1
                    elif arguments.show and (arguments.show in ("wrong", "all") or kind.startswith(arguments.show)):
                        print(f"MISSED {kind} ({finding.status}): {sentence}\n   was: {base}")
    _table("right sentences", "called wrong", right, alarms)
    _table("wrong sentences", "caught", wrong, caught)
    figures = [kind for kind in wrong if kind.startswith("figure")]
    total = sum(wrong[kind] for kind in figures)
    print(f"perturbed figures caught: {sum(caught[kind] for kind in figures) / max(1, total):.4f} of {total}")
    print(f"false alarms: {sum(alarms.values()) / max(1, sum(right.values())):.4f} of {sum(right.values())}")


def _table(name: str, column: str, counts: Counter[str], hit: Counter[str]) -> None:
    print(f"\n| {name} | number | {column} |\n|---|---|---|")
    for kind in sorted(counts):
        print(f"| {kind} | {counts[kind]} | {hit[kind] / counts[kind]:.3f} |")
    print(f"| all | {sum(counts.values())} | {sum(hit.values()) / max(1, sum(counts.values())):.3f} |")


if __name__ == "__main__":
    main()

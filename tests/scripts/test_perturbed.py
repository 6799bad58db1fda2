"""The benchmark's sentences: what is said otherwise stays true, what is changed does not."""

from __future__ import annotations

import random

from langchain_core.documents import Document
from perturbed import perturbed, rephrased

from index.embed import StaticEmbeddings
from rag.claims.ground import facts_of
from rag.claims.plain import plain
from rag.verify import Verifier

TEXT = (
    "截至2024年底，云溪新区累计实施项目6990个，同比增长12.5%，投资1.2亿元，企业可以参与。"
    "截至2023年底，丰山新区累计实施项目3516个，同比增长9.1%，投资8000万元。"
)
PASSAGE = Document(page_content=TEXT)


def test_a_sentence_said_otherwise_is_true_and_a_changed_one_is_caught() -> None:
    verifier = Verifier(StaticEmbeddings())
    sentence = TEXT.split("。")[0] + "。"
    kinds: set[str] = set()
    for seed in range(5):
        rng = random.Random(seed)
        for how, said in rephrased(sentence, rng):
            assert verifier.check(said, [0], [PASSAGE]).status == "supported", how
        for kind, said in perturbed(sentence, TEXT, facts_of(plain(TEXT)), rng):
            assert said != sentence
            kinds.add(kind)
            assert verifier.check(said, [0], [PASSAGE]).status == "unsupported", (kind, said)
    assert {"figure in the passage", "figure by a digit", "year in the passage", "unit", "direction"} <= kinds

"""Whether a question goes on with the topic of the conversation, told by what is found for it with and without that."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.documents import Document

from rag.compared import direction

BETTER = 1.05
"""How much better the best passage must fit the question together with the topic than alone."""
LEAST = 0.2
"""Score of the best passage for the question alone below which it is on nothing that the documents speak of."""
_WHOLE = re.compile("我国|全国|中国|全省|全市|全球|世界")
_MEANING = re.compile("是什么|是啥|什么是|指的?是?什么|什么意思|什么叫")
_KIND = re.compile(
    r"([\u4e00-\u9fff]{2})(?=服务(?!机构|出口)|贸易|新城|新区|片区|园区|公司|集团|银行|大学|医院|航线|班列)"
)
"""What of a name says which of its kind it is: 金融 of 金融服务."""


def goes_on(question: str, topic: str, alone: Sequence[Document], together: Sequence[Document]) -> bool:
    """Whether a question whose wording does not tell goes on with the topic.

    Words on something else only dilute a question that stands on its own; what it leaves out makes it fit better. The
    passage that fits best must be the same with the topic and without it, so that no other topic is answered; and
    the question may name nothing of its own instead (全国, another of the same kind), nor ask what a term means or what
    is the most of all.

    Args:
        question: as it was asked.
        topic: the questions before it.
        alone: the passages found for it, best first, with ``score``.
        together: those found for it together with the topic.
    """
    if not alone or not together or alone[0].id != together[0].id or _score(alone[0]) < LEAST:
        return False
    own = {*_KIND.findall(question), *_WHOLE.findall(question)} - {*_KIND.findall(topic), *_WHOLE.findall(topic)}
    if own or _MEANING.search(question) or direction(question):
        return False
    return _score(together[0]) > BETTER * _score(alone[0])


def _score(passage: Document) -> float:
    return float(passage.metadata.get("score") or 0.0)

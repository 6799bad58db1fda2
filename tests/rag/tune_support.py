"""A company whose people call everything by other names than its records do, and questions on it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from langchain_core.documents import Document

from index import KnowledgeStore
from rag.tune.questions import ASKED, Question

NAMES = {
    "苹果": "仓储", "老虎": "税务", "月亮": "审批", "钢琴": "采购", "沙发": "保险", "蝴蝶": "质检", "火锅": "物流",
    "风筝": "档案", "雨伞": "培训", "围棋": "财务", "骆驼": "招聘", "熊猫": "法务", "珍珠": "安保", "石榴": "维修",
    "海豚": "宣传", "吉他": "统计", "口红": "预算", "彩虹": "外汇", "饺子": "结算", "鹦鹉": "印章",
}  # fmt: skip
SPOKEN, WRITTEN = list(NAMES), list(NAMES.values())
"""What people say, and what the records say for it."""
CITIES = ["青岛", "厦门", "成都", "西安", "郑州", "昆明", "沈阳", "南京", "武汉", "长沙", "兰州", "海口"]


def records() -> list[tuple[str, str]]:
    """Records (id, text): every thing in every city, in no order."""
    found = [
        (f"{thing}-{city}", f"{CITIES[city]}分部的{WRITTEN[thing]}工作由专人负责，每月第{1 + thing}天报告一次。")
        for thing in range(len(WRITTEN))
        for city in range(len(CITIES))
    ]
    random.Random(0).shuffle(found)
    return found


def company(folder: Path) -> KnowledgeStore:
    """An index of the records."""
    store = KnowledgeStore(folder, create=True)
    ids, texts = zip(*records(), strict=True)
    store.add_texts(list(texts), ids=list(ids))
    return store


def in_their_words(passages: Sequence[Document], *, mixed_up: bool = False) -> list[Question]:
    """For each record the question that somebody would ask; with `mixed_up` each with another record as its answer."""
    found = []
    others = [passage.id or "" for passage in passages]
    random.Random(1).shuffle(others)
    for passage, other in zip(passages, others, strict=True):
        thing, city = map(int, (passage.id or "").split("-"))
        wanted = other if mixed_up else passage.id or ""
        text = f"{CITIES[city]}的{SPOKEN[thing]}谁管？"
        about = next(p.page_content for p in passages if p.id == wanted)
        found.append(Question(text, (frozenset({wanted}),), ASKED, about))
    return found

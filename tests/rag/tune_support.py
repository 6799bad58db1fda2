"""A company whose people call everything by other names than its records do, and questions on it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from langchain_core.documents import Document

from index import KnowledgeStore
from rag.tune.questions import ASKED, Question

SPOKEN = [
    "苹果",
    "老虎",
    "月亮",
    "钢琴",
    "沙发",
    "蝴蝶",
    "火锅",
    "风筝",
    "雨伞",
    "围棋",
    "骆驼",
    "熊猫",
    "珍珠",
    "石榴",
    "海豚",
    "吉他",
    "口红",
    "彩虹",
    "饺子",
    "鹦鹉",
]
"""What people say."""
WRITTEN = [
    "仓储",
    "税务",
    "审批",
    "采购",
    "保险",
    "质检",
    "物流",
    "档案",
    "培训",
    "财务",
    "招聘",
    "法务",
    "安保",
    "维修",
    "宣传",
    "统计",
    "预算",
    "外汇",
    "结算",
    "印章",
]
"""What the records say for it, in the same order."""
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

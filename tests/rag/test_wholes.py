"""What a share is of is not what a text is about."""

from __future__ import annotations

import pytest
from rag_support import passage

from index.embed import StaticEmbeddings
from rag.profile import Profile
from rag.wholes import without_wholes


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("保险服务2634.3万美元，占服务进出口总额的0.4%。", "保险服务2634.3万美元，占0.4%。"),
        ("占全省服务进出口的 25%，较全国低", "占 25%，较全国低"),
        ("占对外贸易的比重稳步提高", "占比重稳步提高"),
        ("占地面积的120亩", "占地面积的120亩"),
        ("占比最高的是运输服务", "占比最高的是运输服务"),
        ("独占鳌头的企业", "独占鳌头的企业"),
        ("no share at all", "no share at all"),
    ],
)
def test_the_whole_is_left_out_and_nothing_else(text: str, left: str) -> None:
    assert without_wholes(text) == left


def test_a_passage_is_not_near_a_total_that_it_only_compares_with(static: StaticEmbeddings) -> None:
    total = static.encode(["服务贸易进出口总额"])[0]
    part = Profile(passage("保险服务2634.3万美元，占服务贸易进出口总额的0.4%。", title="", section=[]), static)
    whole = Profile(passage("服务贸易进出口总额73亿美元。", title="", section=[]), static)
    assert float(whole.window_vectors[0] @ total) > float(part.window_vectors[0] @ total) + 0.2

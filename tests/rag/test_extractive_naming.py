"""How much of the name of a thing or a document stands in a text."""

from __future__ import annotations

import pytest
from rag_support import passage

from rag.extractive.naming import meant, pieces, share


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("云溪市的环湖快线", ("云溪市", "环湖快线")),
        ("青溪县“一码通”", ("青溪县", "一码通")),
        ("环湖快线", ("环湖快线",)),
        ("快线的票", ("快线的票",)),
    ],
)
def test_a_name_has_parts(name: str, parts: tuple[str, ...]) -> None:
    assert pieces(name) == parts


def test_parts_of_a_name_may_stand_apart() -> None:
    assert share(pieces("云溪市的环湖快线"), "环湖快线由云溪市建设") == 1
    assert share(pieces("云溪市的环湖快线"), "环湖快线由东岭县建设") == 0.5
    assert share(pieces("环湖快线"), "环湖步道") == 0.25


def test_a_document_is_meant_by_title_or_heading() -> None:
    found = {
        1: passage("正文", title="云溪市文旅发展规划", section=["基础"]),
        2: passage("正文", title="案例汇编", section=["客栈的联营"]),
        3: passage("云溪规划", title="年鉴", section=["住宿"]),
    }
    assert meant("云溪市发展规划里", found) == {1: 1.0, 2: 0.0, 3: 0.0}
    assert max(meant("客栈联营案例", found).items(), key=lambda item: item[1])[0] == 2
    assert set(meant("往年的材料", found).values()) == {0.0}

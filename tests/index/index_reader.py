"""Searches an index until STOP exists: `index_reader.py INDEX STOP`; says how often, fails on any mixture."""

from __future__ import annotations

import sys
from pathlib import Path

from index_support import TinyEmbeddings, state

from index import KnowledgeStore


def check(store: KnowledgeStore) -> str:
    """The version that all documents of the index have; an error when they do not have the same."""
    seen = state(store)
    assert len(set(seen["sizes"])) == 1, seen["sizes"]
    versions = {text.split("版本")[1].split("。")[0] for text in seen["texts"].values()}
    assert len(versions) == 1, versions
    (version,) = versions
    assert all(f"版本{version}。" in text for text in seen["texts"].values())
    assert seen["words 保税维修"]
    assert seen["dense 保税维修"].keys() == seen["passages"].keys()
    return version


if __name__ == "__main__":
    store = KnowledgeStore(sys.argv[1], TinyEmbeddings())
    versions = []
    while not versions or not Path(sys.argv[2]).exists():
        versions.append(check(store))
    assert versions == sorted(versions), versions
    sys.stdout.write(f"{len(versions)} {len(set(versions))}\n")

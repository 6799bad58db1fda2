"""A text that a program adds: a document of its own, without a file, with any metadata that JSON can hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from langchain_core.documents import Document

from corpus import Source
from index.store import MEMORY


def added(name: str, text: str, metadata: Mapping[str, Any]) -> tuple[Source, list[Document]]:
    """The document of an added text, and its only passage, whose id is `name`.

    Raises:
        ValueError: the metadata holds what JSON cannot hold; the message names the key.
    """
    _check(metadata)
    content = f"{name}\0{text}\0{sorted(metadata.items(), key=str)}"
    title = metadata.get("title")
    source = Source(
        id=hashlib.sha256(content.encode()).hexdigest()[:32],
        title=title if isinstance(title, str) else "",
        path=f"{MEMORY}{name}",
        text=text,
        blocks=[],
    )
    return source, [Document(id=name, page_content=text, metadata=dict(metadata))]


def _check(metadata: Mapping[str, Any]) -> None:
    for key, value in metadata.items():
        if not isinstance(key, str):
            raise ValueError(f"metadata key {key!r} is no text")
        try:
            json.dumps({key: value}, ensure_ascii=False).encode()
        except (TypeError, ValueError, RecursionError) as error:
            raise ValueError(f"metadata {key!r} holds what JSON cannot hold: {error}") from error

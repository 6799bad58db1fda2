"""What goes between the program and the process that reads files: frames of JSON, never code."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from langchain_core.documents import Document

from corpus.health import Health
from corpus.source import Source

MAX_FRAME = 2**30
"""No message is longer, in bytes: neither side makes the other one hold more."""
_LENGTH = 8


def write_frame(stream: BinaryIO, message: dict[str, Any]) -> None:
    """Writes a message: its length, then itself as JSON.

    Raises:
        ValueError: it is longer than `MAX_FRAME`; nothing was written.
    """
    data = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(data) > MAX_FRAME:
        raise ValueError(f"a message of {len(data)} bytes")
    stream.write(len(data).to_bytes(_LENGTH, "big"))
    stream.write(data)
    stream.flush()


def read_frame(stream: BinaryIO) -> dict[str, Any] | None:
    """The next message; None where the stream ends, also in the middle of one.

    Raises:
        ValueError: what stands there is no message.
    """
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    length = int.from_bytes(head, "big")
    if length > MAX_FRAME:
        raise ValueError(f"a message of {length} bytes")
    data = stream.read(length)
    if len(data) < length:
        return None
    message = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(message, dict):
        raise ValueError("a message that is no object")
    return message


def to_wire(source: Source) -> dict[str, Any]:
    """A source as data for JSON. The text goes once: blocks are slices of it."""
    return {
        "id": source.id,
        "title": source.title,
        "path": source.path,
        "text": source.text,
        "properties": _packed(source.properties),
        "health": _packed(source.health.to_dict()),
        "blocks": [_packed(block.metadata) for block in source.blocks],
    }


def from_wire(data: dict[str, Any]) -> Source:
    """The source that `to_wire` made data of, equal to it in every part.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: `data` is no source.
    """
    text = data["text"]
    blocks = [_unpacked(meta) for meta in data["blocks"]]
    return Source(
        id=data["id"],
        title=data["title"],
        path=data["path"],
        text=text,
        blocks=[Document(page_content=text[meta["start"] : meta["end"]], metadata=meta) for meta in blocks],
        properties=_unpacked(data["properties"]),
        health=Health.from_dict(_unpacked(data["health"])),
    )


def _packed(value: Any) -> Any:
    """`value` so that JSON keeps what it is: tuples stay tuples, keys keep their type."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return [_packed(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_packed(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[_packed(key), _packed(item)] for key, item in value.items()]}
    raise TypeError(f"{type(value).__name__} does not go over the wire")


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unpacked(item) for item in value]
    if isinstance(value, dict):
        if "tuple" in value:
            return tuple(_unpacked(item) for item in value["tuple"])
        return {_unpacked(key): _unpacked(item) for key, item in value["dict"]}
    return value

"""What is embedded and indexed of a passage: a pure function of it."""

from __future__ import annotations

from langchain_core.documents import Document


def heading_text(passage: Document) -> str:
    """Title and section path of a passage: 「title › section › …」; empty where it has neither."""
    return " › ".join(filter(None, [passage.metadata.get("title", ""), *passage.metadata.get("section", [])]))


def embedding_text(passage: Document) -> str:
    """The text to embed: title › section path, a table's caption and header, then the body."""
    return "\n".join(filter(None, [heading_text(passage), passage.metadata.get("context", ""), passage.page_content]))

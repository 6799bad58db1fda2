"""Plain text and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langchain_core.documents import Document

from corpus.blocks import text_blocks
from corpus.errors import LoadError
from corpus.loaders.base import FileLoader
from corpus.text import decode, repair

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


class TextLoader(FileLoader):
    """A text file in UTF-8, UTF-16 or GB18030, hard-wrapped or not, with or without Markdown marks."""

    soft = False

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the text; see `FileLoader.lazy_load`."""
        try:
            raw = self.ledger.source(decode(self.read()))
        except UnicodeError as error:
            raise LoadError(self.path, f"not a text file ({error})") from error
        text = self.ledger.change("broken characters", raw, repair(raw))
        yield from text_blocks(self.take_front_matter(text), self.ledger, soft=self.soft)

    def take_front_matter(self, text: str) -> str:
        """`text` itself: plain text has no front matter."""
        return text


class MarkdownLoader(TextLoader):
    """A Markdown file; ``title`` and the other flat keys of YAML front matter become metadata."""

    soft = True

    def take_front_matter(self, text: str) -> str:
        """`text` after its front matter, whose keys go to `title` and `properties`."""
        match = _FRONT_MATTER.match(text)
        if not match:
            return text
        import yaml

        try:
            front = yaml.load(match[1], Loader=yaml.BaseLoader)  # every value as it is written
        except yaml.YAMLError:
            return text  # not front matter after all: keep every character
        if not isinstance(front, dict):
            return text
        self.properties = {str(key): value for key, value in front.items() if isinstance(value, str) and value}
        self.title = self.properties.pop("title", "")
        self.ledger.drop("front matter", match[0])
        return text[match.end() :]

"""Files to blocks: reading documents the way their authors built them."""

from corpus.errors import LoadError
from corpus.metadata import PassageMeta, document_of, meta_of, offset_of, page_of
from corpus.source import PARSER_VERSION, SEPARATOR, Source, load

__all__ = [
    "PARSER_VERSION",
    "SEPARATOR",
    "LoadError",
    "PassageMeta",
    "Source",
    "document_of",
    "load",
    "meta_of",
    "offset_of",
    "page_of",
]

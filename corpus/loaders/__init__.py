"""A loader for each file format."""

from corpus.loaders.base import FileLoader
from corpus.loaders.docx import DocxLoader
from corpus.loaders.html import HtmlLoader
from corpus.loaders.pdf import PdfLoader
from corpus.loaders.plain import MarkdownLoader, TextLoader

SUFFIXES: dict[str, type[FileLoader]] = {
    ".txt": TextLoader,
    ".text": TextLoader,
    ".md": MarkdownLoader,
    ".markdown": MarkdownLoader,
    ".html": HtmlLoader,
    ".htm": HtmlLoader,
    ".pdf": PdfLoader,
    ".docx": DocxLoader,
}
"""File name ending (lower case) → loader: the one place where a format is added."""

__all__ = ["SUFFIXES", "DocxLoader", "FileLoader", "HtmlLoader", "MarkdownLoader", "PdfLoader", "TextLoader"]

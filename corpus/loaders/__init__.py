"""A loader for each file format."""

from corpus.loaders.base import FileLoader
from corpus.loaders.html import HtmlLoader
from corpus.loaders.html.mhtml import MhtmlLoader
from corpus.loaders.office import OfficeLoader, OfficeSheetLoader, OfficeSlidesLoader
from corpus.loaders.pdf import PdfLoader
from corpus.loaders.plain import MarkdownLoader, TextLoader
from corpus.loaders.sheet import CsvLoader, XlsxLoader
from corpus.loaders.slides import PptxLoader
from corpus.loaders.word import DocxLoader

SUFFIXES: dict[str, type[FileLoader]] = {
    ".txt": TextLoader,
    ".text": TextLoader,
    ".md": MarkdownLoader,
    ".markdown": MarkdownLoader,
    ".html": HtmlLoader,
    ".htm": HtmlLoader,
    ".xhtml": HtmlLoader,
    ".mht": MhtmlLoader,
    ".mhtml": MhtmlLoader,
    ".pdf": PdfLoader,
    ".docx": DocxLoader,
    ".docm": DocxLoader,
    ".dotx": DocxLoader,
    ".pptx": PptxLoader,
    ".pptm": PptxLoader,
    ".ppsx": PptxLoader,
    ".xlsx": XlsxLoader,
    ".xlsm": XlsxLoader,
    ".csv": CsvLoader,
    ".tsv": CsvLoader,
    **dict.fromkeys((".doc", ".dot", ".wps", ".odt", ".rtf"), OfficeLoader),
    **dict.fromkeys((".xls", ".xlsb", ".et", ".ods"), OfficeSheetLoader),
    **dict.fromkeys((".ppt", ".pps", ".dps", ".odp"), OfficeSlidesLoader),
}
"""File name ending (lower case) → loader: the one place where a format is added."""

__all__ = [
    "SUFFIXES",
    "CsvLoader",
    "DocxLoader",
    "FileLoader",
    "HtmlLoader",
    "MarkdownLoader",
    "MhtmlLoader",
    "OfficeLoader",
    "OfficeSheetLoader",
    "OfficeSlidesLoader",
    "PdfLoader",
    "PptxLoader",
    "TextLoader",
    "XlsxLoader",
]

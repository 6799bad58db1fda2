"""Office packages (.docx, .pptx, .xlsx): a zip archive of XML parts, read within limits."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, Any

MAX_ENTRIES = 20_000
MAX_UNPACKED = 1024**3
"""Bytes that all parts may have together."""
MAX_PART = 512 * 1024**2
"""Bytes that one XML part may have."""
MAX_RATIO = 1000
"""How many times its packed size a part may unpack to, from `RATIO_FROM` bytes on; real parts stay below 100."""
RATIO_FROM = 16 * 1024**2

PROLOG = 64 * 1024
"""Bytes at the beginning of a part in which its root element begins."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<[A-Za-z_]")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
DAMAGE = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, OSError, EOFError)
"""What comes of a damaged or encrypted archive."""
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
"""The namespace of references to other parts."""


class PackageError(ValueError):
    """A package that cannot be read; the message says why, in half a sentence."""


@dataclass(frozen=True)
class Relation:
    """What a part refers to.

    Attributes:
        kind: the last word of its type: ``footnotes``, ``slide``, ``image``, ...
        target: the name of the part; for an external one, its address, which nothing ever follows.
        external: whether it lies outside the package.
    """

    kind: str
    target: str
    external: bool


class Package:
    """The parts of an office file.

    Nothing in it is executed, and no address in it is followed. Document types and entities, which
    no office program writes, are refused.

    Raises:
        PackageError: no zip archive, encrypted, or over a limit.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except DAMAGE as error:
            raise PackageError(f"not a zip archive, or cut short: {error}") from error
        _check(entries)
        self._names = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in reversed(entries)}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._names)

    def open(self, name: str) -> IO[bytes]:
        """The unpacked bytes of a part, as a stream.

        Raises:
            PackageError: there is no such part, it is encrypted or damaged.
        """
        info = self._names.get(name.lower())
        if info is None:
            raise PackageError(f"its part {name} is missing")
        if info.file_size > MAX_PART:
            raise PackageError(f"its part {name} unpacks to {info.file_size / 2**20:.0f} MB, over the limit")
        try:
            return self._zip.open(info)
        except DAMAGE as error:
            raise PackageError(f"its part {name} cannot be unpacked: {error}") from error

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a part.

        Raises:
            PackageError: as `open`.
        """
        with self.open(name) as stream:
            try:
                return stream.read()
            except DAMAGE as error:
                raise PackageError(f"its part {name} is damaged: {error}") from error

    def xml(self, name: str) -> Any:
        """The root element of a part, strict and transitional namespaces made one.

        Raises:
            PackageError: there is no such part, or it is no well-formed XML.
        """
        from lxml import etree

        data = self.read(name)
        check_prolog(data, name)
        if b"purl.oclc.org" in data:
            data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)
        try:
            return etree.fromstring(data, xml_parser())
        except (etree.XMLSyntaxError, ValueError) as error:
            raise PackageError(f"its part {name} is no well-formed XML: {error}") from error

    def optional(self, name: str) -> Any:
        """The root element of a part, or None where there is none or it is damaged."""
        try:
            return self.xml(name) if name and name in self else None
        except PackageError:
            return None

    def relations(self, name: str = "") -> dict[str, Relation]:
        """What a part (the package itself by default) refers to, by id."""
        folder, file = posixpath.split(name)
        root = self.optional(posixpath.join(folder, "_rels", f"{file}.rels"))
        out: dict[str, Relation] = {}
        for node in () if root is None else root.iter(_RELATIONS):
            target, external = node.get("Target", ""), node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
            out[node.get("Id", "")] = Relation(node.get("Type", "").rsplit("/", 1)[-1], target, external)
        return out

    def related(self, kind: str, name: str = "") -> list[str]:
        """The parts that a part refers to in one role, those that exist."""
        found = [relation.target for relation in self.relations(name).values() if relation.kind == kind]
        return [target for target in found if target in self]


def _check(entries: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(info.file_size for info in entries)
    if len(entries) > MAX_ENTRIES:
        raise PackageError(f"holds {len(entries)} parts, over the limit of {MAX_ENTRIES}")
    if unpacked > MAX_UNPACKED:
        raise PackageError(f"unpacks to {unpacked / 2**30:.1f} GB, over the limit of {MAX_UNPACKED / 2**30:.0f} GB")
    for info in entries:
        if info.file_size > RATIO_FROM and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise PackageError(f"its part {info.filename} unpacks to {info.file_size // 2**20} MB from nearly nothing")


def check_prolog(data: bytes, name: str) -> None:
    """Looks at the beginning of an XML part.

    Raises:
        PackageError: it declares a document type, with which entities come.
    """
    head = _COMMENT.sub(b"", data[:PROLOG].replace(b"\0", b""))
    root = _ROOT.search(head)
    prolog = head[: root.start()] if root else head
    if b"<!DOCTYPE" in prolog or b"<!ENTITY" in prolog:
        raise PackageError(f"its part {name} declares a document type, which no office program writes")


def xml_parser() -> Any:
    """A parser that fetches nothing, resolves no entity and keeps the limits of libxml2."""
    from lxml import etree

    return etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )

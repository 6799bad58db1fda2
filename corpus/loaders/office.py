"""Older and other office formats, converted by LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from langchain_core.documents import Document

from corpus.errors import LoadError
from corpus.loaders.base import FileLoader
from corpus.loaders.glued import cells_run_together, compact
from corpus.loaders.sheet import XlsxLoader
from corpus.loaders.slides import PptxLoader
from corpus.loaders.word import DocxLoader
from corpus.processes import kill_tree

SECONDS = 180
"""So long a conversion may take."""
MAX_CONVERTED = 512 * 2**20
_MEMORY = 4 * 2**30
"""Address space that LibreOffice gets where this process has been given less."""
_POLL_SECONDS = 1.0

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}</oor:items>
"""
_ITEM = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop>'
    "</item>\n"
)
_SECURE = {
    ("Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("Office.Common/Security/Scripting", "DisableActiveContent"): "true",
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("Office.Common/Security/Scripting", "DisableOLEAutomation"): "true",
    ("Office.Common/Misc", "FirstRun"): "false",
    ("Office.Common/Java/ApplicationConfig", "EnableJava"): "false",
    ("Office.Writer/Content/Update", "Link"): "0",
    ("Office.Calc/Content/Update", "Link"): "2",
    ("Office.Jobs/Jobs/org.openoffice.Office.Jobs:Job['UpdateCheck']/Arguments", "AutoCheckEnabled"): "false",
    ("Inet/Settings", "ooInetProxyType"): "2",
    ("Inet/Settings", "ooInetHTTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPProxyPort"): "9",
    ("Inet/Settings", "ooInetHTTPSProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetHTTPSProxyPort"): "9",
    ("Inet/Settings", "ooInetFTPProxyName"): "127.0.0.1",
    ("Inet/Settings", "ooInetFTPProxyPort"): "9",
    ("Inet/Settings", "ooInetNoProxy"): "",
}
"""No macro runs, no link is updated, and what would go to the network comes to a closed port of this machine."""

_FILTERS = {
    **dict.fromkeys((".doc", ".dot", ".wps"), "MS Word 97"),
    **dict.fromkeys((".xls", ".et"), "MS Excel 97"),
    **dict.fromkeys((".ppt", ".pps", ".dps"), "MS PowerPoint 97"),
    **{".rtf": "Rich Text Format", ".odt": "writer8", ".ods": "calc8", ".odp": "impress8"},
    ".xlsb": "Calc MS Excel 2007 Binary",
}
"""How LibreOffice is to read each format; by itself, it takes what it cannot read for a text."""


class OfficeLoader(FileLoader):
    """A file that LibreOffice makes one of a newer format of; that one's loader reads it.

    Attributes:
        ending: what the file holds, as a file name ending; where empty, its own.
    """

    target: tuple[str, type[FileLoader]] = ("docx", DocxLoader)
    package = "libreoffice-writer"
    ending = ""

    def lazy_load(self) -> Iterator[Document]:
        """The blocks of the file; see `FileLoader.lazy_load`. No macro runs and nothing is fetched."""
        suffix, loader_type = self.target
        loader = loader_type(self.path)
        loader.ledger = self.ledger
        loader._data = self._converted(suffix)
        self.ledger.warn(f"read through LibreOffice, as a {suffix} file")
        glued = cells_run_together(self.read()) if suffix == "docx" else frozenset()
        for block in loader.lazy_load():
            if glued and "\t" not in block.page_content and compact(block.page_content) in glued:
                raise LoadError(
                    self.path,
                    "LibreOffice runs the cells of a table in it together, so that its figures would be wrong:"
                    " save the file as .docx in Word or WPS",
                )
            yield block
        self.title, self.properties = loader.title, loader.properties

    def _converted(self, suffix: str) -> bytes:
        ending = self.ending or self.path.suffix.lower()
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            raise LoadError(
                self.path,
                f"needs LibreOffice to read {ending}: install it (Debian: apt-get install {self.package}),"
                f" or save the file as .{suffix}",
            )
        data = self.read()
        with tempfile.TemporaryDirectory(prefix="wenju-office-", ignore_cleanup_errors=True) as name:
            folder = Path(name)
            source = folder / f"document{ending}"
            source.write_bytes(data)
            profile = folder / "profile"
            _write_settings(profile)
            arguments = _arguments(profile, _FILTERS.get(ending, ""), suffix, folder / "out")
            self._run([program, *arguments, str(source)], folder)
            result = folder / "out" / f"document.{suffix}"
            if not result.is_file():
                raise LoadError(
                    self.path, f"LibreOffice cannot read this {ending} file: damaged, encrypted, or another format"
                )
            if result.stat().st_size > MAX_CONVERTED:
                raise LoadError(self.path, f"is over {MAX_CONVERTED // 2**20} MB once converted")
            return result.read_bytes()

    def _run(self, command: list[str], folder: Path) -> None:
        """Runs LibreOffice until it ends, with everything that it starts.

        Raises:
            LoadError: it takes too long, or cannot be started.
        """
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LANG": "C.UTF-8",
        }
        environment |= {key: os.environ[key] for key in ("SYSTEMROOT", "TEMP", "TMP") if key in os.environ}
        quiet = subprocess.DEVNULL
        try:
            with _more_memory():
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=environment,
                    stdin=quiet,
                    stdout=quiet,
                    stderr=quiet,
                    start_new_session=True,
                )
        except OSError as error:
            raise LoadError(self.path, f"LibreOffice cannot be started ({error.strerror or error})") from error
        try:
            for second in range(SECONDS):
                self.tick(second, SECONDS)
                try:
                    process.wait(_POLL_SECONDS)
                    return
                except subprocess.TimeoutExpired:
                    continue
            raise LoadError(self.path, f"LibreOffice took longer than {SECONDS} seconds")
        finally:
            kill_tree(process.pid)
            process.wait()


class OfficeSheetLoader(OfficeLoader):
    """A spreadsheet that LibreOffice converts."""

    target = ("xlsx", XlsxLoader)
    package = "libreoffice-calc"


class OfficeSlidesLoader(OfficeLoader):
    """A presentation that LibreOffice converts."""

    target = ("pptx", PptxLoader)
    package = "libreoffice-impress"


def _arguments(profile: Path, reader: str, suffix: str, out: Path) -> list[str]:
    return [
        f"-env:UserInstallation={profile.as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard", "--nologo"),
        *([f"--infilter={reader}"] if reader else []),
        *("--convert-to", suffix, "--outdir", str(out)),
    ]


def _write_settings(profile: Path) -> None:
    """A profile of its own for one run, with the settings of `_SECURE`."""
    folder = profile / "user"
    folder.mkdir(parents=True)
    items = "".join(_ITEM.format(path=path, name=name, value=value) for (path, name), value in _SECURE.items())
    (folder / "registrymodifications.xcu").write_text(_SETTINGS.format(items=items), encoding="utf-8")


@contextmanager
def _more_memory() -> Iterator[None]:
    """Within the block, programs that are started get `_MEMORY` of address space, where the limit here is lower."""
    try:
        import resource
    except ImportError:  # no such limits on this system
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    more = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    if soft == resource.RLIM_INFINITY or soft >= more:
        yield
        return
    resource.setrlimit(resource.RLIMIT_AS, (more, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

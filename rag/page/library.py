"""The documents on the page: what is indexed, and what a change did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from corpus.health import Health
from rag.page.details import warnings
from rag.page.markup import inert
from rag.page.notices import notice_in
from rag.page.words import words


def documents_html(documents: Sequence[Mapping[str, Any]], language: str) -> str:
    """The table of indexed documents (as `Assistant.documents` lists them)."""
    say = words(language)
    if not documents:
        return f'<div class="wj-none"><b>{say["empty"]}</b></div>'
    rows, noted = [], False
    for document in documents:
        health = Health.from_dict(dict(document["health"])) if document.get("health") else Health()
        notes = [f"⚠ {inert(note)}" for note in warnings(health, language)]
        noted = noted or bool(notes)
        name = inert(str(document["title"]))
        rows.append(
            f'<tr><td class="wj-title"><a class="wj-doc" href="#wj-doc-{inert(str(document.get("id", "")))}" '
            f'title="{say["open_details"]}">{name}</a></td>'
            f'<td class="wj-file">{inert(PurePosixPath(str(document["source"])).name)}</td>'
            f'<td class="wj-figure">{int(document["passages"]):,}</td>'
            f'<td class="wj-figure wj-characters">{int(document["characters"]):,}</td>'
            f'<td class="wj-notes">{"<br>".join(notes)}</td></tr>'
        )
    head = (
        f'<th>{say["column_title"]}</th><th class="wj-file">{say["column_file"]}</th>'
        f'<th class="wj-figure">{say["column_passages"]}</th>'
        f'<th class="wj-figure wj-characters">{say["column_characters"]}</th>'
        f"<th>{say['column_notes'] if noted else ''}</th>"
    )
    count = say["count"].format(documents=len(documents), passages=f"{sum(int(d['passages']) for d in documents):,}")
    return (
        f'<p class="wj-small">{count}</p><div class="wj-wide"><table class="wj-documents wj-library">'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def report_html(report: Mapping[str, Any], language: str) -> str:
    """What a sync or removal did (as `SyncReport.to_dict` has it), with the reason of each failure."""
    say = words(language)
    lines = []
    for key in ("added", "updated", "unchanged", "removed", "failed"):
        entries = report.get(key) or ()
        if not entries:
            continue
        reasons = entries if isinstance(entries, Mapping) else {}
        named = ""
        for path in list(entries)[:20]:
            reason = notice_in(str(reasons.get(path, "")), language)
            named += f"<li>{inert('：'.join(filter(None, (PurePosixPath(str(path)).name, reason))))}</li>"
        lines.append(f'<div class="wj-{key}"><b>{say[key].format(n=len(entries))}</b><ul>{named}</ul></div>')
    for path, notes in (report.get("notes") or {}).items():
        name = inert(PurePosixPath(str(path)).name)
        lines.append(
            f'<p class="wj-notice">⚠ {name}：{inert("；".join(notice_in(str(note), language) for note in notes))}</p>'
        )
    return f'<div class="wj-report" role="status">{"".join(lines) or say["nothing"]}</div>'

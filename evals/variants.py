"""Variants: what a comparison changes, from TOML files."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from rag.settings import Settings, SettingsError
from rag.weights import Stages, Weights

_NOT_SET = {"index", "documents", "host", "port"}
"""Settings that are no part of a system: what is evaluated on is said once, for all variants."""
SETTINGS = sorted(set(Settings.model_fields) - _NOT_SET)
TABLES: dict[str, dict[str, type]] = {
    "splitter": {"max_chars": int, "min_chars": int},
    "weights": {f.name: float for f in fields(Weights)},
    "stages": {f.name: bool for f in fields(Stages)},
}
"""Table of a variant's file → its keys and what they hold."""


class VariantError(ValueError):
    """A variant's file says what cannot be; the message names the file and the key."""


@dataclass(frozen=True)
class Variant:
    """A system and what is changed in it.

    Attributes:
        name: as the reports call it; empty: the system's own.
        system: ``wenju``, another's name, or ``module:factory``.
        settings: fields of `rag.settings.Settings` that differ from those of the environment.
        splitter, weights, stages: keys that differ from their defaults; see `TABLES`.
    """

    name: str = ""
    system: str = "wenju"
    settings: dict[str, Any] = field(default_factory=dict)
    splitter: dict[str, int] = field(default_factory=dict)
    weights: dict[str, float] = field(default_factory=dict)
    stages: dict[str, bool] = field(default_factory=dict)

    @property
    def indexes_anew(self) -> bool:
        """Whether it may need an index of its own."""
        return bool(self.splitter) or "embedding" in self.settings

    def changes(self) -> dict[str, Any]:
        """What differs, flat, for reports; secrets hidden."""
        tables: dict[str, dict[str, Any]] = {table: {**getattr(self, table)} for table in TABLES}
        shown = {key: value if key != "api_key" else "***" for key, value in self.settings.items()}
        flat = {f"{table}.{key}": value for table, given in tables.items() for key, value in given.items()}
        return shown | flat


def read_variant(path: str | Path) -> Variant:
    """The variant in a TOML file; its name is the file's, unless it has one.

    Raises:
        VariantError: the file cannot be read, or holds an unknown key or a value that cannot be.
    """
    path = Path(path)
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VariantError(f"{path}: {error}") from error
    try:
        return _variant(data, path.stem)
    except (ValueError, SettingsError) as error:
        raise VariantError(f"{path}: {error}") from error


def _variant(data: dict[str, Any], name: str) -> Variant:
    known = ["name", "system", *SETTINGS, *TABLES]
    if unknown := [key for key in data if key not in known]:
        raise ValueError(f"unknown key {unknown[0]}; there are {', '.join(known)}")
    for key in ("name", "system"):
        if not isinstance(data.get(key, ""), str):
            raise ValueError(f"{key} must be a text")
    tables = {table: _table(table, data.get(table, {})) for table in TABLES}
    settings = {key: data[key] for key in SETTINGS if key in data}
    system = data.get("system") or "wenju"
    if system != "wenju" and (settings or any(tables.values())):
        raise ValueError(f"settings are Wenju's, and system is {system}")
    _check(settings, tables)
    return Variant(data.get("name") or name, system, settings, **tables)


def _table(table: str, given: Any) -> dict[str, Any]:
    keys = TABLES[table]
    if not isinstance(given, dict):
        raise ValueError(f"{table} must be a table: [{table}]")
    for key, value in given.items():
        if key not in keys:
            raise ValueError(f"unknown key {table}.{key}; there are {', '.join(keys)}")
        kinds = (int, float) if keys[key] is float else (keys[key],)
        if not isinstance(value, kinds) or (keys[key] is not bool and isinstance(value, bool)):
            raise ValueError(f"{table}.{key} must be {'true or false' if keys[key] is bool else 'a number'}")
    return dict(given)


def _check(settings: dict[str, Any], tables: dict[str, dict[str, Any]]) -> None:
    Settings(**settings)
    Stages(**tables["stages"])
    weights = asdict(Weights(**tables["weights"]))
    if min(weights.values()) < 0 or not sum(weights.values()) < float("inf"):
        raise ValueError("weights must be numbers from 0")
    if any(value < 1 for value in tables["splitter"].values()):
        raise ValueError("splitter's numbers must be 1 or more")

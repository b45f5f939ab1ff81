"""Checking a DAWproject against the schemas of its makers, by two programs of different hands."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tonmeister.exchange.daw.opening import member, opened_zip

if TYPE_CHECKING:
    from xmlschema import XMLSchema

Validator = Literal["lxml", "xmlschema"]
_SCHEMAS = {"project.xml": "Project.xsd", "metadata.xml": "MetaData.xsd"}


def problems(path: Path, by: Validator = "lxml") -> list[str]:
    """Return what a file breaks, a line each; none where it keeps to the schemas.

    ``by`` is the validator: both come with the development tools, not with Tonmeister. Raises
    ``CannotOpen`` where the file is no ZIP or lacks a part.
    """
    found: list[str] = []
    with opened_zip(path) as packed:
        for name, schema in _SCHEMAS.items():
            data = member(packed, name)
            with as_file(files("tonmeister.exchange.dawproject") / "schema" / schema) as rules:
                broken = _lxml(data, rules) if by == "lxml" else _xmlschema(data, rules)
            found += [f"{name}: {line}" for line in broken]
    return found


def _lxml(data: bytes, rules: Path) -> list[str]:
    from lxml import etree  # type: ignore[import-untyped]

    schema = etree.XMLSchema(file=str(rules))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    schema.validate(etree.fromstring(data, parser))
    return [f"line {error.line}: {error.message}" for error in schema.error_log]


def _xmlschema(data: bytes, rules: Path) -> list[str]:
    return [f"{e.path}: {e.reason}" for e in _read_schema(str(rules)).iter_errors(BytesIO(data))]


@cache
def _read_schema(rules: str) -> XMLSchema:
    import xmlschema

    return xmlschema.XMLSchema(rules, allow="local")

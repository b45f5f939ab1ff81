"""Elements and figures of a DAWproject's XML, written so that every reader gets the same."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

NAME, VERSION = "Tonmeister", "1.0"
"""Who wrote the file, and in which form: what only we understand is only read from ourselves."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Value = str | float | int | bool | None


def put(parent: Element, tag: str, **attributes: Value) -> Element:
    """Append an element; attributes that are ``None`` are left out."""
    from xml.etree.ElementTree import SubElement

    return SubElement(parent, tag, told(**attributes))


def told(**attributes: Value) -> dict[str, str]:
    """Return attributes as text."""
    return {k: _text(v) for k, v in attributes.items() if v is not None}


def figure(value: float) -> str:
    """Write a number with all its digits and no exponent: it reads back as the same number."""
    return format(Decimal(repr(float(value))), "f")


def plain(text: str) -> str:
    """Return text as XML can hold it: what it cannot hold becomes a replacement character."""
    return _NOT_XML.sub("\ufffd", text)


def real(
    parent: Element,
    tag: str,
    value: float,
    unit: str,
    *,
    mark: str | None = None,
    name: str | None = None,
    comment: str | None = None,
    low: float | None = None,
    high: float | None = None,
) -> Element:
    """Append a number with its unit and range."""
    return put(
        parent, tag, id=mark, name=tag if name is None else name, comment=comment, min=low,
        max=high, unit=unit, value=value,
    )  # fmt: skip


def switch(parent: Element, tag: str, value: bool, *, mark: str | None = None) -> Element:
    """Append something that is on or off."""
    return put(parent, tag, id=mark, name=tag, value=value)


def _text(value: str | float | int | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return figure(value)
    return plain(str(value))

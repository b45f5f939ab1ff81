"""The numbers by which shops and societies know a release and a recording."""

from __future__ import annotations

import re

_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")


class WrongCode(ValueError):
    """A code that is none; one line says what is wrong and what would do."""


def isrc(text: str) -> str:
    """Return a recording's ISRC as its twelve characters: ``"DE-A12-26-00001"`` is fine.

    ISO 3901: country, registrant, year, number; there is no check digit.
    """
    plain = re.sub(r"[\s-]", "", text).upper().removeprefix("ISRC")
    if plain and not _ISRC.fullmatch(plain):
        raise WrongCode(
            f"{text!r} is no ISRC: it has two letters, three letters or digits, "
            "then seven digits, as in DE-A12-26-00001"
        )
    return plain


def upc(text: str) -> str:
    """Return a release's UPC (12 digits) or EAN (13) as the 13 digits a CD carries.

    GTIN, check digit as in the GS1 General Specifications: weights 3 and 1 from the right.
    """
    plain = re.sub(r"[\s-]", "", text)
    if not plain:
        return ""
    if not (plain.isascii() and plain.isdigit() and len(plain) in (12, 13)):
        raise WrongCode(f"{text!r} is no UPC or EAN: it has 12 or 13 digits")
    full = plain.zfill(13)
    right = check_digit(full[:12])
    if full[12] != right:
        raise WrongCode(
            f"{text!r} is no UPC or EAN: its last digit is {full[12]}, but the others ask for "
            f"{right}; look at the number again"
        )
    return full


def check_digit(twelve: str) -> str:
    """Return the last digit of an EAN-13."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)

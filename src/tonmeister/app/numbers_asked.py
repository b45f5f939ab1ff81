"""Numbers from the command line."""

from __future__ import annotations


def number(
    name: str, said: str, low: float, high: float, *, units: tuple[str, ...] = ("%", "bpm")
) -> float:
    """Return the number that was said, with or without its unit; raises ``BadWish``."""
    from tonmeister.flow.wishes import BadWish

    plain = said.strip().casefold()
    for unit in units:
        plain = plain.removesuffix(unit).strip()
    try:
        value = float(plain)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise BadWish(f"{name} is {said!r}, but takes a number from {low:g} to {high:g}")
    return value


def whole_number(name: str, said: str, low: int, high: int) -> int:
    """Return the whole number that was said; raises ``BadWish``."""
    from tonmeister.flow.wishes import BadWish

    plain = said.strip()
    if not (plain.isascii() and plain.isdigit()) or not low <= int(plain) <= high:
        raise BadWish(f"{name} is {said!r}, but takes a whole number from {low} to {high}")
    return int(plain)

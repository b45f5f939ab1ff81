"""The numbers on top: what was aimed at, what came out, what it was before."""

from __future__ import annotations

from dataclasses import dataclass

from tonmeister.exchange.report.data import ReportData, Side
from tonmeister.exchange.report.words import number, safe

LOUDNESS_TOLERANCE_LU = 0.2


@dataclass(frozen=True, slots=True)
class Tile:
    """One number of the record. ``good`` is ``None`` where nothing was asked for; ``is_range``
    where it is no target but what records of the kind keep to.
    """

    title: str
    fact: str
    before: float | None
    after: float | None
    aim: str
    good: bool | None
    about: str
    is_range: bool = False


def facts_of(side: Side) -> dict[str, float]:
    """Return a side's numbers, with the peak-to-loudness ratio reckoned if it is not there."""
    facts = dict(side.facts)
    if "plr_db" not in facts and {"true_peak_dbtp", "loudness_lufs"} <= facts.keys():
        facts["plr_db"] = facts["true_peak_dbtp"] - facts["loudness_lufs"]
    return facts


def tiles(data: ReportData) -> list[Tile]:
    """Gather the four numbers every mastering engineer looks at."""
    before, after = facts_of(data.before), facts_of(data.after)
    target = data.sheet.target
    loud, peak = after.get("loudness_lufs"), after.get("true_peak_dbtp")
    made = [
        Tile("Loudness", "loudness_lufs", before.get("loudness_lufs"), loud,
             f"target {number('loudness_lufs', target.loudness_lufs)}",
             None if loud is None else abs(loud - target.loudness_lufs) <= LOUDNESS_TOLERANCE_LU,
             "over the whole song"),
        Tile("True peak", "true_peak_dbtp", before.get("true_peak_dbtp"), peak,
             f"ceiling {number('ceiling_dbtp', target.ceiling_dbtp)}",
             None if peak is None else round(peak, 2) <= target.ceiling_dbtp,
             "the highest point between samples"),
    ]  # fmt: skip
    for title, fact, about in (
        ("Loudness range", "lra_lu", "from the soft to the loud parts"),
        ("Peak over loudness", "plr_db", "how much punch is left"),
    ):
        expected, value = data.expected.get(fact), after.get(fact)
        aim = (
            f"kept {number(fact, expected.low)} to {number(fact, expected.high)}"
            if expected
            else ""
        )
        good = expected.low <= value <= expected.high if expected and value is not None else None
        made.append(Tile(title, fact, before.get(fact), value, aim, good, about, True))
    return [tile for tile in made if tile.after is not None]


def numbers(data: ReportData) -> str:
    """Build the row of tiles."""
    return "".join(_tile(tile) for tile in tiles(data))


def _tile(tile: Tile) -> str:
    assert tile.after is not None
    state = {None: "", True: " good", False: " off"}[tile.good]
    yes, no = ("inside", "outside") if tile.is_range else ("reached", "missed")
    mark = "" if tile.good is None else f'<span class="ok">{yes if tile.good else no}</span>'
    value, _, unit = number(tile.fact, tile.after).partition("\N{NO-BREAK SPACE}")
    was = "" if tile.before is None else f"<span>before {number(tile.fact, tile.before)}</span>"
    return (
        f'<div class="tile{state}"><h3>{safe(tile.title)}</h3>'
        f"<p class='value'>{value}<small>{safe(unit)}</small></p>"
        f"<p class='aim'>{safe(tile.aim or tile.about)} {mark}</p><p class='was'>{was}</p></div>"
    )

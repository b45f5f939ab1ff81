"""Each move in a sentence with its numbers, strip by strip."""

from __future__ import annotations

from collections.abc import Mapping

from tonmeister.exchange.report.balance import group_of
from tonmeister.exchange.report.compare import fates
from tonmeister.exchange.report.data import ReportData
from tonmeister.exchange.report.words import (
    anchor,
    effect_words,
    label,
    number,
    pairs,
    safe,
    sentence,
    slug,
)
from tonmeister.model import Decision, Point, Strip

_STAGES = {
    "repair": "repair", "balance": "balance", "eq": "tone", "filter": "filter", "gate": "gate",
    "compress": "dynamics", "deess": "de-ess", "saturate": "colour", "pan": "place",
    "space": "space", "duck": "make room", "ride": "ride", "bus": "bus", "mixbus": "mix bus",
    "master": "master",
}  # fmt: skip

_AGAIN = "heard_again_count"
"""The fact under which a revised sheet says whether a move's reason was heard again."""


def moved(data: ReportData) -> list[Strip]:
    """Return the strips on which something was decided."""
    return [strip for strip in data.sheet.strips if strip.decisions]


def strip_filter(data: ReportData) -> str:
    """Build the row of buttons that show one strip's decisions only."""
    groups = group_of(data)
    buttons = "".join(
        f'<button type="button" aria-pressed="false" data-strip="{anchor(strip.name)}" '
        f'class="g-{groups.get(strip.name, slug(strip.name))}">{safe(strip.name)}'
        f"<small>{len(strip.decisions)}</small></button>"
        for strip in moved(data)
    )
    total = sum(len(strip.decisions) for strip in moved(data))
    return (
        '<button type="button" aria-pressed="true" data-strip="">Everything'
        f"<small>{total}</small></button>{buttons}"
    )


def decisions(data: ReportData) -> str:
    """List every strip with its moves in the order in which the sound passes them."""
    groups = group_of(data)
    told = {
        fate.told.finding.id: fate.anchor
        for fate in reversed(fates(data.findings_before, data.findings_after))
    }
    return "".join(
        f'<section class="strip g-{groups.get(strip.name, slug(strip.name))}" '
        f'data-strip="{anchor(strip.name)}"><h3>{safe(strip.name)}'
        f"<small>{safe(_about(strip))}</small></h3><ol>"
        + "".join(decision(d, data.song.length_s, told) for d in strip.decisions)
        + "</ol></section>"
        for strip in moved(data)
    )


def _about(strip: Strip) -> str:
    if strip.kind == "track":
        role = strip.role if strip.role.lower() != strip.name.lower() else ""
        goes = f"into {strip.output}" if strip.output else ""
        return ", ".join(part for part in (role, goes) if part)
    return {"return": "effect return", "bus": "bus", "master": "everything"}[strip.kind]


def decision(d: Decision, length_s: float, told: Mapping[str, str]) -> str:
    """Write one move, with links to those of its findings that the page tells."""
    flags = "".join(f"<span class='flag'>{flag}</span>" for flag in _flags(d))
    key = f"<div><dt>listens to</dt><dd>{safe(d.key)}</dd></div>" if d.key else ""
    still = {name: value for name, value in d.settings.items() if name not in d.curves}
    curves = "".join(_curve(name, points, length_s) for name, points in d.curves.items())
    heard = "".join(
        f'<a href="#{told[f]}">{i}</a>'
        for i, f in enumerate((f for f in d.because if f in told), start=1)
    )
    return (
        f'<li class="decision" id="d-{anchor(d.id)}"><p class="meta">'
        f'<b>{safe(effect_words(d.effect))}</b><span class="stage">{_STAGES[d.stage]}</span>'
        f"{flags}</p><div><p class='said'>{sentence(d.reason)}</p>"
        f"<dl>{pairs(still)}{key}</dl>{curves}{_outcome(d)}"
        f"<p class='ids'><code>{safe(d.id)}</code> rule <code>{safe(d.rule)}</code>"
        f"{f' heard {heard}' if heard else ''}</p></div></li>"
    )


def _flags(d: Decision) -> list[str]:
    flags = []
    if d.hold:
        flags.append(f"held by {safe(d.author)}" if d.author else "held by you")
    elif d.author:
        flags.append(f"by {safe(d.author)}")
    if d.bypass:
        flags.append("switched off")
    if d.amount_percent != 100.0:
        flags.append(f"at {number('amount_percent', d.amount_percent)}")
    return flags


def _curve(name: str, points: tuple[Point, ...], length_s: float) -> str:
    if not points:
        return ""
    levels = [value for _, value in points]
    low, high = min(levels), max(levels)
    span, length_s = max(high - low, 1e-9), max(length_s, 1e-3)
    path = "L".join(
        f"{1000 * at / length_s:.1f} {36 - 32 * (value - low) / span:.1f}" for at, value in points
    )
    start, end = path.split("L")[0].split(" ")[1], path.split("L")[-1].split(" ")[1]
    words = f"{label(name)} rides from {number(name, low)} to {number(name, high)}"
    return (
        f'<figure class="ride"><svg viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" '
        f'aria-label="{safe(words)} over the song">'
        f'<path d="M0 {start}L{path}L1000 {end}" vector-effect="non-scaling-stroke"/></svg>'
        f"<figcaption>{safe(words)}, {len(points)} points</figcaption></figure>"
    )


def _outcome(d: Decision) -> str:
    """Set what the move did beside what it should do, and say whether its reason is gone."""
    rows = []
    for name, value in d.measured.items():
        if name != _AGAIN:
            meant = f"meant {number(name, d.predicted[name])}, " if name in d.predicted else ""
            rows.append(f"{safe(label(name))}: {meant}measured {number(name, value)}")
    again = d.measured.get(_AGAIN)
    if again is not None:
        said = "Still heard in the record" if again else "No longer heard in the record"
        rows = [f"{said}; {'; '.join(rows)}" if rows else f"{said}."]
    kind = "outcome open" if again else "outcome"
    return f"<p class='{kind}'>{'; '.join(rows)}</p>" if rows else ""


def taken_back(data: ReportData) -> str:
    """List what was tried, measured and taken back."""
    return "".join(
        f"<li><b>{safe(back.strip)}: {safe(effect_words(back.decision.effect))}</b>"
        f"<p>{sentence(back.reason)}</p><dl>{pairs(back.decision.settings)}</dl></li>"
        for back in data.sheet.taken_back
    )


def left_alone(data: ReportData) -> list[str]:
    """Return the notes, without those that tell of a move taken back: they have their place."""
    back = [(taken.decision.id, taken.reason) for taken in data.sheet.taken_back]
    return [
        note
        for note in data.sheet.notes
        if not any(name in note and why in note for name, why in back if why)
    ]

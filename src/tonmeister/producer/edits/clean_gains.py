"""What is turned down in a recording: breaths, pauses, bleed, and noise if somebody asks."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.listening.cleaning.breaths import Breath
from tonmeister.listening.cleaning.pauses import Pause
from tonmeister.listening.cleaning.strokes import Bleed
from tonmeister.model import Edit, edit_id
from tonmeister.model.finding import Span, clock

BREATH_MS = 30.0
PAUSE_DOWN_MS, PAUSE_UP_MS = 400.0, 120.0
GATE_DOWN_S, GATE_UP_S = 0.04, 0.004
APART_S, LONGEST_S = 2.0, 12.0


def breath_edits(track: str, breaths: Sequence[Breath], gain_db: float) -> list[Edit]:
    """Turn breaths down, never away."""
    if gain_db >= 0.0:
        return []
    return [
        _edit(
            track, "breath", b.start_s, b.end_s,
            {"gain_db": gain_db, "down_ms": BREATH_MS, "up_ms": BREATH_MS}, "clean.breath",
            f"A breath before the line at {clock(b.end_s)}, {b.breath_dbfs:.0f} dBFS, "
            f"{b.under_db:.0f} dB under the singing: turned down by {-gain_db:.0f} dB, not away.",
        )
        for b in breaths
    ]  # fmt: skip


def silence_edits(track: str, pauses: Sequence[Pause], gain_db: float) -> list[Edit]:
    """Fade pauses down to what is left of the room."""
    return [
        _edit(
            track, "silence", p.start_s, p.end_s,
            {"gain_db": gain_db, "down_ms": PAUSE_DOWN_MS, "up_ms": PAUSE_UP_MS},
            "clean.silence",
            f"Nobody plays from {Span(p.start_s, p.end_s)}, but {p.level_dbfs:.0f} dBFS are heard: "
            f"faded down by {-gain_db:.0f} dB; the tail before and what leads in stay.",
        )
        for p in pauses
    ]  # fmt: skip


def gate_edits(track: str, bleed: Bleed, gain_db: float) -> list[Edit]:
    """Close a microphone between its strokes, by fades drawn for each, a bar or more an edit."""
    groups: list[list[tuple[float, float]]] = []
    for closed in bleed.closed_s:
        mine = groups[-1] if groups else []
        if mine and closed[0] - mine[-1][1] < APART_S and closed[1] - mine[0][0] < LONGEST_S:
            mine.append(closed)
        else:
            groups.append([closed])
    edits = []
    for group in groups:
        points: list[tuple[float, float]] = []
        for start_s, end_s in group:
            down_s = min(GATE_DOWN_S, 0.6 * (end_s - start_s))
            points += [(start_s, 0.0), (start_s + down_s, gain_db), (end_s - GATE_UP_S, gain_db),
                       (end_s, 0.0)]  # fmt: skip
        edit = _edit(
            track, "gate", group[0][0], group[-1][1], {"gain_db": gain_db}, "clean.gate",
            f"Between its strokes ({bleed.stroke_dbfs:.0f} dBFS) it hears the others at "
            f"{bleed.rest_dbfs:.0f} dBFS: turned down by {-gain_db:.0f} dB {len(group)} times from "
            f"{Span(group[0][0], group[-1][1])}.",
            curve=tuple((round(t, 4), g) for t, g in points),
        )  # fmt: skip
        edits.append(edit)
    return edits


def denoise_edit(track: str, length_s: float, noise: Pause, most_db: float, *, asked: bool) -> Edit:
    """Take steady noise down over the whole recording."""
    where = Span(noise.start_s, noise.end_s)
    told = "named by you" if asked else "the longest pause found"
    return _edit(
        track, "denoise", 0.0, length_s,
        {"noise_from_s": round(noise.start_s, 3), "noise_to_s": round(noise.end_s, 3),
         "most_db": most_db}, "clean.denoise",
        f"As asked for: what sounds like {where} ({told}, {noise.level_dbfs:.0f} dBFS) is taken "
        f"down by {-most_db:.0f} dB at most.",
    )  # fmt: skip


def _edit(
    track: str, kind: str, start_s: float, end_s: float, settings: dict[str, float], rule: str,
    reason: str, curve: tuple[tuple[float, float], ...] = (),
) -> Edit:  # fmt: skip
    return Edit(
        id=edit_id(track, kind, start_s), track=track, stage="clean", kind=kind,
        start_s=round(float(start_s), 6), end_s=round(float(end_s), 6), settings=dict(settings),
        rule=rule, reason=reason, curves={"gain_db": curve} if curve else {},
    )  # fmt: skip

"""What is mended in a recording: hum, clicks, clipped peaks, each with its numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tonmeister.knowledge.edit_habits import habits
from tonmeister.listening.cleaning.clicking import Click
from tonmeister.listening.cleaning.clipping import Clipped
from tonmeister.listening.sound_hum import Hum
from tonmeister.model import Edit, edit_id
from tonmeister.model.finding import clock
from tonmeister.signal import db
from tonmeister.signal.restore.hum import LEAST_S

KINDS = {
    "clipping": "declip", "clicks": "click", "hum": "hum", "denoise": "denoise", "bleed": "gate",
    "silence": "silence", "breaths": "breath",
}  # fmt: skip
"""What one asks for, and the kind of edit that does it, in the order in which they play."""

ASKED_FOR = ("hum", "clicks", "clipping", "breaths", "silence", "bleed")
"""All that can be asked for by name; noise only with words of its own."""

FAINTEST_HUM_DBFS = -75.0
MOST_EDITS, TOGETHER_S, GROUP_S = 500, 0.02, 10.0
DEEP_PERCENT = 25.0
"""Where more than this is clipped away, what was there is guessed more than known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanWish:
    """What to clean, and how far: ``kinds`` out of ``KINDS``; ``noise_from_s``: where only noise
    is heard (None: found).
    """

    kinds: tuple[str, ...] = ASKED_FOR
    breaths_db: float = -6.0
    silence_db: float = -18.0
    gate_db: float = -12.0
    denoise_db: float = -12.0
    noise_from_s: tuple[float, float] | None = None


def clean_lightly(genre: str | None) -> CleanWish:
    """Return what is cleaned when nobody asks: what the genre allows, and never noise."""
    values = habits("clean", genre)
    breaths_db = float(values["breaths_db"])
    kinds = tuple(
        kind
        for kind in ASKED_FOR
        if (breaths_db < 0.0 if kind == "breaths" else bool(values.get(kind, False)))
    )
    return CleanWish(kinds=kinds, breaths_db=breaths_db)


def hum_edits(track: str, hum: Hum, stretches_s: Sequence[tuple[float, float]]) -> list[Edit]:
    """Take a hum away over every stretch in which the recording runs."""
    if hum.hum_dbfs < FAINTEST_HUM_DBFS:
        return []
    lines = ", ".join(f"{h * hum.hum_hz:.0f}" for h in hum.harmonics[:4])
    return [
        _edit(
            track, "hum", start_s, end_s, {"hum_hz": round(hum.hum_hz, 4)}, "clean.hum",
            f"The mains hum at {hum.hum_hz:.2f} Hz, {hum.hum_dbfs:.0f} dBFS, in "
            f"{len(hum.harmonics)} lines ({lines} ... Hz): they are followed and subtracted, "
            "nothing is filtered.",
        )
        for start_s, end_s in stretches_s
        if end_s - start_s >= LEAST_S
    ]  # fmt: skip


def click_edits(track: str, found: Sequence[Click], rate_hz: int, channels: int) -> list[Edit]:
    """Fill clicks in: each by itself, or by stretches of ten seconds where there are very many."""
    groups = _grouped(found, TOGETHER_S * rate_hz, None)
    if len(groups) > MOST_EDITS:
        groups = _grouped(found, GROUP_S * rate_hz, GROUP_S * rate_hz)
    edits = []
    for group in groups:
        first, last = group[0].frames[0], max(c.frames[1] for c in group)
        words = " ".join(
            f"{'LR'[c.channel] if channels == 2 else ''}{c.frames[0] - first}+"
            f"{c.frames[1] - c.frames[0]}"
            for c in group
        )
        frames = sum(c.frames[1] - c.frames[0] for c in group)
        loudest = max(c.level for c in group)
        what = "A click" if len(group) == 1 else f"{len(group)} clicks"
        ms = 1000.0 * frames / rate_hz
        edits.append(
            _edit(
                track, "click", first / rate_hz, last / rate_hz, {"frames": words}, "clean.click",
                f"{what} at {first / rate_hz:.3f} s, {db(loudest):.0f} dBFS high, spoils "
                f"{frames} frames ({ms:.2f} ms): filled in from the sound on both sides.",
            )
        )  # fmt: skip
    return edits


def declip_edits(track: str, clipped: Clipped, frames_count: int) -> tuple[list[Edit], str]:
    """Draw clipped peaks again; returns the edits, or why none are made."""
    percent = 100.0 * clipped.frames / max(frames_count, 1)
    if percent > DEEP_PERCENT:
        return [], (
            f"{percent:.0f} % of it is clipped: what was there would be guessed, not mended"
        )
    ceiling_dbfs = round(db(min(clipped.ceiling, clipped.floor)), 2)
    return [
        _edit(
            track, "declip", start_s, end_s,
            {"ceiling_dbfs": db(clipped.ceiling), "floor_dbfs": db(clipped.floor)}, "clean.declip",
            f"Peaks are cut off at {ceiling_dbfs:.1f} dBFS ({clipped.tops_count} flat tops in the "
            f"recording): drawn again from {clock(start_s)} on, over the ceiling; "
            "the level stays, the file holds it as float.",
        )
        for start_s, end_s in clipped.stretches_s
    ], ""  # fmt: skip


def _grouped(found: Sequence[Click], apart: float, longest: float | None) -> list[list[Click]]:
    groups: list[list[Click]] = []
    for click in found:
        mine = groups[-1] if groups else []
        near = bool(mine) and click.frames[0] - max(c.frames[1] for c in mine) < apart
        if near and (longest is None or click.frames[0] - mine[0].frames[0] < longest):
            mine.append(click)
        else:
            groups.append([click])
    return groups


def _edit(
    track: str, kind: str, start_s: float, end_s: float, settings: dict[str, float | str],
    rule: str, reason: str,
) -> Edit:  # fmt: skip
    return Edit(
        id=edit_id(track, kind, start_s), track=track, stage="clean", kind=kind,
        start_s=round(float(start_s), 6), end_s=round(float(end_s), 6), settings=settings,
        rule=rule, reason=reason,
    )  # fmt: skip

"""Drum strokes under which, or instead of which, a kit's sounds are to play."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tonmeister.listening.drums.own import LEAD_MS, RINGS_MS, alone, own_part
from tonmeister.listening.drums.shots import Shot
from tonmeister.model import Edit, Hit, clock, edit_id
from tonmeister.producer.edits.drums_choice import Chooser, groups_for
from tonmeister.producer.edits.drums_fit import fitted
from tonmeister.signal import Samples

LONGEST_S = 2.5
_APART_MS = 4.0
_SHORTEST_MS = 30.0
_STEP_S = 0.001


@dataclass(frozen=True, kw_only=True)
class ReplaceWish:
    """What is to be done: which pieces, how much of the kit (0 to 100)."""

    pieces: tuple[str, ...] = ("kick", "snare")
    blend_percent: float = 50.0


@dataclass(frozen=True, kw_only=True)
class KitSounds:
    """A kit at hand: how edits name it, its list, its sounds by name, what their files hold."""

    said: str
    shots: Sequence[Shot]
    sounds: Mapping[str, Samples]
    sha256: Mapping[str, str]


def replace_edits(
    track: str,
    sound: Samples,
    rate_hz: int,
    hits: Sequence[Hit],
    kit: KitSounds,
    wish: ReplaceWish,
) -> tuple[list[Edit], list[str]]:
    """Return one edit a stroke, for the strokes of the wished pieces in one track, and notes.

    ``hits`` are all strokes of the track. Each sample is the kit's likest drum, in the layer of
    the stroke's velocity; it lies in phase with the stroke and as loud as what it takes over.
    """
    wanted = [hit for hit in hits if hit.piece in wish.pieces]
    chooser = Chooser(kit.said, kit.shots, kit.sounds, rate_hz)
    groups = groups_for(chooser, sound, rate_hz, wanted)
    notes = [
        f"{track}: the kit has no {piece}, so its strokes stay as they are"
        for piece in dict.fromkeys(hit.piece for hit in wanted)
        if not any(groups[hit] for hit in wanted if hit.piece == piece)
    ]
    struck = [(hit.at_s, hit.piece) for hit in hits]
    edits: list[Edit] = []
    starts: set[float] = set()
    weak = 0
    for hit in wanted:
        if not groups[hit]:
            continue
        edit = _edit(track, sound, rate_hz, hit, struck, chooser, groups[hit], kit, wish)
        if edit is None:
            weak += 1
            continue
        start_s = edit.start_s
        while start_s in starts:
            start_s = round(start_s - _STEP_S, 3)
        starts.add(start_s)
        edits.append(_moved(edit, start_s))
    if weak:
        notes.append(f"{track}: {weak} strokes are too faint beside what else sounds there; "
                     "they stay as they are")  # fmt: skip
    return sorted(edits, key=lambda e: e.start_s), notes


def _edit(
    track: str,
    sound: Samples,
    rate_hz: int,
    hit: Hit,
    struck: Sequence[tuple[float, str]],
    chooser: Chooser,
    group: str,
    kit: KitSounds,
    wish: ReplaceWish,
) -> Edit | None:
    shot = chooser.shot(hit.piece, group, hit.velocity)
    sample = chooser.sound(shot)
    following = [t for t, p in struck if p == hit.piece and t > hit.at_s + 0.02]
    gap_ms = 1000.0 * (min(following) - hit.at_s) if following else 1e9
    under_ms = round(max(_SHORTEST_MS, min(RINGS_MS[hit.piece], gap_ms - _APART_MS)), 1)
    single = alone(hit.at_s, hit.piece, struck)
    first, own = own_part(sound, rate_hz, hit.at_s, hit.piece, under_ms, single=single)
    blend = wish.blend_percent / 100.0
    fit = fitted(sound, rate_hz, hit, first, own, sample, blend)
    if fit is None:
        return None
    length_s = min(sample.shape[1] / rate_hz, LONGEST_S)
    early_s = max(LEAD_MS, -fit.offset_ms + 0.1) / 1000
    start_s = round(max(0.0, hit.at_s - early_s - 0.0005), 3)
    end_s = max(hit.at_s + fit.offset_ms / 1000 + length_s, hit.at_s + under_ms / 1000 + 0.001)
    turned = ", turned round" if fit.polarity < 0 else ""
    reason = (
        f"The {hit.piece} at {clock(hit.at_s)} is struck at {100 * hit.velocity:.0f} % of its "
        f"hardest: {wish.blend_percent:.0f} % of {shot.name} takes its place, "
        f"{fit.gain_db:+.1f} dB so that it stays as loud, {fit.offset_ms:+.2f} ms to lie in phase"
        f"{turned}."
    )
    settings: dict[str, float | str | bool] = {
        "piece": hit.piece, "kit": kit.said, "sample": shot.name,
        "at_s": round(hit.at_s, 4), "velocity_percent": round(100.0 * hit.velocity, 1),
        "gain_db": fit.gain_db, "offset_ms": fit.offset_ms, "polarity": fit.polarity,
        "blend_percent": wish.blend_percent, "under_ms": under_ms, "single": single,
    }  # fmt: skip
    if shot.tune_cents:
        settings["tune_cents"] = shot.tune_cents
    if kit.sha256.get(shot.name):
        settings["sample_sha256"] = kit.sha256[shot.name][:16]
    return Edit(
        id="", track=track, stage="replace", kind="replace", start_s=start_s,
        end_s=round(float(np.ceil(end_s * 1000) / 1000), 3), settings=settings,
        rule="replace.stroke", reason=reason, because=(f"drums/{hit.piece}",),
    )  # fmt: skip


def _moved(edit: Edit, start_s: float) -> Edit:
    return replace(edit, start_s=start_s, id=edit_id(edit.track, edit.kind, start_s))

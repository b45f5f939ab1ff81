"""Which notes of a voice are moved, how far and how: those that are out, as little as helps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zlib import crc32

from tonmeister.knowledge.edit_habits import habits
from tonmeister.listening.pitch import SungNote
from tonmeister.listening.pitch.shape import NoteShape
from tonmeister.model import Edit, edit_id
from tonmeister.producer.edits.tune_targets import Target

PASSING_S = 0.12
SLIDING_RATIO = 0.45
"""Less of a note than this near its middle: it is a slide, and has no middle to move."""
MOST_CENTS = 150.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TuneWish:
    """How tuning is wanted. ``hard``: every note, flat, at once: the audible effect."""

    strength_percent: float = 80.0
    speed_ms: float = 60.0
    tolerance_cents: float = 25.0
    humanise_percent: float = 0.0
    hard: bool = False


@dataclass(frozen=True, slots=True)
class LeftAlone:
    """A note that is out or unclear and stays as it is, and why."""

    note: SungNote
    reason: str


def tune_lightly(genre: str | None) -> TuneWish | None:
    """Return how a genre tunes when nobody asks; None where it leaves voices alone."""
    values = habits("tune", genre)
    if not values["on"]:
        return None
    return TuneWish(
        strength_percent=float(values["strength_percent"]),
        tolerance_cents=float(values["tolerance_cents"]),
        speed_ms=float(values["speed_ms"]),
        humanise_percent=float(values["humanise_percent"]),
    )


def tuning_edits(
    track: str,
    notes: Sequence[SungNote],
    shapes: Sequence[NoteShape],
    targets: Sequence[Target],
    wish: TuneWish,
    where: Callable[[SungNote], str],
) -> tuple[list[Edit], list[LeftAlone]]:
    """Return the notes to move, and those that are left as they are though something is said.

    ``where`` says where a note is, for people ("bar 12").
    """
    edits, left = [], []
    for i, (note, shape, target) in enumerate(zip(notes, shapes, targets, strict=True)):
        why_not = _why_not(i, notes, shape, target, wish)
        if target.pitch is None or why_not:
            out = target.pitch is None or abs(_off(note, target.pitch)) > wish.tolerance_cents
            if out and why_not:
                left.append(LeftAlone(note, f"{where(note)}: {why_not}"))
            continue
        off_cents = _off(note, target.pitch)
        if abs(off_cents) > wish.tolerance_cents or wish.hard:
            edits.append(_moved(track, note, target, off_cents, wish, where(note)))
    return edits, left


def _off(note: SungNote, target: float) -> float:
    return 100.0 * (note.pitch - target)


def _why_not(
    i: int, notes: Sequence[SungNote], shape: NoteShape, target: Target, wish: TuneWish
) -> str:
    if target.pitch is None:
        return target.unclear
    if wish.hard:
        return ""
    note = notes[i]
    if abs(_off(note, target.pitch)) > MOST_CENTS:
        return f"{abs(_off(note, target.pitch)):.0f} cents away: another note, not one out of tune"
    if target.known:
        return ""
    if note.end_s - note.start_s < PASSING_S:
        return f"a passing note ({1000.0 * (note.end_s - note.start_s):.0f} ms)"
    if shape.steady_ratio < SLIDING_RATIO:
        return f"a slide over {shape.bend_cents:.0f} cents: it has no middle to move"
    return ""


def _moved(
    track: str, note: SungNote, target: Target, off_cents: float, wish: TuneWish, where: str
) -> Edit:
    assert target.pitch is not None
    name = edit_id(track, "tune", note.start_s)
    strength = wish.strength_percent * (1.0 - wish.humanise_percent / 100.0 * _chance(name))
    side = "sharp" if off_cents > 0.0 else "flat"
    shift = -off_cents
    way = "down" if shift < 0.0 else "up"
    played = abs(shift) * strength / 100.0
    if wish.hard:
        reason = f"{where}: {target.because}; it is held there, flat, as asked for."
    else:
        reason = (
            f"{where}: {abs(off_cents):.0f} cents {side}; {target.because}, so its middle goes "
            f"{way} by {played:.0f} cents ({strength:.0f} %); its own movement stays."
        )
    return Edit(
        id=name,
        track=track,
        stage="tune",
        kind="tune",
        start_s=round(note.start_s, 6),
        end_s=round(note.end_s, 6),
        settings={
            "shift_cents": round(shift, 2),
            "strength_percent": round(100.0 if wish.hard else strength, 1),
            "speed_ms": round(wish.speed_ms, 1),
            "movement_percent": 0.0 if wish.hard else 100.0,
            "centre_semitones": round(note.pitch, 4),
        },
        rule="tune.hard" if wish.hard else "tune.note",
        reason=reason[0].upper() + reason[1:],
        before={"off_cents": round(off_cents, 2)},
    )


def _chance(name: str) -> float:
    """Return a number from 0 to 1 that is always the same for the same note."""
    return crc32(name.encode()) / 0xFFFFFFFF

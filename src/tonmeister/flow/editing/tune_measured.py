"""Measuring tuned notes on the sound, and taking back what did not help or did harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.flow.editing.bench import Bench
from tonmeister.listening.pitch import PitchCurve
from tonmeister.listening.pitch.retuned import Retuned, heard, retuned_note
from tonmeister.model import Edit, EditTakenBack
from tonmeister.signal import Samples

ROUNDS = 3


def measured(
    bench: Bench, sound: Samples, curve: PitchCurve, edits: Sequence[Edit]
) -> tuple[list[Edit], list[EditTakenBack]]:
    """Play the edits of one track and measure each; play again without those taken back."""
    before = heard(sound, bench.rate_hz, curve)
    kept, back = list(edits), list[EditTakenBack]()
    for _ in range(ROUNDS):
        if not kept:
            break
        played = bench.play(sound, kept)
        after = heard(played, bench.rate_hz, bench.hands.pitch(played, bench.rate_hz))
        good, bad = [], []
        for edit in kept:
            now = retuned_note(before, after, bench.rate_hz, edit.start_s, edit.end_s)
            told, why_not = _told(edit, now)
            if why_not:
                bad.append(EditTakenBack(edit=told, reason=why_not))
            else:
                good.append(told)
        kept = good
        back += bad
        if not bad:
            break
    return kept, back


def _told(edit: Edit, now: Retuned) -> tuple[Edit, str]:
    """Return the edit with what was measured after it, and why to take it back, if so."""
    if now.pitch is None:
        return edit, "after it no pitch is heard there any more"
    off_cents = float(edit.before["off_cents"])
    target = float(edit.settings["centre_semitones"]) - off_cents / 100.0
    after_cents = 100.0 * (now.pitch - target)
    told = replace(
        edit,
        after={
            "off_cents": round(after_cents, 2),
            "tone_db": round(now.tone_db, 2),
            "level_db": round(now.level_db, 2),
        },
        before={"off_cents": off_cents, "tone_db": 0.0, "level_db": 0.0},
    )
    if now.harm:
        return told, f"{now.harm}: it stays as it was sung"
    if edit.rule != "tune.hard" and abs(after_cents) >= abs(off_cents) - 2.0:
        return told, (
            f"played, it lies {abs(after_cents):.0f} cents away instead of "
            f"{abs(off_cents):.0f}: it did not help"
        )
    return told, ""

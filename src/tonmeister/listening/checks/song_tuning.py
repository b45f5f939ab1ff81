"""Hear what the song is tuned to."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.tuning import tuning
from tonmeister.model import Finding

USUAL_CENTS = 18.0
LEAST_SURE = 5.0
"""How far the agreement of the peaks must stand over that of as many random ones."""


@check(
    "song/tuning",
    title="Tuning reference",
    hears="how far the tones of the song lie from semitones of A = 440 Hz",
    matters="who plays along, adds an instrument or mixes it into another song has to know",
    by_ear="play the key note on a tuner or a keyboard along with the song",
    source="circular mean of spectral peaks after Dressler & Streich, ISMIR 2007; 18 cents: house "
    "practice (orchestras tune to 442 or 443 Hz, which is 8 and 12)",
    fix="if it is meant, write the reference on the sheet for everybody who adds something; if "
    "not, look for a tape speed, a sample rate or a transposed sampler",
    when="file",
)
def reference(heard: Heard) -> Iterator[Finding]:
    """Say what A the song is tuned to; a note where it lies between the usual ones."""
    if heard.sound is None:
        return
    tuned = tuning(heard.sound, heard.mix.active)
    if tuned is None or tuned.sure < LEAST_SURE:
        return
    strange = abs(tuned.off_cents) > USUAL_CENTS
    yield found(
        "Master",
        whole(heard.song.length_s),
        weight="note" if strange else "info",
        confidence=min(1.0, tuned.sure / 15.0),
        reference_hz=tuned.reference_hz,
        off_cents=tuned.off_cents,
        usual_high_cents=USUAL_CENTS,
        agreement_score=tuned.agreement_score,
    )

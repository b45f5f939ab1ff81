"""Hear the mains under the music."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_hum import MAINS_HZ
from tonmeister.listening.sound_hum import hum as hum_in
from tonmeister.listening.sound_shares import line_shares
from tonmeister.model import Finding, Weight

LOUD_DB, FAINT_DB = 30.0, 60.0
"""Under the playing: over 30 dB it is heard in every pause, under 60 dB by nobody."""

SURE_DB, NEAR_DB = 90.0, 35.0
"""A comb that stands out less counts only when it is not faint: synthesisers make such, too."""


@check(
    "file/hum",
    title="Hum of the file",
    hears="a comb of lines at multiples of 50 or 60 Hz that keep their phase through the whole "
    "file, listened for most where the music around them is weak",
    matters="hum comes up with every compressor and every quiet passage",
    by_ear="a steady low tone in the pauses and the fade, near G (50 Hz) or B flat (60 Hz)",
    source="matched filter with inverse-variance weights; four lines or more, together 60 dB over "
    "what lies beside them: notes do not keep their phase, and loops have lines beside",
    fix="find the track that carries it and lift its ground loop or swap the cable; in the mix, "
    "notches of a few Hz at the lines named",
    when="file",
)
def hum(heard: Heard) -> Iterator[Finding]:
    """Find a hum with its harmonics, its level and who carries it."""
    sound = file_sound(heard)
    heard_hum = hum_in(sound) if sound is not None else None
    if sound is None or heard_hum is None:
        return
    played = heard.outcome.facts.get("active_rms_dbfs", heard.outcome.facts.get("active_lufs", 0.0))
    under = played - heard_hum.hum_dbfs
    nominal = min(MAINS_HZ, key=lambda hz: abs(hz - heard_hum.hum_hz))
    lines = [heard_hum.hum_hz * harmonic for harmonic in heard_hum.harmonics]
    sure = heard_hum.score_db >= SURE_DB
    noted = under < (FAINT_DB if sure else NEAR_DB)
    weight: Weight = "fault" if sure and under < LOUD_DB else "note" if noted else "info"
    yield found(
        "Master", whole(heard.song.length_s), weight=weight,
        confidence=min(1.0, len(heard_hum.harmonics) / 6.0 + 0.3),
        share=line_shares(heard.sounds, lines) or None,
        hum_hz=nominal, exact_hz=heard_hum.hum_hz, hum_dbfs=heard_hum.hum_dbfs,
        under_playing_db=under, comb_db=heard_hum.score_db,
        harmonics_count=len(heard_hum.harmonics),
        lines=", ".join(f"{line:.0f}" for line in lines) + " Hz",
    )  # fmt: skip

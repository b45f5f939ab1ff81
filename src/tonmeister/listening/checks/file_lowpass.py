"""Hear where the treble ends, as if cut with a knife."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_edge import edge
from tonmeister.listening.sound_file import file_sound
from tonmeister.model import Finding, Weight

HEARD_HZ, GROSS_HZ = 15000.0, 11500.0
"""Over 15 kHz few can hear it; at 11 kHz and under it was resampled, or coded very small."""

KNOWN = (
    (7200.0, 8300.0, "a file of 16 kHz, resampled"),
    (9900.0, 11300.0, "a file of 22.05 kHz, resampled"),
    (11300.0, 12300.0, "a file of 24 kHz, resampled"),
    (14800.0, 17200.0, "an MP3 or AAC of about 96 to 128 kbit/s"),
    (17200.0, 20800.0, "an MP3, AAC or Vorbis file of about 160 to 320 kbit/s"),
)


@check(
    "file/lowpass",
    title="Edge of the treble",
    hears="the steepest fall of the spectrum over which the sound never rises again, at least "
    "30 dB within 700 Hz",
    matters="an MP3 or a resampled file behind the master cannot be made good afterwards, and "
    "shops turn it down",
    by_ear="cymbals that end in a whistle or a blanket; compare with the session's own bounce",
    source="edges of 17 pieces and of codecs, measured; 15 kHz: hardly anybody hears more of it",
    fix="look for the uncompressed file at the full rate and begin again from there; no "
    "equaliser brings back what is not in the file",
    when="file",
)
def lowpass(heard: Heard) -> Iterator[Finding]:
    """Say where the treble ends, and what usually ends there."""
    sound = file_sound(heard)
    end = edge(sound) if sound is not None else None
    if sound is None or end is None or end.edge_hz > 0.47 * sound.rate_hz:
        return
    gross = end.edge_hz < GROSS_HZ
    weight: Weight = "fault" if gross else "note" if end.edge_hz < HEARD_HZ else "info"
    near = [words for low, high, words in KNOWN if low <= end.edge_hz < high]
    yield found(
        "Master", whole(heard.song.length_s), weight=weight,
        edge_hz=end.edge_hz, fall_db=end.fall_db,
        like=near[0] if near else "a codec of a low bit rate or a resampler",
    )  # fmt: skip

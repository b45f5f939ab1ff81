"""A part of the band as a stem, ready to mix: levelled, without DC, safe to fold to mono."""

from __future__ import annotations

from tonmeister.effects.highpass import Highpass
from tonmeister.instruments.after import after
from tonmeister.instruments.declare import Player
from tonmeister.model import Chart, Clip, SoundBend, SoundNote
from tonmeister.music.clock import seconds
from tonmeister.signal import FLOOR_DB, Samples, gain
from tonmeister.signal.loudness import LoudnessMeter, loudness_lufs

STEM_LUFS = -23.0
PART_LU = {
    "drums": 0.0, "bass": -1.0, "keys": -3.0, "guitar": -3.0, "pad": -7.0, "strings": -5.0,
    "lead": 0.0,
}  # fmt: skip
"""How far from ``STEM_LUFS`` each part is set, so that a plain sum is a rough mix (house guess)."""
PEAK_DBFS = -1.0
NO_DC_HZ = 20.0


def sounds_of(clip: Clip, chart: Chart) -> tuple[list[SoundNote], list[SoundBend]]:
    """Return a clip's notes and bends in time: the grid by the tempo map, then the feel.

    A note keeps its length when it is late. What a feel pulls before the tape starts there.
    """
    notes = []
    for n in clip.notes:
        start_s = seconds(chart, n.start_quarters)
        length_s = seconds(chart, n.start_quarters + n.length_quarters) - start_s
        late_s = max(0.0, start_s + n.late_ms / 1000.0)
        notes.append(SoundNote(late_s, length_s, float(n.midi), n.velocity))
    bends = [SoundBend(seconds(chart, b.at_quarters), b.semitones) for b in clip.bends]
    return notes, bends


def stem(
    clip: Clip, chart: Chart, player: Player, *, rate_hz: int, length_s: float, seed: int
) -> Samples:
    """Play one part and level it; float64 ``[2, round(length_s * rate_hz)]``.

    A part without notes is silent.
    """
    notes, bends = sounds_of(clip, chart)
    sound = player.play(notes, bends, length_s, rate_hz, seed)
    return levelled(sound, clip.part, rate_hz)


def levelled(sound: Samples, part: str, rate_hz: int) -> Samples:
    """Return a part's sound without DC, as loud as that part's stem is.

    The loudness (BS.1770, gated) becomes -23 LUFS and what ``PART_LU`` says; the highest sample
    stays under -1 dBFS, even if the stem is then softer.
    """
    sound = after(sound, (Highpass(frequency_hz=NO_DC_HZ, slope_db=12.0),), rate_hz)
    loud_lufs = _loudness(sound, rate_hz)
    highest = max(float(sound.max(initial=0.0)), -float(sound.min(initial=0.0)))
    if loud_lufs <= FLOOR_DB or highest == 0.0:
        return sound
    wanted_lufs = STEM_LUFS + PART_LU.get(part, 0.0)
    sound *= min(gain(wanted_lufs - loud_lufs), gain(PEAK_DBFS) / highest)
    return sound


def _loudness(sound: Samples, rate_hz: int) -> float:
    """Return the integrated loudness; of what is too short or soft for gates, the plain mean."""
    meter = LoudnessMeter(rate_hz, peaks=False)
    meter.add(sound)
    found = meter.integrated_lufs()
    if found > FLOOR_DB:
        return found
    power = meter.k_power
    return loudness_lufs(float(power.mean())) if power.size else FLOOR_DB

"""A finished song as an album hears it: its level, its ends, its tone, its key and tempo."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.listening.features import HOP_S, TrackFeatures
from tonmeister.model import SongMap
from tonmeister.producer.album.nouns import SongHeard
from tonmeister.signal.loudness import integrated_lufs, loudness_lufs, range_lu

_HEARD_LU = -40.0  # what lies this far under the song is hardly heard any more
_FULL_LU = -10.0  # from here down an ending decays
_ENDS_S = 3.0
_TEMPO_SURE = 0.3
_KEY_SURE = 0.3


@dataclass(frozen=True, slots=True)
class Edges:
    """How much digital silence stands before and after the sound."""

    head_silence_s: float
    tail_silence_s: float


def song_heard(
    features: TrackFeatures, song: SongMap, edges: Edges, *, file: str, title: str, artist: str = ""
) -> SongHeard:
    """Draw from an analysis what the album's decisions need."""
    k_power = np.asarray(features.k_power, dtype=np.float64)
    loud_lufs = integrated_lufs(k_power)
    head, tail, decay_s, begin_lu, end_lu = _ends(k_power, loud_lufs)
    tempo = song.tempo if song.tempo and song.tempo.confidence >= _TEMPO_SURE else None
    key = song.key if song.key and song.key.confidence >= _KEY_SURE else None
    total_s = features.length_s
    return SongHeard(
        file=file,
        title=title,
        artist=artist,
        rate_hz=features.rate_hz,
        length_s=total_s,
        loudness_lufs=round(loud_lufs, 2),
        true_peak_dbtp=round(float(features.facts["true_peak_dbtp"]), 2),
        range_lu=round(range_lu(k_power), 2),
        onset_rate_hz=round(float(features.facts.get("onset_rate_hz", 0.0)), 3),
        tone_db=tuple(round(float(level), 2) for level in tone_of(features)),
        tempo_bpm=round(tempo.tempo_bpm, 1) if tempo else None,
        key=key,
        head_silence_s=edges.head_silence_s,
        tail_silence_s=edges.tail_silence_s,
        head_quiet_s=round(max(0.0, head - edges.head_silence_s), 2),
        tail_quiet_s=round(max(0.0, total_s - tail - edges.tail_silence_s), 2),
        decay_s=round(decay_s, 2),
        begin_lu=round(begin_lu, 1),
        end_lu=round(end_lu, 1),
        is_mono=features.facts.get("side_mid_db", 0.0) <= -90.0,
    )


def tone_of(features: TrackFeatures) -> NDArray[np.float64]:
    """Return 30 third octaves relative to the whole, in dB."""
    power = np.asarray(features.power, dtype=np.float64).sum(axis=(0, 2))
    levels = 10.0 * np.log10(np.maximum(power / max(float(power.sum()), 1e-30), 1e-9))
    return np.asarray(levels, dtype=np.float64)


def _ends(
    k_power: NDArray[np.float64], loud_lufs: float
) -> tuple[float, float, float, float, float]:
    """Return where the song is first and last heard, its decay, and how loud its ends are."""
    level_lu = -0.691 + 10.0 * np.log10(np.maximum(k_power, 1e-20)) - loud_lufs
    heard = np.flatnonzero(level_lu > _HEARD_LU)
    if not heard.size:
        return 0.0, k_power.size * HOP_S, 0.0, 0.0, 0.0
    first, last = int(heard[0]), int(heard[-1]) + 1
    full = np.flatnonzero(level_lu > _FULL_LU)
    decay_s = (last - int(full[-1]) - 1) * HOP_S
    steps = round(_ENDS_S / HOP_S)
    begin_lu = loudness_lufs(float(k_power[first : first + steps].mean())) - loud_lufs
    end_lu = loudness_lufs(float(k_power[max(first, last - steps) : last].mean())) - loud_lufs
    return first * HOP_S, last * HOP_S, decay_s, begin_lu, end_lu

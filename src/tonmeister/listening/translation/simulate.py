"""Playing a scene on a device, on band levels: no sound is made.

The mix goes through the device's response (and into one channel, where the device is mono), is
turned up until its loudness at the ear is the device's playback level, and its lows are held where
the device protects itself. What is heard is what stands over the threshold in quiet and over the
background noise, which covers a sound in a third octave up to 4 dB under its own level (Zwicker &
Fastl, Psychoacoustics, 1999, ch. 4) and, as in ``listening.masking``, what lies above it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.device_targets import Curve, Device
from tonmeister.listening.bands import k_weight
from tonmeister.listening.comparing.hearing import LISTENING_DB_SPL, quiet_db_spl
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.masking import spread
from tonmeister.listening.translation.scene import Power, Scene

Real = NDArray[np.float64]
UNDER_NOISE_DB = 4.0
HOLD_STEPS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A scene at the ear. ``mix``, ``bass``, ``vocal`` [30, T]: power, 1 being 0 dB SPL.

    ``floor`` [30]: what a sound must reach to be heard here; ``turned_db``: from digital level to
    sound pressure level; ``held_db`` [T]: what the device takes off its lows.
    """

    mix: Real
    bass: Real | None
    vocal: Real | None
    floor: Real
    active: NDArray[np.bool_]
    turned_db: float
    held_db: Real

    def level_db(self) -> Real:
        """Return the mean level of each third octave while the song plays, in dB SPL."""
        on = self.active if self.active.any() else np.ones_like(self.active)
        return db(self.mix[:, on].mean(axis=1))

    def over_floor_db(self) -> Real:
        """Return how far each third octave stands over what can be heard here."""
        return self.level_db() - db(self.floor)


def hear_on(scene: Scene, device: Device) -> Heard:
    """Play a scene on a device."""
    through = 10.0 ** (bands_db(device.response) / 10.0)
    mix = _channel(scene.power, device.mono) * through[:, None]
    turned_db = device.level_db_spl - loudness_db(mix, scene.active)
    gain = 10.0 ** (turned_db / 10.0)
    held_db = _held_db(mix * gain, device)
    low = np.ones(mix.shape)
    if device.limit is not None:
        low = np.where((device.limit.below_hz > BANDS_HZ)[:, None], 10.0 ** (held_db / 10.0), 1.0)

    def played(power: Power | None) -> Real | None:
        if power is None:
            return None
        return np.asarray(_channel(power, device.mono) * through[:, None] * gain * low)

    return Heard(
        mix=mix * gain * low, bass=played(scene.bass), vocal=played(scene.vocal),
        floor=_floor(noise_db_spl(device)), active=scene.active, turned_db=turned_db,
        held_db=held_db,
    )  # fmt: skip


def in_the_studio(scene: Scene) -> Heard:
    """Play a scene on good speakers in a quiet room: what it was made for."""
    mix = _channel(scene.power, mono=False)
    turned_db = LISTENING_DB_SPL - loudness_db(mix, scene.active)
    gain = 10.0 ** (turned_db / 10.0)
    return Heard(
        mix=mix * gain,
        bass=None if scene.bass is None else _channel(scene.bass, mono=False) * gain,
        vocal=None if scene.vocal is None else _channel(scene.vocal, mono=False) * gain,
        floor=10.0 ** (quiet_db_spl() / 10.0), active=scene.active, turned_db=turned_db,
        held_db=np.zeros(mix.shape[1]),
    )  # fmt: skip


def _channel(power: Power, mono: bool) -> Real:
    """Return the sum of both speakers, or what one speaker gets, at the same loudness of a centre.

    Left plus right of a centred sound is twice its power; so is that of the one speaker here.
    """
    return np.asarray(2.0 * (power[0] if mono else power[0] + power[1]), np.float64)


def loudness_db(power: Real, active: NDArray[np.bool_]) -> float:
    """Return the K-weighted level of what plays, in dB."""
    weighted = (k_weight()[:, None] * power).sum(axis=0)
    on = active & (weighted > 0.0)
    if not on.any():
        return -120.0
    loud = weighted[on]
    kept = loud[loud > 0.1 * loud.mean()]
    return float(10.0 * np.log10(kept.mean()))


def _held_db(at_ear: Real, device: Device) -> Real:
    """Return what the device takes off its lows, every 0.1 s: at once, let go over 0.5 s."""
    if device.limit is None:
        return np.zeros(at_ear.shape[1])
    low = db(at_ear[device.limit.below_hz > BANDS_HZ].sum(axis=0))
    wanted = np.minimum(device.limit.most_db_spl - low, 0.0)
    padded = np.pad(wanted, (HOLD_STEPS - 1, 0), constant_values=0.0)
    held = np.lib.stride_tricks.sliding_window_view(padded, HOLD_STEPS)
    return np.asarray(np.minimum(wanted, held.mean(axis=1)))


def bands_db(curve: Curve) -> Real:
    """Return a curve as mean power gain of each third octave, in dB."""
    inside = BANDS_HZ[:, None] * 2.0 ** (np.linspace(-4, 4, 9) / 27.0)
    levels = np.vectorize(curve.at_db)(inside)
    return np.asarray(10.0 * np.log10((10.0 ** (levels / 10.0)).mean(axis=1)))


def noise_db_spl(device: Device) -> Real:
    """Return the background in third octaves, in dB SPL, at the device's dB(A)."""
    shape = np.vectorize(device.noise.at_db)(BANDS_HZ)
    whole = 10.0 * np.log10((10.0 ** ((shape + _a_weight_db()) / 10.0)).sum())
    return np.asarray(shape - whole + device.noise_dba)


def _a_weight_db() -> Real:
    """Return A-weighting (IEC 61672-1) at the third octaves."""
    f2 = BANDS_HZ**2
    shape = (12194.0**2 * f2 * f2) / (
        (f2 + 20.6**2) * np.sqrt((f2 + 107.7**2) * (f2 + 737.9**2)) * (f2 + 12194.0**2)
    )
    return np.asarray(20.0 * np.log10(shape) + 2.0)


def _floor(noise_spl: Real) -> Real:
    spread_noise = spread().astype(np.float64) @ 10.0 ** (noise_spl / 10.0)
    covered = spread_noise * 10.0 ** (-UNDER_NOISE_DB / 10.0)
    return np.asarray(np.maximum(covered, 10.0 ** (quiet_db_spl() / 10.0)))


def db(power: Real) -> Real:
    """Return power in dB; nothing reads -120."""
    return np.asarray(10.0 * np.log10(np.maximum(power, 1e-12)))

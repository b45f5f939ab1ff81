"""What goes wrong on a device: what disappears, and what gets too much.

``carries_db``: how far the bass line's best third octave stands, at each moment, over what covers
it (the other parts, spread upward in frequency, and the floor of the place). It may be its
overtones that carry it: a bass whose fundamentals are gone is still followed by them (the missing
fundamental). ``understood_score``: the speech intelligibility index of the vocal against the rest
and the noise, 0 to 1, with the band importance of ANSI S3.5-1997 for third octaves; under 0.45
speech counts as poorly understood there. Sung words are harder than speech, so it is compared with
the same song in the studio. Too much is told against what released songs of this loudness would
have on the same device.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonmeister.knowledge.corpus import corpus
from tonmeister.knowledge.device_targets import Device
from tonmeister.listening.bands import k_weight
from tonmeister.listening.corpus import from_power_db, nine_bands
from tonmeister.listening.features import BANDS_HZ
from tonmeister.listening.masking import spread
from tonmeister.listening.translation.scene import Scene
from tonmeister.listening.translation.simulate import Heard, bands_db, db, in_the_studio

Real = NDArray[np.float64]

CARRIED_DB = 0.0
POOR_SCORE, KEPT = 0.45, 0.75
MONO_LOSS_DB = 3.0
AREAS = {"boom": (0,), "harsh": (5, 6)}
"""Of the nine bands: under 148 Hz, and from 2.5 to 7.3 kHz."""
LEAST_EXCESS_DB = 1.0
HARDLY_DB = -12.0
_IMPORTANCE = {160: 0.0083, 200: 0.0095, 250: 0.0150, 315: 0.0289, 400: 0.0440, 500: 0.0578,
               630: 0.0653, 800: 0.0711, 1000: 0.0818, 1250: 0.0844, 1600: 0.0882, 2000: 0.0898,
               2500: 0.0868, 3150: 0.0844, 4000: 0.0771, 5000: 0.0527, 6300: 0.0364,
               8000: 0.0185}  # fmt: skip
SPEECH = np.array([next((w for hz, w in _IMPORTANCE.items() if abs(hz / b - 1.0) < 0.05), 0.0)
                   for b in BANDS_HZ])  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """One thing that goes wrong on one device.

    ``kind``: ``bass_gone``, ``vocal_gone``, ``mono_loss``, ``boom`` or ``harsh``. ``amount`` is
    how far it is beyond what is fair (dB; for the vocal, score); a mend makes it smaller.
    """

    kind: str
    device: str
    amount: float
    here: float
    fair: float
    low_hz: float = 0.0
    high_hz: float = 0.0


def troubles(scene: Scene, device: Device, heard: Heard) -> tuple[Trouble, ...]:
    """Find what goes wrong; ``heard`` is ``hear_on(scene, device)``."""
    studio = in_the_studio(scene)
    return tuple(
        t for t in (
            *_bass(device, heard, studio), *_vocal(device, heard, studio),
            *_mono(scene, device, heard), *_too_much(scene, device),
        ) if t.amount > 0.0
    )  # fmt: skip


def carries_db(heard: Heard) -> tuple[float, float]:
    """Return how far the bass stands out where it does most, and where that usually is.

    Not a number where there is no bass stem.
    """
    if heard.bass is None or not heard.bass.any():
        return float("nan"), 0.0
    there, rest, on = _when(heard, heard.bass)
    low = (BANDS_HZ > 35.0) & (BANDS_HZ < 1000.0)
    over = db(there[low][:, on]) - db(rest[low][:, on] + heard.floor[low, None])
    best = over.argmax(axis=0)
    usual = int(np.bincount(best).argmax())
    return float(np.median(over.max(axis=0))), float(BANDS_HZ[low][usual])


def understood_score(heard: Heard) -> float:
    """Return how well the vocal is understood, 0 to 1; not a number without its stem."""
    if heard.vocal is None or not heard.vocal.any():
        return float("nan")
    vocal, rest, on = _when(heard, heard.vocal)
    over = db(vocal[:, on]) - db(rest[:, on] + heard.floor[:, None])
    parts = np.clip((over + 15.0) / 30.0, 0.0, 1.0)
    return float((SPEECH[:, None] * parts).sum(axis=0).mean())


def mono_loss_db(scene: Scene, device: Device, heard: Heard) -> Real:
    """Return what one channel loses of each third octave, in dB; 0 where nobody hears it."""
    on = scene.active if scene.active.any() else np.ones_like(scene.active)
    power = scene.power[:, :, on].mean(axis=2)
    loss = db(power.sum(axis=0)) - db(power[0])
    weighted = db(power.sum(axis=0) * k_weight()) + bands_db(device.response)
    counts = (weighted > weighted.max() - 20.0) & (heard.over_floor_db() + loss > 0.0)
    return np.asarray(np.where(counts, np.minimum(loss, 40.0), 0.0))


def _when(heard: Heard, part: Real) -> tuple[Real, Real, NDArray[np.bool_]]:
    """Return a part, the rest of the mix smeared over frequency, and when the part is there."""
    level = (k_weight()[:, None] * part).sum(axis=0)
    loud = float(np.percentile(level[level > 0.0], 95)) if (level > 0.0).any() else 0.0
    on = level > max(0.1 * loud, 1e-12)
    rest = spread().astype(np.float64) @ np.maximum(heard.mix - part, 0.0)
    return part, rest, on


def _bass(device: Device, heard: Heard, studio: Heard) -> Iterator[Trouble]:
    here, at_hz = carries_db(heard)
    there, _ = carries_db(studio)
    if np.isnan(here) or there < CARRIED_DB:
        return
    yield Trouble(
        kind="bass_gone", device=device.name, amount=CARRIED_DB - here, here=here, fair=there,
        low_hz=at_hz, high_hz=at_hz,
    )  # fmt: skip


def _vocal(device: Device, heard: Heard, studio: Heard) -> Iterator[Trouble]:
    here, there = understood_score(heard), understood_score(studio)
    if np.isnan(here):
        return
    fair = min(POOR_SCORE, KEPT * there)
    yield Trouble(
        kind="vocal_gone", device=device.name, amount=fair - here, here=here, fair=there,
        low_hz=1000.0, high_hz=4000.0,
    )  # fmt: skip


def _mono(scene: Scene, device: Device, heard: Heard) -> Iterator[Trouble]:
    if not device.mono:
        return
    loss = mono_loss_db(scene, device, heard)
    bad = loss > MONO_LOSS_DB
    if bad.sum() < 2:
        return
    where = np.flatnonzero(bad)
    worst = float(loss[bad].mean())
    yield Trouble(
        kind="mono_loss", device=device.name, amount=worst - MONO_LOSS_DB, here=worst,
        fair=MONO_LOSS_DB, low_hz=float(BANDS_HZ[where[0]]), high_hz=float(BANDS_HZ[where[-1]]),
    )  # fmt: skip


def _too_much(scene: Scene, device: Device) -> Iterator[Trouble]:
    """Compare with what a released song of this loudness would have on the same device."""
    level, _ = from_power_db(scene.power)
    through = nine_gains_db(scene, device)
    group = corpus().group_at(scene.loudness_lufs)
    usual = np.array([row[2] for row in group.level_db])
    most = np.array([row[4] for row in group.level_db])
    for kind, bands in AREAS.items():
        area = list(bands)
        rest = [band for band in range(9) if band not in bands]
        if _sum_db((usual + through)[area]) - _sum_db(usual + through) < HARDLY_DB:
            continue  # the device hardly plays it: it cannot be too much
        now = _sum_db((level + through)[area]) - _sum_db((level + through)[rest])
        fair = _sum_db((most + through)[area]) - _sum_db((usual + through)[rest])
        yield Trouble(
            kind=kind, device=device.name, amount=now - fair - LEAST_EXCESS_DB, here=now, fair=fair,
            low_hz=corpus().edges_hz[area[0]], high_hz=corpus().edges_hz[area[-1] + 1],
        )  # fmt: skip


def nine_gains_db(scene: Scene, device: Device) -> Real:
    """Return what the device does to each of the nine bands of this song."""
    power = scene.power.sum(axis=(0, 2)) * k_weight()
    shared = nine_bands().astype(np.float64)
    after = shared @ (power * 10.0 ** (bands_db(device.response) / 10.0))
    return db(after / np.maximum(shared @ power, 1e-30))


def _sum_db(levels: Real) -> float:
    return float(10.0 * np.log10((10.0 ** (np.asarray(levels) / 10.0)).sum()))

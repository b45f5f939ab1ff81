"""How far the cheap measure of masking lies from partial loudness, on real stems.

``python -m benchmarks.masking [--pieces NAME ...] [--moments N]``

Each stem against each other stem of its piece, at moments (0.2 s) in which both sound: the loss by
the cheap measure (third octaves from the features, spread, soft ratio, weighed by what the stem
has) against the loss by partial loudness (how much louder the stem would have to be played to come
out as loud as it is alone; Moore, Glasberg & Baer 1997). Full scale is 100 dB SPL.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import numpy as np

from benchmarks.ear_pieces import RECORDINGS, piece
from benchmarks.measure import table
from tonmeister.listening import features_of
from tonmeister.listening.bands import both, k_weight
from tonmeister.listening.masking import HIGH, LOW, STEP_S, excitation, loss_db
from tonmeister.listening.partial_loudness import ERB_STEP, ears
from tonmeister.listening.partial_loudness import loss_db as full_loss_db
from tonmeister.signal import Audio

FINE = 5
"""Components in each half ERB."""


def components(sound: np.ndarray, rate_hz: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the power of a piece of sound in narrow bands, and their middles."""
    window = np.hanning(sound.shape[1])
    power = (np.abs(np.fft.rfft(sound * window, axis=1)) ** 2).mean(axis=0)
    power *= 2.0 / (sound.shape[1] * (window**2).sum())
    at_hz = np.fft.rfftfreq(sound.shape[1], 1.0 / rate_hz)
    centre, number = ears()
    edges = 21.366 * np.log10(0.004368 * at_hz + 1.0)
    step = ERB_STEP / FINE
    place = np.round((edges - number[0]) / step).astype(int)
    count = len(centre) * FINE
    inside = (place >= 0) & (place < count)
    sums = np.bincount(place[inside], weights=power[inside], minlength=count)
    middle = (10.0 ** ((number[0] + step * np.arange(count)) / 21.366) - 1.0) / 0.004368
    return sums, middle


def pairs(name: str, moments: int) -> list[tuple[float, float]]:
    """Return (cheap, full) losses of all stems of a piece against each other."""
    music = piece(next(r for r in RECORDINGS if r.name == name), 40.0)
    heard = {n: features_of(Audio(s, music.rate_hz)) for n, s in music.stems.items()}
    cheap = {n: excitation(both(f))[LOW:HIGH] for n, f in heard.items()}
    weight = k_weight()[LOW:HIGH, None]
    out = []
    size = round(STEP_S * music.rate_hz)
    for under in music.stems:
        for over in music.stems:
            if under == over:
                continue
            on = heard[under].active & heard[over].active
            steps = np.flatnonzero(on[: on.size // 2 * 2].reshape(-1, 2).all(axis=1))
            for step in steps[np.linspace(0, steps.size - 1, min(moments, steps.size)).astype(int)]:
                own, other = cheap[under][:, step], cheap[over][:, step]
                lost = loss_db(10.0 * np.log10((other + 1e-12) / (own + 1e-12)))
                worth = own * weight[:, 0]
                start = step * size
                parts = [music.stems[n][:, start : start + size] for n in (under, over)]
                if any(part.shape[1] < size for part in parts):
                    continue
                (one, at_hz), (two, _) = (components(part, music.rate_hz) for part in parts)
                full = full_loss_db(one, two, at_hz)
                if full is not None:
                    out.append((float((lost * worth).sum() / worth.sum()), full))
    return out


def row(name: str, told: list[tuple[float, float]]) -> tuple[str, ...]:
    """Return one line of the table."""
    cheap, full = np.array(told).T
    fair = full < 29.0
    order = [np.argsort(np.argsort(x)) for x in (cheap[fair], full[fair])]
    off = cheap[fair] - full[fair]
    both_heard = (cheap > 3.0) == (full > 3.0)
    return (
        name, str(cheap.size), f"{np.corrcoef(*order)[0, 1]:.2f}", f"{off.mean():+.1f} dB",
        f"{np.abs(off - off.mean()).mean():.1f} dB", f"{100.0 * both_heard.mean():.0f} %",
        f"{100.0 * (1.0 - fair.mean()):.0f} %",
    )  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    words = argparse.ArgumentParser(prog="benchmarks.masking", description=__doc__)
    words.add_argument("--pieces", nargs="+", default=[])
    words.add_argument("--moments", type=int, default=15)
    asked = words.parse_args(argv)
    rows, everything = [], []
    for recording in RECORDINGS:
        if not recording.stems or (asked.pieces and recording.name not in asked.pieces):
            continue
        told = pairs(recording.name, asked.moments)
        if len(told) < 10:
            continue
        everything += told
        rows.append(row(recording.name, told))
    rows.append(row("all", everything))
    head = (
        "piece", "moments", "rank correlation", "cheap less full", "mean error besides",
        "agree on 3 dB", "gone (over 29 dB)",
    )  # fmt: skip
    print(table("Loss by masking: the cheap measure against partial loudness", head, rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Hear that the curve between the samples rises over full scale."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_places import told
from tonmeister.model import Finding, Span

MOST_DBTP, CEILING_DBTP = 0.0, -1.0
DECODED_DBTP, GROSS_DBTP = 2.5, 3.5
"""A decoder adds up to about 2 dB of its own to a loud master: that far it is only a fact."""

WORST, APART_S = 8, 0.5


@check(
    "file/overs",
    title="Overs between the samples",
    hears="the true peak, seen at eight times the rate, over -1 dBTP and over full scale",
    matters="converters, phones and encoders clip what no sample of the file shows",
    by_ear="a slight edge on loud strokes on one player and not on another",
    source="ITU-R BS.1770-5, annex 2; -1 dBTP: EBU R 128, AES TD1008; what decoders add: "
    "measured on nine released files (up to 2.1 dBTP)",
    fix="a true-peak limiter at -1 dBTP as the last thing before the file is written",
    when="file",
)
def overs(heard: Heard) -> Iterator[Finding]:
    """Say how high the curve rises; worst places first."""
    sound = file_sound(heard)
    if sound is None:
        return
    peak = heard.outcome.facts.get("true_peak_dbtp", -120.0)
    high = sound.between.max(initial=0.0)
    peak = max(peak, 20.0 * float(np.log10(high)) if high > 0.0 else -120.0)
    over = np.flatnonzero(sound.between > 10.0 ** (CEILING_DBTP / 20.0))
    if peak <= CEILING_DBTP or not over.size:
        return
    full = np.flatnonzero(sound.between > 1.0)
    decoded = sound.bits < 0
    least = DECODED_DBTP if decoded else MOST_DBTP
    where = full if full.size else over
    times = sound.at_s(where)
    yield found(
        "Master", Span(float(times[0]), float(times[-1]) + 0.001),
        weight="fault" if peak > GROSS_DBTP else "note" if peak > least else "info",
        true_peak_dbtp=peak, over_full_count=_events(full), over_ceiling_count=_events(over),
        ceiling_dbtp=CEILING_DBTP, file="decoded or in floating point" if decoded else "PCM",
        at=told(_worst(sound.between, times, where)),
    )  # fmt: skip


def _events(steps: np.ndarray) -> int:
    """Return how many runs of fine steps there are."""
    return int((np.diff(steps) > 1).sum()) + 1 if steps.size else 0


def _worst(between: np.ndarray, times: np.ndarray, steps: np.ndarray) -> list[float]:
    """Return the times of the highest peaks, half a second apart, in order of height."""
    chosen: list[float] = []
    for i in np.argsort(-between[steps], kind="stable"):
        if all(abs(times[i] - other) > APART_S for other in chosen):
            chosen.append(float(times[i]))
        if len(chosen) == WORST:
            break
    return chosen

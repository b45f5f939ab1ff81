"""Playing tracks into long files, block by block: a song never lies in memory as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tonmeister.exchange.daw.mixing import MixedSound
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.model.daw import DawSession, DawTrack
from tonmeister.studio.float_file import FloatFile

BLOCK_FRAMES = 1 << 16
HIGHEST = 1.0 - 2.0**-23


@dataclass(frozen=True, kw_only=True)
class Stem:
    """A track and its files: as it is before the fader, and as it is heard (``None``: is not)."""

    track: DawTrack
    plain: Path
    mixed: Path | None

    @property
    def name(self) -> str:
        """What both files are called."""
        return self.plain.name


def print_stems(
    session: DawSession,
    stems: Sequence[Stem],
    frames: int,
    bits: int,
    on: Callable[[float], None],
) -> float:
    """Write all stems, ``frames`` long, and return the dB by which all were turned to fit.

    As float nothing is turned. Whole numbers end at full scale: if any stem goes beyond it, all are
    turned down by the same, so that they still add up to the mix.
    """
    passes = 1 if bits == 32 else 2
    factor = 1.0
    if bits != 32:
        peak = max((_peak(session, stem, frames) for stem in stems), default=0.0)
        on(0.5)
        factor = 1.0 if peak <= HIGHEST else HIGHEST / peak
    for n, stem in enumerate(stems):
        _print(session, stem, frames, bits, factor)
        on(1.0 - (1.0 - (n + 1) / len(stems)) / passes)
    return float(20.0 * np.log10(factor))


def _print(session: DawSession, stem: Stem, frames: int, bits: int, factor: float) -> None:
    sound, mixed = TrackSound(stem.track, session), MixedSound(stem.track, session)
    channels = stem.track.channels
    with ExitStack() as stack:
        plain = stack.enter_context(FloatFile(stem.plain, session.rate_hz, channels, bits))
        heard = None
        if stem.mixed is not None:
            heard = stack.enter_context(FloatFile(stem.mixed, session.rate_hz, 2, bits))
        for start in range(0, frames, BLOCK_FRAMES):
            block = sound.read(start, min(BLOCK_FRAMES, frames - start)) * factor
            plain.write(block[:channels].T)
            if heard is not None:
                heard.write(mixed.turned(block, start).T)


def _peak(session: DawSession, stem: Stem, frames: int) -> float:
    sound, mixed = TrackSound(stem.track, session), MixedSound(stem.track, session)
    peak = 0.0
    for start in range(0, frames, BLOCK_FRAMES):
        block = sound.read(start, min(BLOCK_FRAMES, frames - start))
        peak = max(peak, float(np.abs(block).max()))
        if stem.mixed is not None:
            peak = max(peak, float(np.abs(mixed.turned(block, start)).max()))
    return peak

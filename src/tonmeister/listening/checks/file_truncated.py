"""Hear that bits were cut off without dither."""

from __future__ import annotations

from collections.abc import Iterator

from tonmeister.listening.bands import whole
from tonmeister.listening.check import check, found
from tonmeister.listening.heard import Heard
from tonmeister.listening.sound_depth import FULL_BITS, depth
from tonmeister.listening.sound_file import file_sound
from tonmeister.listening.sound_places import told
from tonmeister.model import Finding, Span, Weight

STUCK_PERCENT, GROSS_BITS, COARSE_BITS = 35.0, 12, 15


@check(
    "file/truncated",
    title="Cut bits",
    hears="the finest step between samples, and in the softest moments runs of 16 equal samples "
    "and more, which dither makes as good as impossible",
    matters="fades and reverb tails end in crackle instead of in noise",
    by_ear="turn a fade-out up by 40 dB: it gets rough and then stops, instead of going under",
    source="Lipshitz, Wannamaker & Vanderkooy, J. Audio Eng. Soc. 40(5), 1992: with triangular "
    "dither the error is noise",
    fix="bounce from the mix at 24 bits or in floating point and go to 16 bits once, at the very "
    "end, with triangular dither",
    when="file",
)
def truncated(heard: Heard) -> Iterator[Finding]:
    """Find files whose soft moments stand on steps; say how many bits they really use."""
    sound = file_sound(heard)
    if sound is None or heard.sound is None or sound.bits <= 0:
        return
    fine = depth(sound, heard.sound)
    cut = fine.stuck_percent > STUCK_PERCENT
    coarse = fine.depth_bits < COARSE_BITS
    if not cut and not coarse and fine.depth_bits in (16, FULL_BITS):
        return
    bad = cut and fine.depth_bits <= GROSS_BITS
    weight: Weight = "fault" if bad else "note" if cut or coarse else "info"
    everywhere = whole(heard.song.length_s)
    where = Span(fine.at_s[0], fine.at_s[-1] + 0.05) if fine.at_s else everywhere
    yield found(
        "Master", where, weight=weight,
        how="without dither" if cut else "with steps of their own", depth_bits=fine.depth_bits,
        soft_s=fine.soft_s, stuck_percent=fine.stuck_percent,
        step_dbfs=-6.0206 * (fine.depth_bits - 1), at=told(fine.at_s) or "no soft moment",
    )  # fmt: skip

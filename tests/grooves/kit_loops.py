"""Loops played on our own kit, for these tests."""

import numpy as np

from tests.grooves.drummed_plans import chart, plan
from tonmeister.knowledge.grooves import Groove
from tonmeister.model import Clip
from tonmeister.producer.arranging.drums import drum_clip
from tonmeister.signal import Samples
from tonmeister.signal.instruments.drum_kit import PIECES, play_drums

RATE_HZ = 48_000


def loop_clip(groove: Groove, bars: int, *, seed: int = 2, feel: float = 100.0) -> Clip:
    """Bars without fill or ending."""
    from dataclasses import replace

    flat = [replace(b, fill=False, ending=False, section="Verse") for b in plan(bars, energy=0.6)]
    return drum_clip(chart(groove.tempo_bpm.usual), flat, groove, seed=seed, feel_percent=feel)


def played(clip: Clip, quarter_bpm: float, quarters: float, lead_s: float = 0.2) -> Samples:
    """The clip on our kit, [1, n], ``lead_s`` before its first downbeat."""
    notes = [
        (n.start_quarters * 60 / quarter_bpm + n.late_ms / 1000 + lead_s, 0.1, n.midi, n.velocity)
        for n in clip.notes if n.midi in PIECES
    ]  # fmt: skip
    lanes = play_drums(notes, quarters * 60 / quarter_bpm + lead_s + 0.5, 1)
    return 0.3 * np.sum(list(lanes.values()), axis=0)[None]

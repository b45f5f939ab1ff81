"""Chopping a sample: where it strikes, its tempo and key, where to cut so that nothing clicks."""

from tonmeister.listening.chopping.cutting import Cut, cuts_at_transients, cuts_on_grid
from tonmeister.listening.chopping.key import SampleKey, sample_key
from tonmeister.listening.chopping.looping import LoopTempo, loop_tempo
from tonmeister.listening.chopping.onsets import Onset, onsets
from tonmeister.listening.chopping.slicing import FADE_MS, Slice, sliced

__all__ = [
    "FADE_MS",
    "Cut",
    "LoopTempo",
    "Onset",
    "SampleKey",
    "Slice",
    "cuts_at_transients",
    "cuts_on_grid",
    "loop_tempo",
    "onsets",
    "sample_key",
    "sliced",
]

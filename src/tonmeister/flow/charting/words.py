"""What is said about a chart: what was heard, how sure, what else it may be."""

from __future__ import annotations

from tonmeister.flow.charting.lines import Counted
from tonmeister.flow.charting.recording import Recording
from tonmeister.listening.chords import HeardHarmony, HeardKey
from tonmeister.model import TempoMap
from tonmeister.model.chart import fifths_name
from tonmeister.music.spelling import spell_tonic

UNSURE, UNSURE_CHORD = 0.55, 0.35
CLOSE = 0.08
"""Keys that lie nearer to each other than this (log likelihood a beat) are hard to tell apart."""


def key_name(key: HeardKey) -> str:
    """Return how a key is called."""
    return f"{fifths_name(spell_tonic(key.tonic, key.mode))} {key.mode}"


def notes_on(
    recording: Recording, tempo: TempoMap | None, lines: Counted, harmony: HeardHarmony
) -> tuple[str, ...]:
    """Say what the chart rests on, one sentence each."""
    out = []
    if tempo is None:
        out.append("No steady beat was heard: a bar here is two seconds, not a bar of the music.")
    else:
        others = " or ".join(f"{bpm:g} BPM" for bpm in tempo.alternatives_bpm)
        sure = "" if tempo.confidence >= UNSURE else " The beat is not sure."
        drift = "steady" if lines.steady else "drifting, so every bar has its tempo"
        or_so = f"; counted otherwise {others}" if others else ""
        out.append(f"{tempo.tempo_bpm:g} BPM, {drift}{or_so}.{sure}")
    if harmony.keys is None:
        out.append("No key was heard: C major stands there only because something must.")
    else:
        close = " They lie close together." if harmony.keys.ahead_score < CLOSE else ""
        main, other = key_name(harmony.keys.main), key_name(harmony.keys.runner_up)
        out.append(f"The key is {main}; next likely is {other}.{close}")
    if harmony.chords:
        weak = sum(c.stop - c.first for c in harmony.chords if c.sure_score < UNSURE_CHORD)
        whole = sum(c.stop - c.first for c in harmony.chords)
        source = "the tracks" if len(recording.tracks) > 1 else "the mix alone"
        out.append(f"Chords heard from {source}; {100 * weak / whole:.0f} % of them are unsure.")
    else:
        out.append("No chords were heard.")
    return tuple(out)

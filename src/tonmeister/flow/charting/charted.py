"""A recording, charted: beats, bars, keys, chords, form, melody and words on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from tonmeister.flow.charting.files import chart_files
from tonmeister.flow.charting.form import charted_sections
from tonmeister.flow.charting.lines import Counted, counted, halves_and_thirds, sounding_s
from tonmeister.flow.charting.lyrics import read_lyrics, with_lyrics
from tonmeister.flow.charting.melody import lead_of, sung_melody
from tonmeister.flow.charting.recording import Recording, open_recording
from tonmeister.flow.charting.words import key_name, notes_on
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.beats import tempo_map
from tonmeister.listening.chords import HeardHarmony, harmony_of, sounding_parts
from tonmeister.listening.phrases import phrases, song_is_sung
from tonmeister.listening.sections import sections
from tonmeister.model import Chart, ChartChord, KeyAt, TempoMap
from tonmeister.model.chart import Feel
from tonmeister.music.spelling import spell_chord, spell_tonic

COMPOUND_BPM = 100.0
"""A counted beat of three is not faster."""
LEAST_S = 2.0
LEAST_SURE, LEAST_SURE_WITHOUT_BEAT = 0.12, 0.33
"""How sure chords must be on the whole: those of noise are 0.05, of speech 0.3."""


@dataclass(frozen=True, kw_only=True)
class Charted:
    """The chart, and its files by format."""

    chart: Chart
    files: Mapping[str, Path]


def chart_recording(
    song: Path, tell: Teller, *, lyrics: Path | None = None, out: Path | None = None
) -> Charted:
    """Chart a song's folder or a sound file. Raises ``BadWish`` with one clear line."""
    lines = read_lyrics(lyrics) if lyrics is not None else ()
    with open_recording(song, tell, out) as recording:
        chart = chart_of(recording, tell, lines)
        with tell.stage("write", "Writing the chart"):
            return Charted(chart=chart, files=chart_files(recording.folder, chart))


def chart_of(
    recording: Recording, tell: Teller, lyrics: Sequence[str] = (), *, melody: bool = True
) -> Chart:
    """Chart what was opened, with the melody of its lead if there is one and it is wanted."""
    tracks, roles = recording.tracks, recording.roles
    span_s = sounding_s(tracks, roles)
    if span_s[1] - span_s[0] < LEAST_S:
        raise BadWish(f"{recording.title}: less than two seconds of it sound; nothing to chart")
    with tell.stage("chords", "Hearing what sounds at which pitch"):
        parts = sounding_parts(recording.sources, tracks, roles)
    with tell.stage("bars", "Finding beats, bars, keys and chords"):
        steps = max(len(f.k_power) for f in tracks.values())
        tones = np.zeros((24, steps)) if parts is None else parts.tones(steps)
        chroma = tones[:12] + tones[12:]
        tempo = tempo_map(tracks, roles, chroma, recording.length_s)
        compound = tempo is not None and _compound(recording, tempo)
        lines = counted(tempo, span_s, compound=compound)
        harmony = HeardHarmony((), None)
        if parts is not None:
            harmony = _believed(harmony_of(*parts.classes(lines.edges_s), lines.bars), tempo)
        if tempo is None and not harmony.chords and lead_of(recording) is None:
            raise BadWish(
                f"{recording.title}: neither a beat nor chords can be heard in it (is it speech, "
                "noise, or a single tone?); nothing to chart"
            )
        keys = _keys(harmony, lines)
        form = sections(
            tracks, roles, tones, song_is_sung(tracks, roles), tempo, recording.length_s
        )
    chart = Chart(
        title=recording.title,
        keys=keys,
        meters=lines.meters,
        tempos=lines.tempos,
        first_s=round(float(lines.edges_s[lines.first]), 4),
        feel=_feel(recording, tempo, compound),
        chords=_chords(harmony, lines, keys),
        sections=charted_sections(form, lines) if tempo is not None else (),
        bars=len(lines.bars),
        alternatives_bpm=() if tempo is None else tempo.alternatives_bpm,
        runner_up="" if harmony.keys is None else key_name(harmony.keys.runner_up),
        notes=notes_on(recording, tempo, lines, harmony),
    )
    return _with_lead(chart, recording, lines, lyrics, tell) if melody else chart


def _with_lead(
    chart: Chart,
    recording: Recording,
    lines: Counted,
    lyrics: Sequence[str],
    tell: Teller,
) -> Chart:
    lead = lead_of(recording)
    if lead is not None:
        with tell.stage("melody", f"Hearing the melody of {lead}"):
            chart = sung_melody(chart, recording, lead, lines)
    if lyrics:
        sung = phrases(recording.tracks, recording.roles)
        chart = with_lyrics(chart, lyrics, sung, lines)
    return chart


def _believed(heard: HeardHarmony, tempo: TempoMap | None) -> HeardHarmony:
    """Leave out the harmony of noise, and of speech: it has no beat either."""
    least = LEAST_SURE if tempo is not None else LEAST_SURE_WITHOUT_BEAT
    return heard if heard.sure_score >= least else HeardHarmony((), None)


def _compound(recording: Recording, tempo: TempoMap) -> bool:
    """Whether the beats are counted in threes: 6/8 rather than 4/4."""
    half, third = halves_and_thirds(recording.tracks, recording.roles, tempo)
    return tempo.tempo_bpm <= COMPOUND_BPM and third > 1.3 * half and third > 0.2


def _feel(recording: Recording, tempo: TempoMap | None, compound: bool) -> Feel:
    if tempo is None or compound:
        return "straight"
    half, third = halves_and_thirds(recording.tracks, recording.roles, tempo)
    return "swing" if third > 1.3 * half and third > 0.1 else "straight"


def _keys(harmony: HeardHarmony, lines: Counted) -> tuple[KeyAt, ...]:
    if harmony.keys is None:
        return (KeyAt(at_quarters=Fraction(0), tonic_fifths=0),)
    out = []
    for key in harmony.keys.path:
        at = max(Fraction(0), lines.quarters(key.first))
        tonic = spell_tonic(key.tonic, key.mode)
        out.append(KeyAt(at_quarters=at, tonic_fifths=tonic, mode=key.mode))
    return tuple(out)


def _chords(harmony: HeardHarmony, lines: Counted, keys: Sequence[KeyAt]) -> tuple[ChartChord, ...]:
    out = []
    for chord in harmony.chords:
        start = lines.quarters(chord.first)
        key = next((k for k in reversed(keys) if k.at_quarters <= start), keys[0])
        out.append(
            ChartChord(
                start_quarters=start,
                length_quarters=lines.quarters(chord.stop) - start,
                symbol=spell_chord(chord.root, chord.kind, key, chord.bass),
                sure_score=round(chord.sure_score, 3),
            )
        )
    return tuple(out)

"""By what the notes of a track are judged: a score, a key, other takes; and where they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tonmeister.flow.editing.bench import Bench
from tonmeister.flow.editing.tune_asked import TuneAsked
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.pitch import SungNote
from tonmeister.listening.pitch.shape import NoteShape
from tonmeister.listening.pitch.written import matched
from tonmeister.listening.song import song_map
from tonmeister.listening.tuning import tuning
from tonmeister.model import SongMap, Span
from tonmeister.music.scales import Scale, UnknownScale, read_scale
from tonmeister.producer.edits.tune_targets import (
    Target,
    by_pitches,
    by_scale,
    common_tuning_cents,
    own_scale,
)
from tonmeister.studio import open_source
from tonmeister.studio.score_read import BadScore, read_melody

SURE_KEY = 0.5
SURE_TUNING = 6.0
PITCHED = ("bass", "guitar", "piano", "keys", "synth", "organ", "strings")


@dataclass(frozen=True, kw_only=True)
class Aims:
    """What the notes are judged by: in words, the tuning in cents, the scale if it is by one."""

    said: str
    tuning_cents: float
    where: Callable[[SungNote], str]
    scale: Scale | None = None


def aims_of(
    bench: Bench,
    name: str,
    notes: Sequence[SungNote],
    shapes: Sequence[NoteShape],
    asked: TuneAsked,
) -> tuple[Aims, list[Target]]:
    """Find what to judge by, and the target of each note."""
    song = _song(bench)
    off_cents, whose = _tuning(bench, name, notes)
    where = _where(song)
    if asked.score is not None:
        targets, said = _by_score(notes, asked, off_cents)
        return Aims(said=f"{said}, {whose}", tuning_cents=off_cents, where=where), targets
    if name in asked.targets:
        pitches = [_agreed(note, asked.targets[name]) for note in notes]
        targets = by_pitches(
            notes, pitches, "the takes agree on", "the takes do not agree there", known=True
        )
        return Aims(said="by what the takes agree on", tuning_cents=off_cents, where=where), targets
    scale, said = _scale(song, notes, off_cents, asked)
    aims = Aims(said=f"by {said}, {whose}", tuning_cents=off_cents, where=where, scale=scale)
    return aims, by_scale(notes, shapes, scale, off_cents)


def check_aims(asked: TuneAsked) -> None:
    """Read what the notes shall be judged by, before anything is heard; raises ``BadWish``."""
    try:
        if asked.scale is not None:
            read_scale(asked.scale)
        if asked.score is not None:
            read_melody(asked.score)
    except (UnknownScale, BadScore) as error:
        raise BadWish(str(error)) from error


def _by_score(
    notes: Sequence[SungNote], asked: TuneAsked, off_cents: float
) -> tuple[list[Target], str]:
    assert asked.score is not None
    written = read_melody(asked.score)
    fits = matched(notes, written)
    if not fits.fits:
        raise BadWish(
            f"{asked.score.name} is not what is sung here: only {100.0 * fits.share:.0f} % of the "
            "sung notes are in it; give the right melody, or --key"
        )
    pitches = [p + off_cents / 100.0 if p is not None else None for p in fits.pitches]
    said = f"by {asked.score.name}"
    if fits.moved_semitones:
        said += f", sung {abs(fits.moved_semitones)} semitones "
        said += "higher" if fits.moved_semitones > 0 else "lower"
    return by_pitches(notes, pitches, "the score has", "no note of the score is sung there"), said


def _scale(
    song: SongMap | None, notes: Sequence[SungNote], off_cents: float, asked: TuneAsked
) -> tuple[Scale, str]:
    if asked.scale is not None:
        scale = read_scale(asked.scale)
        return scale, scale.name
    if song is not None and song.key is not None and song.key.confidence >= SURE_KEY:
        return read_scale(str(song.key)), f"the song's key, {song.key}"
    scale = own_scale(notes, off_cents)
    return (
        scale,
        f"the key it sings itself, {scale.name}" if scale.tonic is not None else scale.name,
    )


def _song(bench: Bench) -> SongMap | None:
    playing = {t.name: bench.features[t.name] for t in bench.session.playing
               if t.name in bench.features}  # fmt: skip
    if not playing:
        return None
    roles = {t.name: t.role for t in bench.session.playing}
    return song_map(playing, roles, bench.session.length_s)


def _tuning(bench: Bench, name: str, notes: Sequence[SungNote]) -> tuple[float, str]:
    """Return how far from A = 440 Hz the band plays, or the voice itself where there is none."""
    found = []
    for track in bench.session.playing:
        features: TrackFeatures | None = bench.features.get(track.name)
        pitched = any(word in track.role for word in PITCHED)
        if features is None or not pitched or track.name == name:
            continue
        source = open_source(track, bench.session, bench.project)
        one = tuning(source, np.asarray(features.active))
        if one is not None and one.sure > SURE_TUNING:
            found.append(one)
    if found:
        turned = sum(t.sure * np.exp(2j * np.pi * t.off_cents / 100.0) for t in found)
        cents = float(np.angle(turned) / (2.0 * np.pi) * 100.0)
        return cents, f"in the band's tuning (A = {440.0 * 2.0 ** (cents / 1200.0):.1f} Hz)"
    cents = common_tuning_cents(notes)
    return cents, f"in the voice's own tuning (A = {440.0 * 2.0 ** (cents / 1200.0):.1f} Hz)"


def _agreed(note: SungNote, placed: Sequence[tuple[float, float, float]]) -> float | None:
    """Return the pitch that others sing where most of this note lies."""
    best, most_s = None, 0.5 * (note.end_s - note.start_s)
    for start_s, end_s, pitch in placed:
        shared_s = min(end_s, note.end_s) - max(start_s, note.start_s)
        if shared_s > most_s:
            best, most_s = pitch, shared_s
    return best


def _where(song: SongMap | None) -> Callable[[SungNote], str]:
    def where(note: SungNote) -> str:
        span = Span(note.start_s, note.end_s)
        if song is None or song.tempo is None:
            return f"at {int(note.start_s) // 60}:{note.start_s % 60.0:05.2f}"
        return song.bars(span)

    return where

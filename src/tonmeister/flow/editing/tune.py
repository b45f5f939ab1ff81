"""Tuning the voices of a song: heard, decided, played, measured; what harmed is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tonmeister.flow.editing.bench import Bench, open_bench
from tonmeister.flow.editing.tune_aims import Aims, aims_of, check_aims
from tonmeister.flow.editing.tune_asked import TuneAsked
from tonmeister.flow.editing.tune_measured import measured
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.pitch import PitchCurve, SungNote, notes_of, notes_within
from tonmeister.listening.pitch.level import level_db
from tonmeister.listening.pitch.shape import shape_of
from tonmeister.listening.pitch.single import one_voice
from tonmeister.model import Edit, EditList, EditTakenBack
from tonmeister.producer.edits.tune import LeftAlone, tuning_edits
from tonmeister.producer.edits.tune_targets import Target
from tonmeister.signal import Samples

__all__ = ["TuneAsked", "Tuned", "TunedTrack", "notes_on", "tune", "tune_track"]

SHORTEST_S = 0.15


@dataclass(frozen=True, kw_only=True)
class TunedTrack:
    """What was heard and done on one track. ``aims`` says by what the notes were judged."""

    name: str
    notes: tuple[SungNote, ...]
    targets: tuple[Target, ...]
    edits: tuple[Edit, ...]
    taken_back: tuple[EditTakenBack, ...]
    left: tuple[LeftAlone, ...]
    aims: Aims | None
    said: str


@dataclass(frozen=True, kw_only=True)
class Tuned:
    """All tracks, the list of edits as it stands now, and the files played (none in a dry run)."""

    tracks: tuple[TunedTrack, ...]
    edits: EditList
    files: Mapping[str, Path]


def tune(
    song: Path, tell: Teller, asked: TuneAsked, *, out: Path | None = None, dry_run: bool = False
) -> Tuned:
    """Tune a song's voices, or one sound file. Raises ``BadWish`` with one clear line."""
    check_aims(asked)
    with open_bench(song, tell, out=out, dry_run=dry_run) as bench:
        names = _names(bench, asked)
        done = []
        for name in names:
            with tell.stage("tune", f"Hearing the notes of {name}"):
                done.append(tune_track(bench, name, asked))
        edits = [edit for one in done for edit in one.edits]
        merged, files = bench.hand_in(
            edits,
            kinds=("tune",),
            tracks=names,
            taken_back=[back for one in done for back in one.taken_back],
            notes=[note for one in done for note in notes_on(one)],
        )
        return Tuned(tracks=tuple(done), edits=merged, files=files)


def tune_track(bench: Bench, name: str, asked: TuneAsked) -> TunedTrack:
    """Hear one track, decide, play in memory, measure, take back; nothing is written."""
    sound, rate_hz = bench.before(name, "tune"), bench.rate_hz
    curve = bench.hands.pitch(sound, rate_hz)
    nothing = _no_voice(sound, rate_hz, curve)
    if nothing:
        notes = []
    elif name in asked.targets:
        notes = notes_within(curve, [(a, b) for a, b, _ in asked.targets[name]])
    else:
        notes = notes_of(curve, level_db(sound, rate_hz, curve.f0_hz.size))
    if nothing or not notes:
        said = f"{name}: {nothing or 'no note is sung'}: left alone"
        return TunedTrack(name=name, notes=(), targets=(), edits=(), taken_back=(), left=(),
                          aims=None, said=said)  # fmt: skip
    shapes = [shape_of(note, curve) for note in notes]
    aims, targets = aims_of(bench, name, notes, shapes, asked)
    edits, left = tuning_edits(name, notes, shapes, targets, asked.wish, aims.where)
    kept, taken_back = measured(bench, sound, curve, edits)
    out = sum(t.pitch is not None for t in targets)
    said = (
        f"{name}: notes {len(notes)}, with a clear aim {out} ({aims.said}); {len(kept)} moved, "
        f"{len(taken_back)} taken back, {len(left)} left though they are out or unclear"
    )
    return TunedTrack(name=name, notes=tuple(notes), targets=tuple(targets), edits=tuple(kept),
                      taken_back=tuple(taken_back), left=tuple(left), aims=aims,
                      said=said)  # fmt: skip


def _no_voice(sound: Samples, rate_hz: int, curve: PitchCurve) -> str:
    if not sound.any():
        return "it is silent"
    if sound.shape[1] < SHORTEST_S * rate_hz:
        return f"{1000.0 * sound.shape[1] / rate_hz:.0f} ms are too short to hear a note"
    if not curve.voiced.any():
        return "nothing with a pitch is heard"
    heard = one_voice(sound, rate_hz, curve)
    if not heard.is_one:
        return f"no single voice ({100.0 * heard.share:.0f} % of it is one clear pitch)"
    return ""


def notes_on(one: TunedTrack) -> list[str]:
    if not one.notes:
        return [one.said]
    return [one.said, *(f"{one.name}: {left.reason}" for left in one.left)]


def _names(bench: Bench, asked: TuneAsked) -> list[str]:
    if asked.track is not None:
        return [bench.track(asked.track).name]
    tracks = bench.session.tracks
    if len(tracks) == 1:
        return [tracks[0].name]
    leads = [t.name for t in tracks if t.role == "lead vocal" and t.use]
    if not leads:
        known = ", ".join(t.name for t in tracks)
        raise BadWish(f"no track here is a lead vocal; name one with --track: {known}")
    return leads

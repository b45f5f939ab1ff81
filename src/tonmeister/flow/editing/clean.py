"""Cleaning recordings: heard, decided, played, measured; what was taken away lies beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tonmeister.flow.editing.bench import Bench, open_bench
from tonmeister.flow.editing.clean_steps import STEPS
from tonmeister.flow.editing.clean_work import Work
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.model import Edit, EditList, EditTakenBack
from tonmeister.producer.edits.clean import KINDS, CleanWish
from tonmeister.signal import Samples
from tonmeister.studio import WavSink

SHORTEST_S = 0.2
ORDER = tuple(KINDS)


@dataclass(frozen=True, kw_only=True)
class CleanAsked:
    """What is asked for: which tracks (none named: all that play), and what to clean."""

    tracks: tuple[str, ...] = ()
    wish: CleanWish = field(default_factory=CleanWish)


@dataclass(frozen=True, kw_only=True)
class CleanedTrack:
    """What was done on one track. ``removed`` [channels, n]: what was taken away, maybe nothing."""

    name: str
    edits: tuple[Edit, ...]
    taken_back: tuple[EditTakenBack, ...]
    notes: tuple[str, ...]
    said: str
    removed: Samples


@dataclass(frozen=True, kw_only=True)
class Cleaned:
    """All tracks, the list of edits as it stands, the edited files, and those with what was taken
    away, by track (none in a dry run).
    """

    tracks: tuple[CleanedTrack, ...]
    edits: EditList
    files: Mapping[str, Path]
    removed: Mapping[str, Path]


def clean(
    song: Path, tell: Teller, asked: CleanAsked, *, out: Path | None = None, dry_run: bool = False
) -> Cleaned:
    """Clean a song's recordings, or one sound file. Raises ``BadWish`` with one clear line."""
    with open_bench(song, tell, out=out, dry_run=dry_run) as bench:
        names = _names(bench, asked.tracks)
        done, removed = [], {}
        for name in names:
            with tell.stage("clean", f"Listening for damage in {name}"):
                one = clean_track(bench, name, asked.wish)
            if not dry_run:
                path = write_removed(bench, one)
                removed.update({name: path} if path else {})
            done.append(_light(one))
        merged, files = bench.hand_in(
            [edit for one in done for edit in one.edits],
            kinds=[KINDS[kind] for kind in asked.wish.kinds],
            tracks=names,
            taken_back=[back for one in done for back in one.taken_back],
            notes=[note for one in done for note in one.notes],
        )
        return Cleaned(tracks=tuple(done), edits=merged, files=files, removed=removed)


def clean_track(bench: Bench, name: str, wish: CleanWish) -> CleanedTrack:
    """Hear one track, decide, play in memory, measure, take back; nothing is written."""
    sound = bench.as_it_came(name)
    work = Work(
        bench=bench, name=name, role=bench.session.track(name).role, wish=wish, now=sound,
    )  # fmt: skip
    nothing = _nothing(sound, bench.rate_hz)
    if not nothing:
        for kind in ORDER:
            if kind in wish.kinds and kind in STEPS:
                STEPS[kind](work)
    said = f"{name}: {nothing or _counted(work)}"
    removed = sound - work.now if work.edits else np.zeros((len(sound), 0))
    return CleanedTrack(
        name=name, edits=tuple(work.edits), taken_back=tuple(work.taken_back),
        notes=(said, *work.notes), said=said, removed=removed,
    )  # fmt: skip


def write_removed(bench: Bench, one: CleanedTrack) -> Path | None:
    """Write what was taken away from a track as "<track> removed.wav"; None if nothing was."""
    path = bench.project.edited / f"{one.name} removed.wav"
    if not one.removed.shape[1]:
        path.unlink(missing_ok=True)
        return None
    with WavSink(path, bench.rate_hz, bits=32, channels=len(one.removed)) as sink:
        sink.write(one.removed)
    return path


def _light(one: CleanedTrack) -> CleanedTrack:
    """Let go of the sound: a song has many tracks."""
    return CleanedTrack(
        name=one.name, edits=one.edits, taken_back=one.taken_back, notes=one.notes, said=one.said,
        removed=np.zeros((len(one.removed), 0)),
    )  # fmt: skip


def _nothing(sound: Samples, rate_hz: int) -> str:
    if not sound.any():
        return "it is silent"
    if sound.shape[1] < SHORTEST_S * rate_hz:
        return f"{1000.0 * sound.shape[1] / rate_hz:.0f} ms are too short to tell damage from music"
    return ""


WORDS = {
    "hum": ("hum in one stretch", "hum in {} stretches"),
    "click": ("a click", "{} clicks"),
    "declip": ("one stretch of clipped peaks", "{} stretches of clipped peaks"),
    "breath": ("a breath", "{} breaths"),
    "silence": ("one pause", "{} pauses"),
    "gate": ("bleed in one stretch", "bleed in {} stretches"),
    "denoise": ("noise", "noise in {} stretches"),
}


def _counted(work: Work) -> str:
    done = [_words(kind, work.edits) for kind in KINDS.values()]
    back = len(work.taken_back)
    said = ", ".join(words for words in done if words) or "nothing needs cleaning"
    return said + (f"; {back} taken back" if back else "")


def _words(kind: str, edits: Sequence[Edit]) -> str:
    mine = [edit for edit in edits if edit.kind == kind]
    count = len(mine)
    if kind == "click":
        count = sum(len(str(edit.settings["frames"]).split()) for edit in mine)
    one, many = WORDS[kind]
    return "" if not count else one if count == 1 else many.format(count)


def _names(bench: Bench, asked: Sequence[str]) -> list[str]:
    if asked:
        return list(dict.fromkeys(bench.track(name).name for name in asked))
    tracks = bench.session.playing or bench.session.tracks
    if not tracks:
        raise BadWish("there is no recording here that could be cleaned")
    return [track.name for track in tracks]

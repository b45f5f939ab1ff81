"""Comparing mixes: open them, lay them on each other, say what differs, write the page."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.knowledge.voices import voice
from tonmeister.listening.analyse import features_of
from tonmeister.listening.comparing import (
    Difference,
    Meeting,
    Null,
    Part,
    Side,
    differences,
    meet,
    null,
    parts_apart,
    parts_together,
    side,
)
from tonmeister.listening.song import song_map
from tonmeister.model import SongMap, Span
from tonmeister.signal import Source
from tonmeister.signal.mixing import Excerpt
from tonmeister.studio import Project, file_source
from tonmeister.studio.decode import ready
from tonmeister.studio.project import is_ours
from tonmeister.units import say

LEAST_S = 3.0
SILENT_LUFS = -70.0
LABELS = "ABC"
INAUDIBLE_DB = -50.0
"""What is left this far under the music is covered by it (a guess on the safe side)."""
REGIONS = ((60.0, "sub bass"), (150.0, "bass"), (400.0, "warmth"), (1000.0, "body"),
           (2500.0, "upper middle"), (6000.0, "presence"), (12000.0, "brilliance"))  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Heard:
    """One of the compared: its letter, its file, its sound, what was measured about it.

    ``decoded`` is the same sound as a file any player starts at the same frame.
    """

    label: str
    path: Path
    decoded: Path
    sound: Source
    side: Side


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two of them side by side. ``one``, ``other`` are heard where they have both sound."""

    one: Heard
    other: Heard
    meeting: Meeting
    nulled: Null | None
    parts: tuple[Part, ...]
    differences: tuple[Difference, ...]
    first_s: float
    sentences: tuple[str, ...]
    about: tuple[str, ...]

    @property
    def gain_db(self) -> float:
        """What the other is turned by to be as loud."""
        return self.one.side.loudness_lufs - self.other.side.loudness_lufs


@dataclass(frozen=True, kw_only=True)
class Compared:
    """All that was found. ``song`` maps the first of them."""

    all: tuple[Heard, ...]
    pairs: tuple[Pair, ...]
    song: SongMap


@contextmanager
def compared(paths: Sequence[Path], tell: Teller) -> Iterator[Compared]:
    """Compare the first with each of the others; their sound can be read inside ``with``.

    No file is touched. Raises ``BadWish`` or ``Unusable`` with one clear line.
    """
    files = [sound_file(path) for path in paths]
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        project = Project(Path(folder), Path(folder))
        with tell.stage("open", "Opening"):
            sources = [_opened(files[0], project, None)]
            sources += [_opened(f, project, sources[0].rate_hz) for f in files[1:]]
        with tell.stage("listen", f"Listening to {', '.join(f.name for f in files)}") as on:
            heard = []
            for i, (file, sound) in enumerate(zip(files, sources, strict=True)):
                features = features_of(sound)
                if features.facts["loudness_lufs"] <= SILENT_LUFS:
                    raise BadWish(f"{file.name} is silent: there is nothing to compare")
                heard.append(
                    Heard(
                        label=LABELS[i], path=file, sound=sound,
                        decoded=ready(file, sound.rate_hz, project).path,
                        side=side(file.name, sound, features, fine=False),
                    )
                )  # fmt: skip
                on((i + 1) / len(files))
        with tell.stage("compare", "Comparing"):
            first = heard[0]
            features = first.side.features
            song = song_map({"mix": features}, {"mix": "other"}, features.length_s)
            pairs = tuple(_pair(first, other, song) for other in heard[1:])
        yield Compared(all=tuple(heard), pairs=pairs, song=song)


def sound_file(path: Path) -> Path:
    """Return the file that is meant; for a song that was produced, its master."""
    if path.is_file():
        return path
    if not path.exists():
        raise BadWish(f"{path} is not there: give a sound file, or the folder of a produced song")
    if is_ours(path) or is_ours(path / "tonmeister"):
        project = Project.find(path)
        masters = sorted(project.delivery.glob("*_Master_*.wav"))
        if masters:
            return masters[-1]
        raise BadWish(f"{path} has no master yet: run `tonmeister produce` on it first")
    raise BadWish(f"{path} is a folder without a finished record: give a sound file")


def _opened(path: Path, project: Project, rate_hz: int | None) -> Source:
    sound = file_source(path, project=project, rate_hz=rate_hz)
    if sound.frames < LEAST_S * sound.rate_hz:
        raise BadWish(f"{path.name} is shorter than {LEAST_S:.0f} s: there is nothing to compare")
    return sound


def _pair(one: Heard, other: Heard, song: SongMap) -> Pair:
    a, b = one.sound, other.sound
    meeting = meet(a, b, one.side.features, other.side.features)
    nulled, first_s = None, 0.0
    if meeting.one_song:
        first = max(0, -meeting.offset_frames)
        count = min(a.frames - first, b.frames - meeting.offset_frames - first)
        first_s = first / a.rate_hz
        one = _from(one, first, count)
        other = _from(other, first + meeting.offset_frames, count)
        nulled = null(one.sound, other.sound)
        parts = parts_together(one.side, other.side, _moved(song, first_s))
    else:
        one, other = (_from(each, 0, each.sound.frames) for each in (one, other))
        parts = parts_apart(one.side, other.side)
    found = differences(one.side, other.side, parts, one_song=meeting.one_song)
    return Pair(
        one=one, other=other, meeting=meeting, nulled=nulled, parts=parts, differences=found,
        first_s=first_s, sentences=tuple(told(d, one.label, other.label) for d in found),
        about=_about(one, other, meeting, nulled, found, len(parts)),
    )  # fmt: skip


def _from(one: Heard, first: int, count: int) -> Heard:
    """Hear again only what both have, so that every step lies on its twin."""
    if first == 0 and one.sound.frames - count < one.sound.rate_hz // 10:
        return replace(one, side=side(one.side.name, one.sound, one.side.features))
    sound = Excerpt(one.sound, first, count)
    return replace(one, sound=sound, side=side(one.side.name, sound))


def _moved(song: SongMap, by_s: float) -> SongMap:
    if by_s == 0.0:
        return song
    sections = tuple(
        replace(s, where=Span(max(s.where.start_s - by_s, 0.0), s.where.end_s - by_s))
        for s in song.sections
        if s.where.end_s > by_s
    )
    return replace(song, sections=sections)


def told(d: Difference, one: str, other: str) -> str:
    """Return the sentence for a difference, every figure with its unit."""
    moved = d.beyond or d.value
    size = abs(moved)
    way = "up" if moved > 0 else "down"
    words: dict[str, str] = {
        "one": one,
        "other": other,
        "part": _part_words(d),
        "range": _range(d),
        "region": region(d),
        "peak_hz": say("peak_hz", d.peak_hz),
    }
    words |= {"by_db": say("by_db", size), "by_lu": say("by_lu", size)}
    words |= {"a_db": say("a_db", d.a), "b_db": say("b_db", d.b)}
    words |= {"a_lu": say("a_lu", d.a), "b_lu": say("b_lu", d.b)}
    words |= {"a_percent": say("a_percent", d.a), "b_percent": say("b_percent", d.b)}
    if d.kind == "loudness_lu":
        words |= {"a_lufs": say("a_lufs", d.a), "b_lufs": say("b_lufs", d.b)}
    also = {0: "", 1: " So does one other part."}.get(
        d.also_count, f" So do {d.also_count} other parts."
    )
    return voice("plain")[f"compare/{d.kind}_{way}"].format_map(words) + also


def region(d: Difference) -> str:
    """Name a region of the spectrum as one speaks of it: a broad one by its end of the scale."""
    low_hz, high_hz = max(d.low_hz, 20.0), max(d.high_hz, 20.0)
    if high_hz >= 4.0 * low_hz:
        if low_hz < 100.0 and high_hz <= 700.0:
            return "low end"
        if low_hz >= 1500.0:
            return "top end"
        if low_hz >= 200.0 and high_hz <= 7000.0:
            return "middle"
    at_hz = d.peak_hz or (low_hz * high_hz) ** 0.5
    return next((name for upper_hz, name in REGIONS if at_hz < upper_hz), "air")


def _part_words(d: Difference) -> str:
    if d.where is None:
        return f"In the {d.part}, this song"
    if len(d.part.split()[0]) == 1:
        return f"The part from {d.where}"
    return f"The {d.part} ({d.where})"


def _range(d: Difference) -> str:
    if d.high_hz <= 0.0:
        return ""
    if d.low_hz < 25.0 and d.high_hz >= 20000.0:
        return "over the whole range"
    if d.low_hz < 25.0:
        return f"below {say('high_hz', d.high_hz)}"
    if d.high_hz >= 20000.0 and d.kind != "tone_db":
        return f"above {say('low_hz', d.low_hz)}"
    if d.low_hz == d.high_hz:
        return f"around {say('low_hz', d.low_hz)}"
    return f"from {say('low_hz', d.low_hz)} to {say('high_hz', d.high_hz)}"


def _about(
    one: Heard, other: Heard, meeting: Meeting, nulled: Null | None,
    found: Sequence[Difference], parts: int,
) -> tuple[str, ...]:  # fmt: skip
    """Say how the two lie to each other."""
    rate_hz = one.sound.rate_hz

    def said(key: str, **numbers: float) -> str:
        words: dict[str, Any] = {"one": one.label, "other": other.label}
        words |= {name: say(name, value) for name, value in numbers.items()}
        return voice("plain")[f"compare/{key}"].format_map(words)

    if not meeting.one_song or nulled is None:
        return (said("songs_apart_parts" if parts > 1 else "songs_apart"),)
    offset = meeting.offset_frames
    key = "offset_later" if offset > 0 else "offset_earlier" if offset < 0 else "offset_none"
    lines = [said(key, by_ms=1000.0 * abs(offset) / rate_hz, count=abs(offset))]
    if meeting.flipped:
        lines.append(said("flipped"))
    if meeting.drift_frames:
        lines.append(said("drift", by_ms=1000.0 * abs(meeting.drift_frames) / rate_hz))
    heard = [d for d in found if d.kind != "loudness_lu"]
    if not heard:
        lines.append(said("nothing" if nulled.depth_db < INAUDIBLE_DB else "nothing_measured"))
    exact = nulled.depth_db < -90.0 and not heard
    lines.append(said("nothing_at_all" if exact else "left", depth_db=nulled.depth_db))
    return tuple(lines)

"""What waits under a track: its takes, the cuts of its comp, the recording before its edits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tonmeister.console import Channel
from tonmeister.console.comp import FADE_MS
from tonmeister.exchange.daw.names import FileNames
from tonmeister.flow.exporting.sound import Sound, recorded, wav_name
from tonmeister.model import Comp, DawClip, DawFile, DawLane, Fade, Session, Track
from tonmeister.studio import Project


def waiting_lanes(
    track: Track, channel: Channel, comp: Comp | None, session: Session, project: Project,
    folder: Path, names: FileNames,
) -> tuple[tuple[DawLane, ...], tuple[DawFile, ...]]:  # fmt: skip
    """Return the lanes that wait under a track, and their files.

    They carry no inserts: a take that is brought up sounds as it was recorded, at the strip's trim.
    """
    lanes: list[DawLane] = []
    files: list[DawFile] = []

    def add(one: Track, words: str, take: int, *, as_it_came: bool = False) -> Sound:
        sound = recorded(
            one, channel, session, project, folder, wav_name(names, words), as_it_came=as_it_came
        )
        lanes.append(DawLane(name=words, clips=(sound.clip,), take=take))
        files.append(sound.file)
        return sound

    if track.edited and not track.take_of:
        add(track, f"{track.name} as recorded", 0, as_it_came=True)
    takes = [t for t in session.tracks if t.take_of == track.name and t.name != track.name]
    sounds = {t.take: add(t, t.name, t.take) for t in takes}
    if comp is not None and set(sounds) >= {r.take for r in comp.regions}:
        cuts = _cuts(comp, sounds, session.rate_hz)
        lanes.insert(0, DawLane(name=f"{track.name} cuts", clips=cuts))
    return tuple(lanes), tuple(files)


def _cuts(comp: Comp, sounds: Mapping[int, Sound], rate_hz: int) -> tuple[DawClip, ...]:
    """Return the comp as clips of its takes that can be moved: each fades into the next."""
    fades = {round(c.at_s * 1000.0): c.length_ms for c in comp.crossfades}
    shift = {t.number: round(t.offset_s * rate_hz) for t in comp.takes}
    regions = sorted(comp.regions, key=lambda r: r.start_s)
    clips: list[DawClip] = []
    for n, region in enumerate(regions):
        sound = sounds[region.take]
        first, last = round(region.start_s * rate_hz), round(region.end_s * rate_hz)
        into = _fade_frames(fades, region.start_s, rate_hz) if n else 0
        out = _fade_frames(fades, region.end_s, rate_hz) if n < len(regions) - 1 else 0
        first, last = first - into // 2, last + out // 2
        start = first - (sound.clip.at_frames - sound.clip.start_frames) - shift[region.take]
        first, start = first - min(start, 0), max(start, 0)
        length = min(last - first, sound.file.frames - start)
        if length <= into + out:
            continue
        clips.append(
            replace(
                sound.clip,
                at_frames=first,
                start_frames=start,
                length_frames=length,
                name=f"{comp.part} {n + 1} (take {region.take})",
                gain_db=sound.clip.gain_db + region.gain_db,
                fade_in=Fade(length_frames=into, shape="equal_power"),
                fade_out=Fade(length_frames=out, shape="equal_power"),
            )
        )
    return tuple(clips)


def _fade_frames(fades: Mapping[int, float], at_s: float, rate_hz: int) -> int:
    return 2 * round(fades.get(round(at_s * 1000.0), FADE_MS) * rate_hz / 2000.0)

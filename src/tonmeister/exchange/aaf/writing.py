"""A session written as AAF, with its sound files beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from tonmeister.exchange.aaf.composing import Composer
from tonmeister.exchange.aaf.ids import made_fixed, mob
from tonmeister.exchange.aaf.marking import add_markers, add_timecode
from tonmeister.exchange.aaf.notes import notes_of
from tonmeister.exchange.aaf.slots import Slot, lanes_of
from tonmeister.exchange.aaf.sounds import MonoFile, Wanted, write_sounds
from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.names import file_name
from tonmeister.exchange.daw.tempo_midi import NAME, write_tempo_midi
from tonmeister.model.daw import DawSession
from tonmeister.studio.disk import whole


def write(session: DawSession, folder: Path, on: Callable[[float], None]) -> Written:
    """Write ``<title>.aaf`` and its mono files into a folder; raises ``Unusable``.

    Every mono track has a track of its own, every stereo one two, panned to the sides. Clip gains
    are gains of the clips, faders, rides and envelopes their volume over time: so Pro Tools and
    Logic write it themselves.
    """
    lanes = lanes_of(session)
    wanted = {want for lane in lanes for clip in lane.track.clips for want in lane.wanted(clip)}
    sounds, said = write_sounds(session, wanted, folder, lambda share: on(0.9 * share))
    slots = [slot for lane in lanes for slot in lane.slots(sounds)]
    path = folder / f"{file_name(session.title, otherwise='Session')}.aaf"
    with whole(path) as part:
        _compose(session, part, slots, sounds)
    tempo = folder / NAME
    write_tempo_midi(tempo, session)
    on(1.0)
    return Written(
        main=path,
        files=(path, tempo, *(sound.path for sound in sounds.values())),
        notes=(*said, *notes_of(session, lanes)),
    )


def _compose(
    session: DawSession, path: Path, slots: list[Slot], sounds: Mapping[Wanted, MonoFile]
) -> None:
    import aaf2

    ends = [piece.end_frames for slot in slots for piece in slot.pieces]
    length = max([session.length_frames, 1, *ends])
    with aaf2.open(str(path), "w") as file:
        made_fixed(file)
        composer = Composer(file, session.rate_hz, length)
        composer.add_sounds(sounds)
        song = mob(file, "CompositionMob", session.title or "Session", session.rate_hz)
        song.usage = "Usage_TopLevel"
        for name, words in session.about.items():
            song.comments[name.capitalize()] = words
        add_timecode(file, song, session.rate_hz, length)
        made = [composer.add_slot(song, slot, number) for number, slot in enumerate(slots, 1)]
        markers = [replace(m, at_frames=max(0, m.at_frames)) for m in session.markers]
        on_slot = made[0].slot_id if made else 1
        add_markers(file, song, markers, session.rate_hz, on_slot)

"""Writing a session as DAWproject 1.0: as it is, and consolidated for weak importers."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree.ElementTree import Element

from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.names import file_name
from tonmeister.exchange.daw.playing import TrackSound
from tonmeister.exchange.dawproject.channels import put_structure
from tonmeister.exchange.dawproject.consolidated import consolidated, put_sound
from tonmeister.exchange.dawproject.container import packed
from tonmeister.exchange.dawproject.elements import NAME, VERSION, put, told
from tonmeister.exchange.dawproject.lanes import put_arrangement, put_transport
from tonmeister.exchange.dawproject.metadata import metadata
from tonmeister.exchange.dawproject.sheet import Sheet
from tonmeister.exchange.dawproject.sounds import Sound, Sounds, wav_of
from tonmeister.model.daw import DawSession
from tonmeister.studio.disk import whole


def write(session: DawSession, folder: Path, on: Callable[[float], None]) -> Written:
    """Write a session twice: with all its clips, and with one full-length file a track.

    ``folder`` is the export's own; ``on`` takes the share done.
    """
    name = file_name(session.title, otherwise="Session")
    main, plain = folder / f"{name}.dawproject", folder / f"{name} (consolidated).dawproject"
    sheet = Sheet(session, Sounds(session))
    _pack(sheet, main, {}, lambda share: on(share * 0.4))
    whole_tracks, played = consolidated(session)
    weak = Sheet(whole_tracks, Sounds(whole_tracks), as_bitwig=True)
    _pack(weak, plain, played, lambda share: on(0.4 + share * 0.6))
    on(1.0)
    return Written(main=main, files=(main, plain), notes=tuple(sheet.notes))


def _pack(
    sheet: Sheet, path: Path, played: Mapping[str, TrackSound], on: Callable[[float], None]
) -> None:
    """Write one container."""
    project = project_of(sheet)
    session = sheet.session
    about = metadata(session.title, session.about, (*session.notes, *sheet.notes))
    texts = {"project.xml": project, "metadata.xml": about}
    with tempfile.TemporaryDirectory() as made, whole(path) as part:
        sounds = sheet.sounds.all
        wavs = _wavs(sounds, Path(made), played)
        packed(part, texts, sheet.states, wavs, lambda count: on(count / max(1, len(sounds))))


def _wavs(
    sounds: Sequence[Sound], made: Path, played: Mapping[str, TrackSound]
) -> Iterator[tuple[str, Path]]:
    """Yield each sound as a WAV; what had to be made for it is gone before the next."""
    for sound in sounds:
        if sound.file.name in played:
            path = made / Path(sound.path).name
            put_sound(played[sound.file.name], sound.file, path)
        else:
            path = wav_of(sound, made)
        yield sound.path, path
        if path.parent == made:
            path.unlink()


def project_of(sheet: Sheet) -> Element:
    """Return a session's ``project.xml``."""
    project = Element("Project", told(version="1.0"))
    put(project, "Application", name=NAME, version=VERSION)
    put_transport(project, sheet)
    put_structure(project, sheet)
    put_arrangement(project, sheet)
    put(project, "Scenes")
    _say_printed(sheet)
    return project


def _say_printed(sheet: Sheet) -> None:
    session = sheet.session
    if any(sound.flipped for sound in sheet.sounds.all):
        sheet.note("Polarity is turned in the sound itself: DAWproject has no switch for it.")
    for track in session.tracks:
        if len(track.lanes) > 1:
            sheet.note(f"The takes that wait under {track.name} are muted tracks beside it.")
    bent = any(
        fade.shape == "equal_power" and fade.length_frames
        for track in session.tracks
        for lane in track.lanes
        for clip in lane.clips
        for fade in (clip.fade_in, clip.fade_out)
    )
    if bent:
        sheet.note("DAWproject knows how long a fade is, not its shape: equal power may be linear.")

"""Reading an Ardour session: what of it is ours to play, and sentences about the rest."""

from __future__ import annotations

from pathlib import Path

from tonmeister.exchange.ardour.reading.channels import Desk, read_channels
from tonmeister.exchange.ardour.reading.document import document_of
from tonmeister.exchange.ardour.reading.sources import Sources
from tonmeister.exchange.ardour.reading.tempo import read_map, read_markers
from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.opening import CannotOpen, read_xml
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.exchange.daw.timeline import Timeline
from tonmeister.model.daw import DawSession


def read(path: Path, into: Path, *, outside: bool = False) -> DawSession:
    """Read a session of Ardour 3 or later (Mixbus too); a stereo sound in two files is joined.

    The joined files are written under ``into``. Raises ``CannotOpen`` where it is no session, or
    names sound outside of its folder.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CannotOpen(f"{path} cannot be read: {error.strerror or error}") from None
    document = document_of(read_xml(data, path.name), path.name)
    remarks = Remarks()
    tempos, meters = read_map(document, remarks)
    document.timeline = Timeline(tempos, document.rate_hz)
    sounds = Sounds(path.parent, outside=outside)
    sources = Sources(document, path.parent, into, sounds, remarks)
    tracks = read_channels(Desk(document, path.parent, sources, remarks))
    sounds.say(remarks)
    markers, told_end = read_markers(document)
    played = {clip.file for track in tracks for lane in track.lanes for clip in lane.clips}
    ends = [clip.end_frames for track in tracks for lane in track.lanes for clip in lane.clips]
    about = {
        child.tag: (child.text or "").strip()
        for home in document.all("Metadata")
        for child in home
        if (child.text or "").strip()
    }
    title = about.pop("title", "") or document.root.get("name", "") or path.stem
    noted = about.pop("description", "")
    return DawSession(
        title=title,
        rate_hz=document.rate_hz,
        length_frames=max([told_end, *ends]),
        tracks=tracks,
        files=tuple(file for file in sounds.files if file.name in played or not file.path),
        tempos=tempos,
        meters=meters,
        markers=markers,
        about=about,
        notes=(*(line for line in noted.splitlines() if line), *remarks.sentences()),
    )

"""Reading a DAWproject of any program into a session."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tonmeister.exchange.daw.opening import CannotOpen, member, opened_zip, read_xml
from tonmeister.exchange.dawproject.elements import NAME, VERSION
from tonmeister.exchange.dawproject.metadata import known
from tonmeister.exchange.dawproject.reading.audio import Files, main_rate_hz
from tonmeister.exchange.dawproject.reading.figures import place
from tonmeister.exchange.dawproject.reading.places import Scope, SongLine
from tonmeister.exchange.dawproject.reading.tempo import meters_of, tempos_of
from tonmeister.exchange.dawproject.reading.timelines import Walk
from tonmeister.exchange.dawproject.reading.tracks import tracks_of
from tonmeister.model.daw import DawMarker, DawSession

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_SIZE = re.compile(r"(\d+) Hz, (\d+) frames")
_UNTIL = re.compile(r"until quarter ([\d.]+)")
_ORDER = {"track": 0, "return": 1, "bus": 2, "master": 3}


def read(path: Path, into: Path, *, outside: bool = False) -> DawSession:
    """Read a session; its sounds are unpacked into ``into``.

    Sounds that it does not hold are found beside it, elsewhere only with ``outside``. What cannot
    be carried stands in the session's notes. Raises ``CannotOpen`` with one line; then nothing of
    it is left in ``into``.
    """
    if not path.is_file():
        raise CannotOpen(f"{path.name} is not there, or is no file")
    with opened_zip(path) as packed:
        root = _project(packed, path)
        files = Files(packed, path, into, outside=outside)
        try:
            return _session(packed, root, files, path)
        except BaseException:
            for made in files.made:
                made.unlink(missing_ok=True)
            raise


def _project(packed: zipfile.ZipFile, path: Path) -> Element:
    if "project.xml" not in packed.namelist():
        raise CannotOpen(f"{path.name} holds no project.xml: it is no DAWproject")
    root = read_xml(member(packed, "project.xml"), f"project.xml in {path.name}")
    if root.tag != "Project":
        raise CannotOpen(f"project.xml in {path.name} begins with {root.tag!r}, not with Project")
    version = root.get("version", "")
    if not re.fullmatch(r"1(\.\d+)*", version):
        raise CannotOpen(
            f"{path.name} is DAWproject {version or 'of no version'}, and Tonmeister reads 1.0: "
            "export it again from a program that writes 1.0"
        )
    return root


def _session(packed: zipfile.ZipFile, root: Element, files: Files, path: Path) -> DawSession:
    program = root.find("Application")
    ours = program is not None and program.attrib == {"name": NAME, "version": VERSION}
    about_root = None
    if "metadata.xml" in packed.namelist():
        about_root = read_xml(member(packed, "metadata.xml"), f"metadata.xml in {path.name}")
    title, about, notes = known(about_root)
    tempos, told = tempos_of(root)
    walk = Walk(root, SongLine(tempos, 1))
    tell: dict[str, None] = dict.fromkeys([*told, *walk.told])
    if root.find("Scenes//Clip") is not None:
        tell["The clips of the launcher (scenes) are not in the song: they are not carried."] = None
    for lane in walk.lanes.values():
        for sound in lane.sounds:
            files.of(sound)
    tell |= dict.fromkeys(files.missing)
    size = _SIZE.fullmatch(_comment(root.find("Arrangement"))) if ours else None
    rate_hz = int(size[1]) if size else main_rate_hz(files.all)
    if not 1000 <= rate_hz <= 1_000_000:
        raise CannotOpen(f"{path.name} says that it runs at {rate_hz} Hz")
    line = SongLine(tempos, rate_hz)
    tracks = tracks_of(root, walk, files, packed, rate_hz, tell, ours=ours)
    session = DawSession(
        title=title or ("" if ours else path.stem),
        rate_hz=rate_hz,
        length_frames=int(size[2]) if size else 0,
        tracks=tuple(sorted(tracks, key=lambda track: _ORDER[track.kind])),
        files=files.all,
        tempos=tempos,
        meters=meters_of(root, line),
        markers=_markers(root, line, ours=ours),
        about=about,
        notes=(*notes, *tell),
    )
    return session if size else replace(session, length_frames=_length(session, line))


def _markers(root: Element, line: SongLine, *, ours: bool) -> tuple[DawMarker, ...]:
    found: list[DawMarker] = []
    arrangement = root.find("Arrangement")
    for markers in [] if arrangement is None else arrangement.iter():
        if markers.tag not in ("Markers", "markers"):
            continue
        scope = Scope(line=line).within(markers.get("timeUnit") or _unit_of(arrangement))
        for marker in markers.findall("Marker"):
            at = max(0, round(scope.seconds(place(marker, "time", 0.0)) * line.rate_hz))
            until = _UNTIL.fullmatch(_comment(marker)) if ours else None
            end = line.frames_at(float(until[1])) if until else 0
            found.append(DawMarker(at_frames=at, name=marker.get("name", ""), end_frames=end))
    return tuple(found)


def _unit_of(arrangement: Element | None) -> str:
    """Return the unit of markers that tell none: that of the arrangement's lanes."""
    lanes = None if arrangement is None else arrangement.find("Lanes")
    return "beats" if lanes is None else lanes.get("timeUnit", "beats")


def _length(session: DawSession, line: SongLine) -> int:
    """Return where the last sound, note or marker of a song ends."""
    ends = [clip.end_frames for t in session.tracks for lane in t.lanes for clip in lane.clips]
    ends += [
        line.frames_at(n.at_quarters + n.length_quarters) for t in session.tracks for n in t.notes
    ]
    return max([*ends, *(max(m.at_frames, m.end_frames) for m in session.markers)], default=0)


def _comment(element: Element | None) -> str:
    return "" if element is None else element.get("comment", "")

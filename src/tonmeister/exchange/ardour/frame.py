"""What frames a session: settings, who made it, markers, groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from tonmeister.exchange.ardour.marks import Marks, control
from tonmeister.exchange.ardour.names import said
from tonmeister.model.daw import DawSession

_ABOUT = {
    "title": "title", "artist": "artist", "album": "album", "album_artist": "album_artist",
    "composer": "composer", "lyricist": "lyricist", "writer": "composer", "year": "year",
    "isrc": "isrc", "genre": "genre", "copyright": "copyright", "comment": "comment",
    "producer": "producer", "engineer": "engineer", "mixer": "mixer", "arranger": "arranger",
    "conductor": "conductor", "remixer": "remixer", "track_number": "track_number",
    "subtitle": "subtitle", "barcode": "barcode", "grouping": "grouping",
}  # fmt: skip
_OPTIONS = {
    "use-region-fades": "1", "native-file-data-format": "FormatFloat",
    "native-file-header-format": "WAVE", "auto-input": "1",
}  # fmt: skip


def head(parent: Element, session: DawSession) -> None:
    """Add the settings and who made what."""
    told = "Tonmeister"
    SubElement(parent, "ProgramVersion", {"created-with": told, "modified-with": told})
    config = SubElement(parent, "Config")
    for name, value in _OPTIONS.items():
        SubElement(config, "Option", {"name": name, "value": value})
    metadata = SubElement(parent, "Metadata")
    values = {"title": session.title}
    for name, value in session.about.items():
        values[_ABOUT.get(name, "")] = value
    values["description"] = "\n".join(session.notes)
    for name, value in sorted(values.items()):
        if name and value:
            SubElement(metadata, name).text = said(value)


def locations(parent: Element, session: DawSession, marks: Marks) -> None:
    """Add the song's range, and markers and sections with their names."""
    out = SubElement(parent, "Locations")
    places = [(0, session.length_frames, "session", "IsSessionRange")]
    for marker in session.markers:
        if marker.end_frames > marker.at_frames:
            places.append((marker.at_frames, marker.end_frames, marker.name, "IsRangeMarker"))
        else:
            places.append((marker.at_frames, marker.at_frames, marker.name, "IsMark"))
    for start, end, name, flags in places:
        SubElement(out, "Location", {
            "id": marks.id(), "name": said(name), "start": marks.at(start), "end": marks.at(end),
            "flags": flags, "locked": "0", "timestamp": "0", "cue": "0",
        })  # fmt: skip


def groups(parent: Element, marks: Marks, members: Mapping[str, Sequence[str]]) -> None:
    """Add families of channels that are muted, soloed and edited together."""
    out = SubElement(parent, "RouteGroups")
    for name, routes in members.items():
        SubElement(out, "RouteGroup", {
            "id": marks.id(), "rgba": "0", "used-to-share-gain": "0", "name": said(name),
            "hidden": "0", "active": "1", "relative": "1", "gain": "0", "mute": "1", "solo": "1",
            "recenable": "1", "select": "1", "route-active": "1", "color": "0", "monitoring": "0",
            "group-master-number": "-1", "routes": "".join(f"{route} " for route in routes),
        })  # fmt: skip


def click(parent: Element, marks: Marks) -> None:
    """Add the metronome, as Ardour has it: off, on the first two outputs."""
    out = SubElement(parent, "Click")
    side = SubElement(out, "IO", {
        "name": "Click", "id": marks.id(), "direction": "Output", "default-type": "audio",
    })  # fmt: skip
    for n in (1, 2):
        port = SubElement(side, "Port", {"type": "audio", "name": f"Click/audio_out {n}"})
        SubElement(port, "Connection", {"other": f"system:playback_{n}"})
    amp = SubElement(out, "Processor", {
        "id": marks.id(), "name": "Amp", "active": "1", "user-latency": "0",
        "use-user-latency": "0", "type": "amp",
    })  # fmt: skip
    control(amp, marks, "gaincontrol", 1.0, "GainLike")

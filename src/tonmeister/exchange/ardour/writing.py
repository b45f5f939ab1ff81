"""Writing an Ardour session: a folder that Ardour 7 and later open, with its sound inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from tonmeister.exchange.ardour import frame, names
from tonmeister.exchange.ardour.channels import strips
from tonmeister.exchange.ardour.marks import Marks
from tonmeister.exchange.ardour.regions import playlist
from tonmeister.exchange.ardour.sounds import Sound, sounds
from tonmeister.exchange.ardour.strips import Strip, route
from tonmeister.exchange.ardour.tempo_map import tempo_map
from tonmeister.exchange.daw.formats import Written
from tonmeister.exchange.daw.names import file_name
from tonmeister.studio.disk import whole

if TYPE_CHECKING:
    from tonmeister.model.daw import DawSession

_COMES_WITH_IT = "urn:ardour:"
_FOLDERS = ("export", "peaks", "plugins", "analysis", "dead", "externals")


def write(session: DawSession, folder: Path, on: Callable[[float], None]) -> Written:
    """Write a session into ``folder`` and return its ``.ardour`` file with all others.

    Raises ``CannotOpen`` for sound that cannot be read.
    """
    stem = file_name(session.title, otherwise="Session")
    inside = folder / "interchange" / stem
    (inside / "midifiles").mkdir(parents=True, exist_ok=True)
    (inside / "audiofiles").mkdir(exist_ok=True)
    for name in _FOLDERS:
        (folder / name).mkdir(exist_ok=True)
    marks = Marks(session.rate_hz)
    root = Element("Session", {
        "version": "7002", "name": stem, "sample-rate": str(session.rate_hz),
        "session-range-is-free": "0", "name-counter": "1", "event-counter": "0",
        "vca-counter": "1",
    })  # fmt: skip
    frame.head(root, session)
    told = [file.name for file in session.files]
    files = dict(zip(told, names.file_names(told), strict=True))
    sources = SubElement(root, "Sources")
    heard = sounds(session, inside / "audiofiles", files, marks, sources, on)
    SubElement(root, "Regions")
    frame.locations(root, session, marks)
    made = strips(session, heard, marks)
    _channels(root, made.strips, heard, marks)
    frame.click(root, marks)
    tempo_map(root, session)
    root.set("id-counter", str(marks.last + 1))
    path = folder / f"{stem}.ardour"
    indent(root)
    with whole(path) as part:
        ElementTree(root).write(part, encoding="UTF-8", xml_declaration=True)
    state = []
    for name, data in made.files.items():
        with whole(folder / name) as part:
            part.write_bytes(data)
        state.append(folder / name)
    on(1.0)
    audio = (sound.path for sound in heard.values())
    notes = (*_needed(root), *made.notes)
    return Written(main=path, files=(path, *audio, *state), notes=notes)


def _needed(root: Element) -> tuple[str, ...]:
    """Say which plug-ins must be installed where the session is opened."""
    found = {
        str(one.get("name"))
        for one in root.iter("Processor")
        if one.get("type") == "lv2" and not str(one.get("unique-id")).startswith(_COMES_WITH_IT)
    }
    if not found:
        return ()
    return (f"Install these LV2 plug-ins before you open it: {', '.join(sorted(found))}.",)


def _channels(
    root: Element, made: Sequence[Strip], heard: Mapping[str, Sound], marks: Marks
) -> None:
    """Add routes, playlists and groups."""
    bundles = Element("Bundles")
    root.append(bundles)
    routes = SubElement(root, "Routes")
    used = SubElement(root, "Playlists")
    unused = SubElement(root, "UnusedPlaylists")
    families: dict[str, list[str]] = {}
    for strip in made:
        track, put = strip.track, strip.placed
        if track.kind == "track":
            for n, lane in enumerate(track.lanes or ()):
                name = lane.name or (strip.name if n == 0 else f"{strip.name}.{n + 1}")
                ident = playlist(
                    unused if n else used, marks, name, strip.id, lane.clips, heard,
                    put.envelope_db, put.channels,
                )  # fmt: skip
                strip = strip if n else strip.playing(ident)
            if not track.lanes:
                ident = playlist(used, marks, strip.name, strip.id, (), heard, (), put.channels)
                strip = strip.playing(ident)
        route(routes, marks, strip)
        if track.group:
            families.setdefault(track.group, []).append(strip.id)
    frame.groups(root, marks, families)

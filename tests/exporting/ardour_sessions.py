"""Ardour sessions as other people's Ardour writes them, cut down to what is tested."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile

from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.model import DawSession

RATE = 48000
SUPERCLOCKS = 282_240_000 // RATE

OLD_MAP = """<TempoMap>
    <Tempo start="1|1|0" beats-per-minute="120.000000" note-type="4.000000" movable="no"/>
    <Tempo start="3|1|0" beats-per-minute="60.000000" note-type="4.000000" movable="yes"/>
    <Meter start="1|1|0" note-type="4.000000" divisions-per-bar="4.000000" movable="no"/>
    <Meter start="2|1|0" note-type="4.000000" divisions-per-bar="3.000000" movable="yes"/>
  </TempoMap>"""
NEW_MAP = """<TempoMap superclocks-per-second="282240000"><Tempos>
    <Tempo npm="120" enpm="120" note-type="4" type="Tempo::Constant" sclock="0" quarters="0:0"/>
    </Tempos><Meters><Meter note-value="4" divisions-per-bar="4" sclock="0" quarters="0:0"/>
    </Meters></TempoMap>"""


def a(frames: float) -> str:
    """Return a place as Ardour 7 tells it."""
    return f"a{round(frames * SUPERCLOCKS)}"


def sounds(folder: Path) -> Path:
    """Write a mono pair, a mono and a stereo file where Ardour keeps them."""
    rng = np.random.default_rng(7)
    home = folder / "interchange" / "song" / "audiofiles"
    home.mkdir(parents=True, exist_ok=True)
    for name, channels in (("Gtr%L.wav", 1), ("Gtr%R.wav", 1), ("mono.wav", 1), ("two.wav", 2)):
        sound = 0.1 * rng.standard_normal((2 * RATE, channels))
        soundfile.write(home / name, sound, RATE, subtype="FLOAT")
    return home


def session(
    routes: str, playlists: str, *, tempo: str = NEW_MAP, version: str = "7002", more: str = ""
) -> str:
    """Return a session's XML."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Session version="{version}" name="song" sample-rate="{RATE}" id-counter="900">
  <Config/><Metadata><artist>The Others</artist></Metadata>
  <Sources>
    <Source name="Gtr%L.wav" type="audio" flags="" id="11" channel="0" origin=""/>
    <Source name="Gtr%R.wav" type="audio" flags="" id="12" channel="0" origin=""/>
    <Source name="mono.wav" type="audio" flags="" id="13" channel="0" origin=""/>
    <Source name="two.wav" type="audio" flags="" id="14" channel="0" origin=""/>
    <Source name="two.wav" type="audio" flags="" id="15" channel="1" origin=""/>
    <Source name="gone.wav" type="audio" flags="" id="16" channel="0" origin=""/>
  </Sources>
  <Regions/><Locations/><Bundles/>
  <Routes>{MASTER}{routes}</Routes>
  <Playlists>{playlists}</Playlists><UnusedPlaylists/><RouteGroups/>{more}
  {tempo}
</Session>
"""


MASTER = """<Route id="1" name="Master" flags="MasterOut" active="yes">
  <PresentationInfo order="0" flags="MasterOut,OrderSet" color="0"/>
  <IO name="Master" direction="Input"><Port name="Master/audio_in 1"/>
  <Port name="Master/audio_in 2"/></IO>
  <IO name="Master" direction="Output"><Port name="Master/audio_out 1">
  <Connection other="system:playback_1"/></Port></IO></Route>"""


def track(
    name: str, ident: int, inside: str = "", *, wide: int = 1, to: str = "Master", attrs: str = ""
) -> str:
    """Return a track that plays into another channel; its playlist's id is its own and 0."""
    ins = "".join(f'<Port type="audio" name="{name}/audio_in {n + 1}"/>' for n in range(wide))
    flags = "AudioTrack" if "playlist" in attrs or not attrs else "AudioBus"
    return f"""<Route id="{ident}" name="{name}" {attrs or f'audio-playlist="{ident}0"'}>
  <PresentationInfo order="{ident}" flags="{flags},OrderSet" color="3003121663"/>
  <IO name="{name}" direction="Input">{ins}</IO>
  <IO name="{name}" direction="Output"><Port name="{name}/audio_out 1">
  <Connection other="{to}/audio_in 1"/></Port></IO>{inside}</Route>"""


def playlist(ident: int, *regions: str, name: str = "list", track_id: int = 0) -> str:
    """Return a playlist."""
    return (
        f'<Playlist id="{ident}" name="{name}" type="audio" orig-track-id="{track_id or ident}">'
        f"{''.join(regions)}</Playlist>"
    )


def region(
    at: int, long: int, *, start: int = 0, sources: tuple[int, ...] = (13,), layer: int = 0,
    attrs: str = "", inside: str = "", old: bool = False,
) -> str:  # fmt: skip
    """Return a region of version 7, or with its places in frames."""
    places = f'position="{at}" length="{long}" start="{start}"'
    if not old:
        places = f'length="{a(long)}@{a(at)}" start="{a(start)}"'
    told = " ".join(f'source-{n}="{source}"' for n, source in enumerate(sources))
    return (
        f'<Region name="r{at}" {places} layering-index="{layer}" channels="{len(sources)}" {told} '
        f'type="audio" {attrs or "opaque=" + chr(34) + "1" + chr(34)}>{inside}</Region>'
    )


def opened(folder: Path, xml: str, name: str = "song.ardour") -> DawSession:
    """Write a session with its sounds and read it."""
    sounds(folder)
    path = folder / name
    path.write_text(xml, "utf-8")
    return FORMATS["ardour"].read(path, folder / "into")

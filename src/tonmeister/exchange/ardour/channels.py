"""The channels of a session made ready for Ardour: names, wires, numbers, plug-ins, comments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tonmeister.exchange.ardour import names
from tonmeister.exchange.ardour.marks import Marks
from tonmeister.exchange.ardour.placing import Placed, placed
from tonmeister.exchange.ardour.plugins import plugged, wants_stereo
from tonmeister.exchange.ardour.sounds import Sound
from tonmeister.exchange.ardour.strips import Strip, wires
from tonmeister.model.daw import DawSession, DawTrack


@dataclass(frozen=True, kw_only=True)
class Channels:
    """All channels, the master first as Ardour has it; what a person should know; plug-in files."""

    strips: tuple[Strip, ...]
    notes: tuple[str, ...]
    files: Mapping[str, bytes]


def strips(session: DawSession, heard: Mapping[str, Sound], marks: Marks) -> Channels:
    """Return the channels of a session."""
    tracks = session.tracks
    called = names.channel_names(track.name for track in tracks)
    ports = names.port_names(called)
    hears = wires(tracks, dict(enumerate(ports)))
    places = {track.name: n for n, track in reversed(list(enumerate(tracks)))}
    main = next(n for n, track in enumerate(tracks) if track.kind == "master")
    ids = [marks.id() for _ in tracks]
    targets = {places[send.to] for track in tracks for send in track.sends if send.to in places}
    notes: list[str] = []
    state: dict[str, bytes] = {}
    out = []
    for n, track in enumerate(tracks):
        channels = _channels(track, heard, session.rate_hz)
        put = placed(track, channels)
        chain = plugged(track.devices, marks, session.rate_hz, channels)
        state |= chain.files
        comment = [line for line in (track.note, *chain.said, *_approximate(track, put)) if line]
        if n == main:
            comment.extend(session.notes)
        if called[n] != track.name:
            notes.append(f"{track.name!r} is called {called[n]!r}: Ardour knows channels by name")
        lost = [send.to for send in track.sends if send.to not in places]
        notes.extend(f"{called[n]} sends to {to!r}, which is no channel: left out" for to in lost)
        if track.notes:
            notes.append(f"{called[n]}: its notes are not carried, its sound is")
        out.append(
            Strip(
                track=track,
                placed=put,
                name=called[n],
                port=ports[n],
                id=ids[n],
                hears=hears[n],
                into=ports[places.get(track.output, main)],
                sends=[
                    (send, ids[places[send.to]], called[places[send.to]])
                    for send in track.sends
                    if send.to in places
                ],
                is_target=n in targets or track.kind == "return",
                devices=chain.elements,
                comment="\n".join(comment),
                order=0 if n == main else n + 1,
            )
        )
        notes.extend(f"{called[n]}: {line}" for line in (*chain.said, *_approximate(track, put)))
    return Channels(
        strips=(out[main], *out[:main], *out[main + 1 :]), notes=tuple(notes), files=state
    )


def _channels(track: DawTrack, heard: Mapping[str, Sound], rate_hz: int) -> int:
    """Return how wide a channel must be for what plays on it."""
    if track.kind != "track" or wants_stereo(track.devices, rate_hz):
        return 2
    files = {clip.file for lane in track.lanes for clip in lane.clips}
    return min(2, max([track.channels, *(len(heard[file].ids) for file in files)]))


def _approximate(track: DawTrack, put: Placed) -> list[str]:
    """Say what Ardour plays nearly, not to the sample."""
    out = []
    if put.too_loud_db:
        out.append(
            f"The fader ends {put.too_loud_db:.1f} dB under ours: Ardour's goes to +6 dB, and what "
            "is put before live plug-ins would change them."
        )
    if put.fader_curve_db:
        out.append(
            "The fader moves by automation, which Ardour 7 reads late by the sound card's buffer "
            "(a ride of 6 dB in a second: -58 dBFS from ours)."
        )
    if put.azimuth_curve:
        out.append("The pan moves by automation (-106 dBFS from ours).")
    if any(len({level for _, level in send.curve_db}) > 1 for send in track.sends):
        out.append("A send moves by automation (-115 dBFS from ours).")
    if put.envelope_db:
        out.append("The fader's ride is drawn as gain envelopes of the regions.")
    return out

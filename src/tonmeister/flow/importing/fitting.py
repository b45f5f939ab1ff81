"""A session of another program on our console: what plays into what, each under a name of its own.

There a track may hold clips and be a bus, a bus may take sends, a channel may lead nowhere. Here
tracks play, buses sum what is routed to them, returns what is sent to them. The sound is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.flow.importing.laws import balanced
from tonmeister.flow.importing.names import strip_name
from tonmeister.flow.importing.words import listed
from tonmeister.model import DawDevice, DawSend, DawSession, DawTrack
from tonmeister.model.daw import DawKind

MASTER = "Master"
NOWHERE = "Not in the mix"
_OFF_DB = -100.0
_ORDER = {"track": 0, "return": 1, "bus": 2, "master": 3}


@dataclass
class _Wiring:
    """Who plays into whom, by place in the session, and what had to be said about it."""

    tracks: list[DawTrack]
    names: list[str]
    said: list[str]
    empty: list[str] = field(default_factory=list)
    routed: set[int] = field(default_factory=set)
    sent: set[int] = field(default_factory=set)
    taken: set[str] = field(default_factory=lambda: {MASTER, NOWHERE})
    more: dict[tuple[int, str], str] = field(default_factory=dict)
    master: int = 0

    def beside(self, at: int, word: str) -> str:
        """Return the name of a strip that stands beside a channel: ``Drums sends``."""
        if (at, word) not in self.more:
            name = strip_name(f"{self.names[at]} {word}", self.taken, usual=word)
            self.more[at, word] = name
            self.taken.add(name)
        return self.more[at, word]

    def find(self, name: str) -> int | None:
        """Return the channel of that name; where several are called so, one that sums."""
        found = [i for i, track in enumerate(self.tracks) if track.name == name]
        sums = [i for i in found if self.tracks[i].kind != "track"]
        return next(iter((*sums, *found)), None)

    def output(self, track: DawTrack) -> int | None:
        """Return where a channel plays, ``None`` for nowhere."""
        if track.output == "":
            return None
        found = self.find(track.output)
        if found is None and track.output == MASTER:
            return self.master
        if found is None:
            raise CannotOpen(
                f"{track.name} plays into {track.output!r}, which is not in the session"
            )
        return found


def fitted(session: DawSession) -> DawSession:
    """Return the session as our console can play it, the master last; ``notes`` say what changed.

    Raises ``CannotOpen`` where something leads to what is not there.
    """
    wiring = _wired(session)
    out: list[DawTrack] = []
    for at, track in enumerate(wiring.tracks):
        out.extend(_channel(wiring, at, track))
    if any(track.output == NOWHERE for track in out):
        out.append(DawTrack(name=NOWHERE, kind="bus", fader_db=_OFF_DB, output=MASTER))
    out.sort(key=lambda track: _ORDER[track.kind])
    if wiring.empty:
        wiring.said.append(f"Left out, because nothing sounds there: {listed(wiring.empty)}.")
    notes = dict.fromkeys((*session.notes, *wiring.said))
    return replace(session, tracks=tuple(out), notes=tuple(notes))


def _wired(session: DawSession) -> _Wiring:
    tracks = list(session.tracks)
    if not any(track.kind == "master" for track in tracks):
        tracks.append(DawTrack(name=MASTER, kind="master", output=""))
    wiring = _Wiring(tracks, [], [])
    wiring.master = next(i for i, t in enumerate(tracks) if t.kind == "master")
    for number, track in enumerate(tracks, 1):
        name = MASTER
        if track.kind != "master":
            usual = f"{track.kind.capitalize()} {number}"
            ours = track.kind != "track"
            name = strip_name(track.name, wiring.taken, ours=ours, usual=usual)
            wiring.taken.add(name)
        wiring.names.append(name)
    for at, track in enumerate(tracks):
        if at != wiring.master and (to := wiring.output(track)) is not None:
            wiring.routed.add(to)
        wiring.sent |= {to for send in track.sends if (to := wiring.find(send.to)) is not None}
    return wiring


def _channel(wiring: _Wiring, at: int, track: DawTrack) -> Iterator[DawTrack]:
    """Yield the strips that do what one channel did."""
    name, kind = wiring.names[at], _kind(wiring, at)
    sounds = any(lane.clips for lane in track.lanes)
    if kind == "track" and not sounds:
        if not track.notes:
            wiring.empty.append(name)
        return
    to = None if kind == "master" else wiring.output(track)
    output = wiring.names[to] if to is not None else "" if kind == "master" else NOWHERE
    made = replace(
        track,
        name=name,
        kind=kind,
        output=output,
        sends=tuple(_sends(wiring, track)),
        devices=tuple(_keyed(wiring, device) for device in track.devices),
    )
    if kind == "track":
        yield made
        return
    if track.channels == 1 and kind != "master":
        wiring.said.append(f"{name} was in mono: here it sums in stereo.")
    yield balanced(replace(made, lanes=()))
    if sounds:
        yield DawTrack(
            name=wiring.beside(at, "sound"), channels=track.channels, lanes=track.lanes,
            output=name, role=track.role,
        )  # fmt: skip
    if at in wiring.sent and kind != "return":
        yield DawTrack(name=wiring.beside(at, "sends"), kind="return", output=name)


def _kind(wiring: _Wiring, at: int) -> DawKind:
    track = wiring.tracks[at]
    if at == wiring.master:
        return "master"
    if at in wiring.routed:
        return "bus"
    if at in wiring.sent:
        return "bus" if any(lane.clips for lane in track.lanes) else "return"
    return track.kind


def _sends(wiring: _Wiring, track: DawTrack) -> Iterator[DawSend]:
    for send in track.sends:
        to = wiring.find(send.to)
        if to is None:
            wiring.said.append(
                f"A send of {track.name} is left out: {send.to!r} is not in the session."
            )
            continue
        is_return = _kind(wiring, to) == "return"
        yield replace(send, to=wiring.names[to] if is_return else wiring.beside(to, "sends"))


def _keyed(wiring: _Wiring, device: DawDevice) -> DawDevice:
    """Return a device that listens to a strip by its name here."""
    if not device.key:
        return device
    found = wiring.find(device.key)
    return replace(device, key=wiring.names[found] if found is not None else "")

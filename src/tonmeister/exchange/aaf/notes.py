"""What an AAF could not take with it, in sentences for the person who opens it."""

from __future__ import annotations

from collections.abc import Sequence

from tonmeister.exchange.aaf.slots import Lane
from tonmeister.exchange.daw.mixing import sends_words
from tonmeister.exchange.daw.tempo_midi import NAME
from tonmeister.model.daw import DawSession


def notes_of(session: DawSession, lanes: Sequence[Lane]) -> list[str]:
    """Return what was left out, turned down to silence or has to be done by hand."""
    out = [
        f"An AAF holds no tempo: import {NAME}, which lies beside it, first.",
        "Faders, rides and envelopes came as volume automation, clip gains as clip gains: say yes "
        "to both where the import asks.",
    ]
    if any(lane.channels == 2 for lane in lanes):
        out.append("Stereo tracks came as two mono tracks, .L panned left and .R panned right.")
    silent = [lane.track.name for lane in lanes if lane.way is None]
    if silent:
        out.append(
            f"At silence, to work from: {', '.join(silent)}. In the mix they are muted, or they "
            "sound in a print of their bus."
        )
    dead = {track.name for track in session.tracks if track.muted}
    for track in session.tracks:
        lost = tuple(send for send in track.sends if send.to not in dead)
        if lost and not track.muted:
            out.append(f"{track.name}: its sends are not in an AAF ({sends_words(lost)}).")
        if track.devices:
            said = ", ".join(device.name for device in track.devices)
            out.append(f"{track.name}: its inserts are not in an AAF ({said}).")
        left = sum(clip.muted for clip in track.clips)
        if left:
            out.append(f"{track.name}: {left} muted clips were left out.")
    takes = sum(len(track.lanes) > 1 for track in session.tracks)
    if takes:
        out.append(f"The takes that wait under {takes} tracks were left out.")
    return out

"""Rides that we once drew into the regions' gain envelopes, as rides of the fader again.

Only there does Ardour play a ride to the sample, so that is where our writer puts it, and says so
in the channel's comment. Nothing that is heard changes: no plug-in and no send before the fader
stands between the clips and the fader.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from tonmeister.exchange.ardour.gains import added, cut
from tonmeister.exchange.ardour.reading.curves import TOLERANCE_DB
from tonmeister.exchange.daw.curves import OFF_DB, value_at
from tonmeister.exchange.daw.thinning import thinned
from tonmeister.model.daw import DawClip, DawTrack, FramePoint

DRAWN = "ride is drawn as gain envelopes"
_APART_DB = 0.05
_ALIKE_DB = 0.02


def lifted(track: DawTrack) -> DawTrack:
    """Return a channel whose clips have handed their envelopes to the fader, where they agree."""
    clips = sorted((c for c in track.clips if not c.muted), key=lambda clip: clip.at_frames)
    busy = track.fader_curve_db or any(device.enabled for device in track.devices)
    early = any(send.pre_fader for send in track.sends)
    if DRAWN not in track.note or busy or early or not any(c.envelope_db for c in clips):
        return track
    ride = _joined(clips)
    if ride is None:
        return track
    curve = thinned(added(ride, ((0, track.fader_db),)), TOLERANCE_DB)
    if len(curve) < 2:
        return track
    lanes = tuple(
        replace(lane, clips=tuple(_without(clip, ride) for clip in lane.clips))
        for lane in track.lanes
    )
    return replace(track, fader_curve_db=curve, lanes=lanes)


def _joined(clips: Sequence[DawClip]) -> list[FramePoint] | None:
    """Return the clips' envelopes as one over the song; ``None`` where two at once differ."""
    out: list[FramePoint] = []
    for clip in clips:
        own = cut(clip.envelope_db or ((0, 0.0),), 0, clip.length_frames)
        placed = [(clip.at_frames + at, level) for at, level in own]
        if out and placed[0][0] < out[-1][0]:
            end = out[-1][0]
            shared = [at for at, _ in (*out, *placed) if placed[0][0] <= at <= end]
            if any(abs(value_at(out, at) - value_at(placed, at)) > _APART_DB for at in shared):
                return None
            placed = [point for point in placed if point[0] > end]
        out += placed
    steady = all(a[0] <= b[0] for a, b in itertools.pairwise(out))
    return out if steady else None


def _without(clip: DawClip, ride: Sequence[FramePoint]) -> DawClip:
    """Return a clip without what the fader now does; a take that waits keeps what is its own."""
    taken = [(at, -level) for at, level in cut(ride, clip.at_frames, clip.length_frames)]
    if any(level >= -OFF_DB for _, level in taken):
        return replace(clip, envelope_db=())
    rest = added(clip.envelope_db, taken)
    if max(abs(level) for _, level in rest) <= _ALIKE_DB:
        return replace(clip, envelope_db=())
    return replace(clip, envelope_db=thinned(rest, TOLERANCE_DB))

"""Two sessions held against each other, feature by feature: what did not come back the same?"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from tonmeister.exchange.daw.curves import gain_of, value_at
from tonmeister.exchange.daw.fidelity import device_feature
from tonmeister.exchange.daw.laws import sides
from tonmeister.model import DawClip, DawSend, DawSession, DawTrack, FramePoint

NEAR_DB = 1e-3
NEAR_CURVE_DB = 0.02
NEAR_GAIN = 1e-4
NEAR_PERCENT = 0.01
NEAR_QUARTERS = 1e-4


def differences(before: DawSession, after: DawSession) -> dict[str, list[str]]:
    """Return what differs by feature, a line each; features without a difference are left out.

    Tracks are matched by name. Levels are compared to 0.001 dB, curves to 0.02 dB, places to the
    frame.
    """
    found: dict[str, list[str]] = {}

    def say(feature: str, words: str) -> None:
        found.setdefault(feature, []).append(words)

    _song(before, after, say)
    there = {track.name: track for track in after.tracks}
    for track in before.tracks:
        other = there.get(track.name)
        if other is None and track.kind == "master":
            other = after.master
        if other is None:
            lost = "clip position" if track.clips else "notes" if track.notes else "buses"
            say(lost, f"{track.name}: the track is not there")
            continue
        _channel(track, other, say)
        _clips(track.name, track, other, say)
    return found


Say = Callable[[str, str], None]


def _song(before: DawSession, after: DawSession, say: Say) -> None:
    if before.title != after.title:
        say("metadata", f"title {before.title!r} came back as {after.title!r}")
    tempo = "tempo" if len(before.tempos) == 1 else "tempo changes"
    rows = [(t.at_s, t.quarter_bpm) for t in before.tempos]
    same = [(t.at_s, t.quarter_bpm) for t in after.tempos]
    if not _alike(rows, same, NEAR_QUARTERS):
        say(tempo, f"{rows[:3]} came back as {same[:3]}")
    meters = [(m.at_quarters, m.beats, m.unit) for m in before.meters]
    others = [(m.at_quarters, m.beats, m.unit) for m in after.meters]
    if not _alike(meters, others, NEAR_QUARTERS):
        say("meters", f"{meters[:3]} came back as {others[:3]}")
    marks = sorted((m.at_frames, m.name) for m in before.markers)
    if marks != sorted((m.at_frames, m.name) for m in after.markers):
        say("markers", f"{len(marks)} markers came back as {len(after.markers)} or elsewhere")


def _channel(track: DawTrack, other: DawTrack, say: Say) -> None:
    name = track.name
    if track.fader_curve_db:
        if not same_curve(track.fader_curve_db, other.fader_curve_db, NEAR_CURVE_DB):
            say("fader ride", f"{name}: the ride came back otherwise")
    elif abs(gain_of(track.fader_db) - gain_of(other.fader_db)) > NEAR_GAIN * max(
        gain_of(track.fader_db), 1e-3
    ):
        say("fader", f"{name}: {track.fader_db:.4f} dB came back as {other.fader_db:.4f} dB")
    if track.pan_curve_percent:
        if not same_curve(track.pan_curve_percent, other.pan_curve_percent, NEAR_PERCENT):
            say("pan ride", f"{name}: the pan's ride came back otherwise")
    else:
        ours, theirs = sides(track.law, track.pan_percent), sides(other.law, other.pan_percent)
        if max(abs(a - b) for a, b in zip(ours, theirs, strict=True)) > NEAR_GAIN:
            feature = "pan mono" if track.law == "sine" else "pan stereo"
            say(
                feature, f"{name}: {track.pan_percent:.3f} % came back as {other.pan_percent:.3f} %"
            )
    if track.muted != other.muted:
        say("mute", f"{name}: {'muted' if track.muted else 'on'} came back otherwise")
    if (track.kind, track.output) != (other.kind, other.output) and track.kind != "master":
        say("buses", f"{name}: {track.kind} into {track.output} came back as {other.kind} into "
            f"{other.output}")  # fmt: skip
    _sends(name, track.sends, other.sends, say)
    if track.group != other.group:
        say("groups", f"{name}: {track.group!r} came back as {other.group!r}")
    if track.colour.lower() != other.colour.lower():
        say("colours", f"{name}: {track.colour!r} came back as {other.colour!r}")
    if track.notes != other.notes:
        say("notes", f"{name}: {len(track.notes)} notes came back as {len(other.notes)}")
    ours_, theirs_ = list(track.devices), list(other.devices)
    for n, device in enumerate(ours_):
        back = theirs_[n] if n < len(theirs_) else None
        if back is None or (device.effect, device.plugin and device.plugin.id) != (
            back.effect, back.plugin and back.plugin.id,
        ) or not _settings(device.settings, back.settings):  # fmt: skip
            say(device_feature(device.effect), f"{name}: {device.name} came back otherwise")


def _sends(name: str, ours: Sequence[DawSend], theirs: Sequence[DawSend], say: Say) -> None:
    there = {(s.to, s.pre_fader): s for s in theirs}
    for send in ours:
        feature = "pre-fader sends" if send.pre_fader else "sends"
        other = there.get((send.to, send.pre_fader))
        if other is None:
            say(feature, f"{name}: the send to {send.to} is not there")
        elif send.curve_db:
            if not same_curve(send.curve_db, other.curve_db, NEAR_CURVE_DB):
                say("send ride", f"{name}: the ride of the send to {send.to} came back otherwise")
        elif abs(send.level_db - other.level_db) > NEAR_DB and send.level_db > -100.0:
            say(feature, f"{name}: {send.to} at {send.level_db:.4f} dB came back at "
                f"{other.level_db:.4f} dB")  # fmt: skip


def _clips(name: str, track: DawTrack, other: DawTrack, say: Say) -> None:
    ours, theirs = _sounding(track.clips), _sounding(other.clips)
    if len(ours) != len(theirs):
        say("clip position", f"{name}: {len(ours)} clips came back as {len(theirs)}")
        return
    for clip, back in zip(ours, theirs, strict=True):
        if clip.at_frames != back.at_frames:
            say("clip position", f"{name}: frame {clip.at_frames} came back as {back.at_frames}")
        if (clip.start_frames, clip.length_frames) != (back.start_frames, back.length_frames):
            say("clip start and length", f"{name}: {clip.start_frames}+{clip.length_frames} came "
                f"back as {back.start_frames}+{back.length_frames}")  # fmt: skip
        if abs(clip.gain_db - back.gain_db) > NEAR_DB and clip.gain_db > -100.0:
            say("clip gain", f"{name}: {clip.gain_db:.4f} dB came back as {back.gain_db:.4f} dB")
        if (clip.flip_polarity ^ track.flip_polarity) != (back.flip_polarity ^ other.flip_polarity):
            say("clip polarity", f"{name}: turned over")
        if (clip.fade_in, clip.fade_out) != (back.fade_in, back.fade_out):
            say("fades", f"{name}: {clip.fade_in} {clip.fade_out} came back as {back.fade_in} "
                f"{back.fade_out}")  # fmt: skip
        if not same_curve(clip.envelope_db, back.envelope_db, NEAR_CURVE_DB):
            say("clip envelope", f"{name}: the envelope came back otherwise")
    if [len(_sounding(lane.clips)) for lane in track.lanes[1:]] != [
        len(_sounding(lane.clips)) for lane in other.lanes[1:]
    ]:
        say("takes", f"{name}: {len(track.lanes) - 1} lanes came back as {len(other.lanes) - 1}")


def _sounding(clips: Sequence[DawClip]) -> list[DawClip]:
    return sorted(
        (c for c in clips if not c.muted and c.length_frames > 0),
        key=lambda c: (c.at_frames, c.length_frames, c.start_frames),
    )


def _settings(ours: Mapping[str, object], theirs: Mapping[str, object]) -> bool:
    if set(ours) != set(theirs):
        return False
    for name, value in ours.items():
        other = theirs[name]
        if isinstance(value, float) and isinstance(other, float):
            if abs(value - other) > 1e-4 * max(1.0, abs(value)):
                return False
        elif value != other:
            return False
    return True


def same_curve(ours: Sequence[FramePoint], theirs: Sequence[FramePoint], near: float) -> bool:
    """Whether two curves say the same at every breakpoint of either, to within ``near``."""
    if bool(ours) != bool(theirs):
        return False
    places = {at for at, _ in ours} | {at for at, _ in theirs}
    steps = {a[0] for c in (ours, theirs) for a, b in itertools.pairwise(c) if a[0] == b[0]}
    return all(abs(value_at(ours, at) - value_at(theirs, at)) <= near for at in places - steps)


def _alike(
    ours: Sequence[tuple[float, ...]], theirs: Sequence[tuple[float, ...]], near: float
) -> bool:
    return len(ours) == len(theirs) and all(
        abs(a - b) <= near
        for row, other in zip(ours, theirs, strict=True)
        for a, b in zip(row, other, strict=True)
    )

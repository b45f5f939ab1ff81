"""A clip as an AAF can hold it: inside the song and its file, with one curve for all its levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tonmeister.exchange.aaf.automation import amplitudes, breakpoints, is_still
from tonmeister.exchange.aaf.sounds import MonoFile, Wanted
from tonmeister.exchange.daw.mixing import Way
from tonmeister.exchange.daw.playing import clip_gains
from tonmeister.model.daw import DawClip, Fade, FramePoint


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A clip on a mono track. ``volume``: amplitudes from its start; none where it stays at 1."""

    sound: Wanted
    at_frames: int
    start_frames: int
    length_frames: int
    gain_db: float
    fade_in: Fade
    fade_out: Fade
    volume: tuple[FramePoint, ...]

    @property
    def end_frames(self) -> int:
        """Where it ends in the song."""
        return self.at_frames + self.length_frames


def piece_of(
    clip: DawClip, want: Wanted, sound: MonoFile, way: Way | None, side: int | None
) -> Piece | None:
    """Return a clip on a mono track; ``None`` where nothing of it sounds.

    Its envelope, its track's fader and those of its buses become one volume curve; a ``side`` (0
    left, 1 right) takes the pans in, too. Without a way to the master the volume is 0. A fade that
    was cut into, or that meets the other one, becomes part of the volume.
    """
    first = max(0, -clip.at_frames, -clip.start_frames)
    last = min(clip.length_frames, sound.frames - clip.start_frames)
    if last <= first or clip.muted:
        return None
    fits = clip.fade_in.length_frames + clip.fade_out.length_frames <= last - first
    keeps_in, keeps_out = fits and first == 0, fits and last == clip.length_frames
    shaped = replace(
        clip,
        gain_db=0.0,
        flip_polarity=False,
        fade_in=Fade() if keeps_in else clip.fade_in,
        fade_out=Fade() if keeps_out else clip.fade_out,
    )
    volume = [(0, 0.0), (last - first, 0.0)] if way is None else _volume(
        shaped, first, last, way, side
    )  # fmt: skip
    return Piece(
        sound=want,
        at_frames=clip.at_frames + first,
        start_frames=clip.start_frames + first,
        length_frames=last - first,
        gain_db=clip.gain_db + sound.makeup_db if clip.gain_db > -100.0 else -100.0,
        fade_in=clip.fade_in if keeps_in else Fade(),
        fade_out=clip.fade_out if keeps_out else Fade(),
        volume=() if is_still(volume) else tuple(volume),
    )


def voices(pieces: list[Piece]) -> list[list[Piece]]:
    """Divide clips into rows in which none overlaps the next, but for crossfades."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (p.at_frames, p.end_frames)):
        for row in rows:
            if row[-1].end_frames <= piece.at_frames or crossfade(row[-1], piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    return rows or [[]]


def crossfade(first: Piece, then: Piece) -> int:
    """Return how many frames two clips cross over: exactly their two fades, of one shape; or 0."""
    over = first.end_frames - then.at_frames
    fits = over > 0 and first.fade_out == then.fade_in and first.fade_out.length_frames == over
    room = first.length_frames - first.fade_in.length_frames >= over
    return over if fits and room and then.end_frames > first.end_frames else 0


def _volume(clip: DawClip, first: int, last: int, way: Way, side: int | None) -> list[FramePoint]:
    """Return all levels of a clip as one curve of amplitudes, from where it begins to sound."""
    place = clip.at_frames + first
    curves = [[(at - first, level) for at, level in clip.envelope_db]]
    for step in way:
        turned = step.level.curves + (step.pan.position.curves if side is not None else ())
        curves += [
            [(at - place, value) for at, value in zip(c.at_frames, c.values, strict=True)]
            for c in turned
        ]
    bends = (clip.fade_in.length_frames, clip.length_frames - clip.fade_out.length_frames)
    curves.append([(bend - first, 0.0) for bend in bends])
    level = _level(clip, first, place, way, side)
    return amplitudes(level, breakpoints(curves, last - first - 1))


def _level(
    clip: DawClip, first: int, place: int, way: Way, side: int | None
) -> Callable[[int], float]:
    def level(frame: int) -> float:
        gain = float(clip_gains(clip, first + frame, 1)[0])
        for step in way:
            if side is None:
                gain *= float(step.level.gain(place + frame, 1)[0])
            else:
                gain *= float(step.sides(place + frame, 1)[side, 0])
        return gain

    return level

"""Bringing the microphones of one source together: polarity and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tonmeister.listening.features import TrackFeatures
from tonmeister.listening.sources_align import align
from tonmeister.model import Session, Track
from tonmeister.studio import Project, open_source

TOGETHER = ("kick", "snare", "bass", "tom")
"""Roles whose several tracks may be microphones (or a DI) on one source."""

FAR = ("overheads", "drum room")
"""Roles that hear a source from afar: their polarity is set, their distance is kept."""

SURE = 0.6


def aligned(session: Session, project: Project, tracks: Mapping[str, TrackFeatures]) -> Session:
    """Return the session with ``flip_polarity`` and ``shift_ms`` set where the sound is sure.

    What a person set is put back by ``write_session``.
    """
    playing = [track for track in session.playing if tracks[track.name].active.any()]
    found: dict[str, Track] = {}
    for role in TOGETHER:
        same = [track for track in playing if track.role == role]
        for other in same[1:]:
            found |= _compared(same[0], other, session, project, move=True)
    near = next((t for role in ("snare", "kick") for t in playing if t.role == role), None)
    far = [track for track in playing if track.role in FAR]
    if near is not None:
        for other in far:
            found |= _compared(near, other, session, project, move=False)
    elif len(far) > 1:
        for other in far[1:]:
            found |= _compared(far[0], other, session, project, move=False)
    return replace(session, tracks=tuple(found.get(t.name, t) for t in session.tracks))


def _compared(
    near: Track, other: Track, session: Session, project: Project, *, move: bool
) -> dict[str, Track]:
    """Compare two microphones; returns the second as it should be, if that is certain."""
    result = align(open_source(near, session, project), open_source(other, session, project))
    if result.confidence < SURE:
        return {}
    source = near.source or near.role
    flip = result.flipped != near.flip_polarity
    changed = replace(other, source=source, flip_polarity=flip)
    if move:
        changed = replace(changed, shift_ms=round(result.shift_ms + near.shift_ms, 3))
    wrong = tuple(w for w in other.wrong if w != "recording/polarity")
    if flip:
        wrong = (*wrong, "recording/polarity")
    return {other.name: replace(changed, wrong=wrong)}

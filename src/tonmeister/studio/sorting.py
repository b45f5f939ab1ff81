"""Changes to a session that others ask for: what listening found out about a track."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from tonmeister.knowledge.roles import KEPT_OUT
from tonmeister.model import Session, Track
from tonmeister.studio.placing import with_length

_UNSURE = 0.5  # a name that says less than this is overruled by a surer ear


def with_sound_roles(session: Session, guesses: Mapping[str, tuple[str, float]]) -> Session:
    """Give the tracks whose name says nothing (or little) the role that their sound suggests.

    ``guesses``: track name -> role and confidence. A person's role is never touched.
    """

    def heard(track: Track) -> Track:
        role, confidence = guesses.get(track.name, ("", 0.0))
        by_name = track.role_from == "name" and track.confidence > 0.0
        if not role or track.role_from == "person":
            return track
        if by_name and (track.confidence >= _UNSURE or confidence <= track.confidence):
            return track
        found = replace(track, role=role, role_from="sound", confidence=confidence)
        if found.use and role in KEPT_OUT:
            found = replace(found, use=False, why_not=f"it is a {role}, by its sound")
        return found

    return with_length(replace(session, tracks=tuple(heard(t) for t in session.tracks)))


def keep_out(
    session: Session,
    name: str,
    why: str,
    *,
    role: str = "",
    confidence: float = 0.0,
    wrong: str = "",
) -> Session:
    """Keep a track out of the mix and say why; ``write_session`` lets a person overrule it.

    ``role``: what its sound says it is, and how sure that is.
    """

    def out(track: Track) -> Track:
        if track.name != name:
            return track
        found = replace(track, use=False, why_not=why)
        if role and track.role_from != "person":
            found = replace(found, role=role, role_from="sound", confidence=confidence)
        if wrong and wrong not in track.wrong:
            found = replace(found, wrong=(*track.wrong, wrong))
        return found

    session.track(name)  # KeyError if there is none
    return with_length(replace(session, tracks=tuple(out(t) for t in session.tracks)))


def track_key(track: Track, session: Session, *, version: str = "1") -> str:
    """Return the key of all that shapes a track's sound before the mix: for features and prints."""
    told: tuple[object, ...] = (
        track.sha256, track.layout, session.rate_hz, round(track.start_s, 6), version,
    )  # fmt: skip
    if track.edited_sha256:
        told = (*told, track.edited_sha256)
    return sha256(repr(told).encode()).hexdigest()

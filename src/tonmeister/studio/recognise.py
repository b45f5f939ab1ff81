"""What was read, as tracks: what their names say, and which of them are copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tonmeister.knowledge.roles import KEPT_OUT, RoleGuess, role_from_name, role_names
from tonmeister.model import Track
from tonmeister.studio.decode import Ready
from tonmeister.studio.naming import Lane
from tonmeister.studio.scan import fingerprint, same_sound

_SURE_ENOUGH_TO_KEEP_OUT = 0.5


@dataclass(frozen=True, slots=True)
class Taken:
    """A track that could be read: its lane, its readable files, and what is wrong with it."""

    lane: Lane
    ready: tuple[Ready, ...]
    sha256: str
    wrong: tuple[str, ...] = ()


def named(taken: Sequence[Taken], folder: Path, rate_hz: int) -> list[Track]:
    """Make tracks of what was read, each with the role that its name or its folder says."""
    guesses = role_names([t.lane.name for t in taken])
    tracks = []
    for one in taken:
        guess = guesses[one.lane.name] or _from_folder(one.lane.paths[0], folder)
        role = guess.role if guess else "other"
        sure = guess.confidence if guess else 0.0
        if role in KEPT_OUT and sure < _SURE_ENOUGH_TO_KEEP_OUT:
            role, sure = "other", 0.0
        split = len(one.ready) == 2
        tracks.append(
            Track(
                name=one.lane.name,
                files=tuple(path.relative_to(folder).as_posix() for path in one.lane.paths),
                role=role,
                role_from="name" if sure else "sound",
                confidence=sure,
                layout="split" if split else "mono" if one.ready[0].channels == 1 else "stereo",
                rate_hz=one.lane.probes[0].rate_hz,
                bits=one.lane.probes[0].bits,
                length_s=round(max(f.frames for f in one.ready) / rate_hz, 6),
                use=role not in KEPT_OUT,
                why_not=f"it is a {role}, by its name ({guess.word})"
                if guess and role in KEPT_OUT
                else "",
                wrong=one.wrong,
                sha256=one.sha256,
            )
        )
    return tracks


def _from_folder(path: Path, folder: Path) -> RoleGuess | None:
    """Ask the folders above a file: "Drums/Kick/01.wav"."""
    for place in path.relative_to(folder).parents:
        guess = role_from_name(place.name) if place.name else None
        if guess and (guess.role not in KEPT_OUT or guess.word.startswith(("ref", "rough"))):
            return replace(guess, confidence=round(0.8 * guess.confidence, 2))
    return None


def without_copies(tracks: Sequence[Track], taken: Sequence[Taken]) -> list[Track]:
    """Keep out what is the same sound as an earlier track, sample by sample."""
    out: list[Track] = []
    seen: dict[bytes, list[int]] = {}
    for at, track in enumerate(tracks):
        moment = repr([about.stamp_s for about in taken[at].lane.probes]).encode()
        key = moment + fingerprint(taken[at].ready)  # a sample that comes again is no copy
        same = seen.setdefault(key, []) if track.use else []
        twin = next((i for i in same if same_sound(taken[i].ready, taken[at].ready)), None)
        if twin is None:
            out.append(track)
            same.append(at)
        else:
            why = f"the same sound as {tracks[twin].name}, sample by sample"
            wrong = (*track.wrong, "file/copy")
            out.append(replace(track, use=False, why_not=why, wrong=wrong))
    return out

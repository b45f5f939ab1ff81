"""Where recordings begin in the song, how long it is, and at which rate it is mixed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tonmeister.model import Session, Track
from tonmeister.studio.disk import minutes
from tonmeister.studio.probe import LONGEST_S, Probe

_LOWEST_HZ = 44100


def session_rate_hz(probes: Sequence[Probe]) -> int:
    """Return the rate that most of the material has, by length; 44.1 kHz at least."""
    seconds: dict[int, float] = {}
    for probe in probes:
        seconds[probe.rate_hz] = seconds.get(probe.rate_hz, 0.0) + probe.length_s
    good = {rate: s for rate, s in seconds.items() if rate >= _LOWEST_HZ}
    if good:
        return max(good, key=lambda rate: (good[rate], rate))
    return 44100 if any(rate % 11025 == 0 for rate in seconds) else 48000


def placed(tracks: Sequence[Track], stamps: Sequence[float | None]) -> tuple[list[Track], str]:
    """Put tracks where their broadcast-WAV time stamps say, the earliest at 0; and what to say.

    Only if every track in the mix has a stamp: else they all start together.
    """
    playing = [s for t, s in zip(tracks, stamps, strict=True) if t.use]
    known = [s for s in playing if s is not None]
    if len(set(known)) < 2:
        return list(tracks), ""
    if len(known) < len(playing):
        return list(tracks), (
            f"time stamps: only {len(known)} of {len(playing)} tracks have one, so all start "
            "together; set start_s in session.toml where that is wrong"
        )
    first = min(known)
    ends = max(
        s - first + t.length_s
        for t, s in zip(tracks, stamps, strict=True)
        if t.use and s is not None
    )
    if ends > LONGEST_S:
        return list(tracks), (
            f"time stamps: they would spread the song over {minutes(ends)}, so all tracks start "
            "together; set start_s in session.toml where that is wrong"
        )
    return [
        track if stamp is None else replace(track, start_s=max(0.0, stamp - first))
        for track, stamp in zip(tracks, stamps, strict=True)
    ], ""


def with_length(session: Session) -> Session:
    """Return the session as long as what plays in it."""
    ends = [track.start_s + track.length_s for track in session.playing]
    return replace(session, length_s=max(ends, default=0.0))

"""Which program a session is of, and what it says; nothing in it is trusted."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

from tonmeister.exchange.daw.formats import FORMATS, Format
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.flow.wishes import BadWish
from tonmeister.model import DawSession, DawTrack
from tonmeister.studio.disk import minutes
from tonmeister.studio.probe import LONGEST_S

RATES_HZ = (8000, 384_000)
_HEAD_BYTES = 4096
_BEGINS = ((b"PK\x03\x04", "dawproject"), (b"<REAPER_PROJECT", "reaper"),
           (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "aaf"))  # fmt: skip


def session_file(path: Path) -> Path:
    """Return the session's file: itself, or the one that its folder holds. Raises ``BadWish``."""
    if path.is_file():
        return path
    if not path.exists():
        raise BadWish(f"{path} is not there: give a session ({_endings()})")
    if not path.is_dir():
        raise BadWish(f"{path} is no file: give a session ({_endings()})")
    known = tuple(ending for form in _readable() for ending in form.endings)
    found = sorted(p for p in path.iterdir() if p.is_file() and p.suffix.lower() in known)
    found = [p for p in found if p.stem == path.name] or found
    if len(found) != 1:
        there = ", ".join(p.name for p in found[:5]) or "none"
        raise BadWish(f"{path} holds not one session but these: {there}; give the file itself")
    return found[0]


def format_of(path: Path) -> Format:
    """Return the format of a session by what its file begins with, else by its ending.

    Raises ``CannotOpen``.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if not head:
        raise CannotOpen(f"{path.name} is empty (0 bytes): save the session again")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"MThd"):
        raise CannotOpen(
            f"{path.name} is MIDI and holds no sound: `tonmeister arrange` gives it to a band, "
            "`tonmeister play` plays it as it is"
        )
    by_head = next((name for begin, name in _BEGINS if text.startswith(begin)), None)
    if by_head is None and text.startswith(b"<") and b"<Session" in text:
        by_head = "ardour"
    form = FORMATS[by_head] if by_head else _by_ending(path)
    if not form.can_read:
        raise CannotOpen(f"{path.name}: {form.title} is written, not read: give {_endings()}")
    return form


def read_session_file(path: Path, into: Path, *, outside: bool) -> DawSession:
    """Read a session of any format and see that it can be one. Raises ``CannotOpen``."""
    form = format_of(path)
    try:
        session = form.read(path, into, outside=outside)
    except RecursionError:
        raise CannotOpen(f"{path.name} is nested deeper than any session is") from None
    except CannotOpen:
        raise
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        said = " ".join(f"{type(error).__name__} {error}".split())[:120]
        raise CannotOpen(
            f"{path.name} is damaged, or a {form.title} of a kind that is not known here ({said}): "
            "save it again in its program"
        ) from error
    for mistake in _mistakes(session):
        raise CannotOpen(f"{path.name}: {mistake}")
    return session


def _by_ending(path: Path) -> Format:
    for form in FORMATS.values():
        if path.suffix.lower() in form.endings:
            return form
    raise CannotOpen(f"{path.name} is no session that can be read: give {_endings()}")


def _readable() -> list[Format]:
    return [form for form in FORMATS.values() if form.can_read]


def _endings() -> str:
    return ", ".join(f"{form.endings[0]} ({form.title})" for form in _readable())


def _mistakes(session: DawSession) -> Iterator[str]:
    """Yield what no session can say; the first is told."""
    if not RATES_HZ[0] <= session.rate_hz <= RATES_HZ[1]:
        yield f"it runs at {session.rate_hz} Hz, but a session runs at 8000 to 384000 Hz"
        return
    ends = [session.length_frames]
    for track in session.tracks:
        clips = [clip for lane in track.lanes for clip in lane.clips]
        ends += [clip.end_frames for clip in clips]
        if any(clip.length_frames < 0 for clip in clips):
            yield f"{track.name}: a clip is shorter than nothing"
        if not all(map(math.isfinite, _numbers(track))):
            yield f"{track.name}: a fader, pan, send or clip stands at what is no number"
    if max(ends) > LONGEST_S * session.rate_hz:
        yield (
            f"it is {minutes(max(ends) / session.rate_hz)} long, but a song lasts at most "
            f"{minutes(LONGEST_S)}: cut it into songs"
        )
    if sum(track.kind == "master" for track in session.tracks) > 1:
        yield "it has several masters"


def _numbers(track: DawTrack) -> Iterator[float]:
    """Yield every number that is played; a level may be minus infinity, which is off."""
    clips = [clip for lane in track.lanes for clip in lane.clips]
    levels = [track.fader_db, *(clip.gain_db for clip in clips)]
    curves = [track.fader_curve_db, *(send.curve_db for send in track.sends)]
    curves += [clip.envelope_db for clip in clips]
    levels += [send.level_db for send in track.sends]
    levels += [value for curve in curves for _, value in curve]
    yield from (0.0 if level == -math.inf else level for level in levels)
    yield track.pan_percent
    yield from (value for _, value in track.pan_curve_percent)

"""An AAF of any program, opened as a session."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from tonmeister.exchange.aaf.reading.heard import HeardTrack
from tonmeister.exchange.aaf.reading.joining import tracks_of
from tonmeister.exchange.aaf.reading.sounds import Sounds
from tonmeister.exchange.aaf.reading.walking import Walk
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.model.daw import DawMarker, DawSession, DawTrack
from tonmeister.studio.probe import Unusable

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
USUAL_RATE_HZ = 48000
LOWEST_RATE_HZ = 8000
_MOST_SLOTS = 2000


def read(path: Path, into: Path, *, outside: bool = False) -> DawSession:
    """Read an AAF; sounds that lie in it are unpacked into ``into``.

    Sounds beside it are played from where they lie, elsewhere only with ``outside``. What cannot be
    carried stands in the session's notes. Raises ``CannotOpen`` with one line; then nothing of it
    is left in ``into``.
    """
    if not path.is_file():
        raise CannotOpen(f"{path.name} is not there, or is no file")
    with path.open("rb") as file:
        if file.read(8) != SIGNATURE:
            raise CannotOpen(f"{path.name} is no AAF: it does not begin as one")
    sounds = Sounds(path, into, outside=outside)
    try:
        with _quiet():
            return _read(path, sounds)
    except CannotOpen as error:
        _clear(sounds)
        said = str(error)
        raise CannotOpen(said if path.name in said else f"{path.name}: {said}") from None
    except (Unusable, OSError) as error:
        _clear(sounds)
        raise CannotOpen(f"{path.name}: {error}") from None
    except Exception as error:  # pyaaf2 meets broken files with any error there is
        _clear(sounds)
        words = f"{type(error).__name__}: {error}".split("\n")[0][:120]
        raise CannotOpen(f"{path.name} is broken or no AAF of sound ({words})") from None
    except BaseException:
        _clear(sounds)
        raise


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep pyaaf2's remarks on broken files from the screen: we say what is wrong ourselves."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        yield
    finally:
        logging.disable(before)


def _clear(sounds: Sounds) -> None:
    for made in sounds.made:
        made.unlink(missing_ok=True)


def _read(path: Path, sounds: Sounds) -> DawSession:
    import aaf2

    with aaf2.open(str(path), "r") as file:
        song = next(file.content.toplevel(), None) or next(file.content.compositionmobs(), None)
        if song is None:
            raise CannotOpen(f"{path.name} holds no composition: there is nothing to play in it")
        slots = [slot for slot, _ in zip(song.slots, range(_MOST_SLOTS), strict=False)]
        audio = [slot for slot in slots if _is_sound(slot)]
        walk = Walk(_rate_hz(audio))
        if not walk.rate_hz:  # a film's composition counts pictures: its sounds know the rate
            walk = Walk(_from_sounds(audio, sounds))
        heard = [
            walk.track(slot, slot.name or f"Track {number}") for number, slot in enumerate(audio, 1)
        ]
        tracks = tracks_of([track for track in heard if _worth(track)], sounds)
        markers = tuple(m for slot in slots for m in _markers(slot, walk.rate_hz))
        about = dict(_about(song))
        title = song.name or path.stem
        lengths = [_length(slot, walk.rate_hz) for slot in audio]
    ends = [clip.end_frames for track in tracks for clip in track.clips]
    notes = ["An AAF holds no tempo: the bars say 120 BPM and mean nothing.", *walk.told]
    return DawSession(
        title=title,
        rate_hz=walk.rate_hz,
        length_frames=max([*ends, *lengths], default=0),
        tracks=(*_named(tracks), DawTrack(name="Master", kind="master", output="")),
        files=sounds.all,
        markers=tuple(sorted(markers, key=lambda m: m.at_frames)),
        about=about,
        notes=tuple(notes),
    )


def _is_sound(slot: Any) -> bool:
    return (slot.media_kind or "").endswith("Sound") and "EditRate" in slot


def _worth(track: HeardTrack) -> bool:
    """Whether a track has clips: Pro Tools writes empty ones, too."""
    return bool(track.clips)


def _rate_hz(audio: list[Any]) -> int:
    """Return the rate most tracks count in; 0 where they count pictures."""
    rates = Counter(round(float(slot.edit_rate)) for slot in audio)
    usual = [rate for rate in rates if LOWEST_RATE_HZ <= rate <= 768_000]
    return max(usual, key=lambda rate: (rates[rate], rate)) if usual else 0


def _from_sounds(audio: list[Any], sounds: Sounds) -> int:
    walk = Walk(USUAL_RATE_HZ)
    rates = Counter(
        sounds.rate_hz(clip.channels[0]) for slot in audio for clip in walk.track(slot, "").clips
    )
    return max(rates, key=lambda rate: (rates[rate], rate)) if rates else USUAL_RATE_HZ


def _length(slot: Any, rate_hz: int) -> int:
    return round(float(slot.length) * rate_hz / float(slot.edit_rate))


def _markers(slot: Any, rate_hz: int) -> Iterator[DawMarker]:
    """Yield the markers of an event track: comments with a place."""
    if type(slot).__name__ != "EventMobSlot":
        return
    scale = rate_hz / float(slot["EditRate"].value)
    for one in getattr(slot.segment, "components", ()):
        if "Position" not in one:
            continue
        texts = (one[key].value for key in ("Comment", "CommentMarkerUser") if key in one)
        name = next((text for text in texts if text), "")
        at = round(one["Position"].value * scale)
        length = round((one.length or 0) * scale) if "Length" in one else 0
        yield DawMarker(at_frames=at, name=name, end_frames=at + length if length > scale else 0)


def _about(song: Any) -> Iterator[tuple[str, str]]:
    for name, words in song.comments.items():
        if isinstance(words, str) and words:
            yield name.lower(), words


def _named(tracks: list[DawTrack]) -> Iterator[DawTrack]:
    """Yield the tracks, each with a name of its own that is not the master's."""
    taken = {"master"}
    for track in tracks:
        name, number = track.name, 2
        while name.casefold() in taken:
            name, number = f"{track.name} {number}", number + 1
        taken.add(name.casefold())
        yield replace(track, name=name)

"""Hearing a room: a sweep or a clap in, what the room does and what to do about it out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf
from numpy.typing import NDArray

from tonmeister.flow.room_advice import Advice, advise
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.listening.room import (
    Answer,
    Noise,
    NotMeasured,
    Room,
    clipped_tops,
    deconvolve,
    make_sweep,
    measure,
    noise,
    onset,
    recognise,
)
from tonmeister.studio import Unusable, WavSink

Real = NDArray[np.float64]

SWEEP_S, SWEEP_HZ = 15.0, 48000
LENGTHS_S, RATES_HZ = (2.0, 60.0), (32000, 192000)
LONGEST_S = 300.0
SIDES_M = (1.0, 100.0)
MOST_TOPS = 20
BEFORE_S, AFTER_KNEE = 0.1, 1.0


@dataclass(frozen=True, kw_only=True)
class HeardRoom:
    """A room as it was measured. ``answer`` [channels, frames] is its impulse response;
    ``kind`` is ``sweep`` or ``impulse``.
    """

    path: Path
    kind: str
    rate_hz: int
    channel: int
    answer: Real
    sides_m: tuple[float, ...] | None
    room: Room
    noise: Noise | None
    noise_under_db: float | None
    notes: tuple[str, ...]
    advice: tuple[Advice, ...]


def write_sweep(path: Path, length_s: float, rate_hz: int) -> float:
    """Write the sweep to play, 24-bit WAV; returns its whole length in seconds."""
    if not LENGTHS_S[0] <= length_s <= LENGTHS_S[1]:
        raise BadWish(f"--length is {length_s:g} s, but goes from 2 s to 60 s")
    if not RATES_HZ[0] <= rate_hz <= RATES_HZ[1]:
        raise BadWish(f"--rate is {rate_hz} Hz, but goes from 32000 Hz to 192000 Hz")
    if path.suffix.lower() != ".wav":
        raise BadWish(f"--make-sweep is {path}, but a sweep ends in .wav")
    if path.exists():
        raise BadWish(f"{path} is there already and is not overwritten: choose another name")
    tone = make_sweep(length_s, rate_hz)
    with WavSink(path, rate_hz, bits=24, channels=1, frames=tone.size) as sink:
        sink.write(tone[None])
    return tone.size / rate_hz


def sides(words: str | None) -> tuple[float, ...] | None:
    """Read ``4.2x3.1x2.5`` (metres)."""
    if words is None:
        return None
    parts = re.split(r"[x×*]", words.strip().lower().removesuffix("m"))
    try:
        found = tuple(float(p.replace(",", ".").removesuffix("m")) for p in parts)
    except ValueError:
        found = ()
    if len(found) != 3:
        raise BadWish(
            f"--dimensions is {words!r}, but is length x width x height in metres: 4.2x3.1x2.5"
        )
    for side in found:
        if not SIDES_M[0] <= side <= SIDES_M[1]:
            raise BadWish(f"--dimensions has a side of {side:g} m, but goes from 1 m to 100 m")
    return found


def hear_room(
    path: Path,
    tell: Teller,
    *,
    sweep: Path | None = None,
    sides_m: Sequence[float] | None = None,
    channel: int | None = None,
    full_scale_db: float | None = None,
) -> HeardRoom:
    """Measure a room from the recording of a sweep, or of one bang.

    Raises ``Unusable`` or ``BadWish`` with one clear line.
    """
    with tell.stage("open", "Opening"):
        recording, rate_hz = _read(path)
        played = None if sweep is None else _at_rate(*_read(sweep), rate_hz)
    if channel is not None and not 1 <= channel <= len(recording):
        raise BadWish(f"--channel is {channel}, but {path.name} has {len(recording)}")
    use = int(np.argmax(np.mean(recording**2, axis=1))) if channel is None else channel - 1
    notes = []
    if len(recording) > 1:
        notes.append(f"Channel {use + 1} of {len(recording)} was measured.")
    with tell.stage("measure", "Hearing the room"):
        tops = clipped_tops(recording[use])
        recording = recording - np.median(recording, axis=1, keepdims=True)  # no offset
        kind = recognise(recording[use], rate_hz)
        if kind == "silent":
            raise Unusable(f"{path.name}: it is silent: check the microphone and record again")
        if played is None:
            _one_bang(path, kind)
            answer, quiet = recording, _quiet_of_bang(recording[use], rate_hz)
            loudest = float(np.abs(recording[use]).max())
            if tops:
                notes.append(
                    "Its loudest moment is clipped: decay times hold, but clarity and the levels "
                    "of echoes are told too high; record it again, turned down."
                )
        else:
            if tops > MOST_TOPS:
                raise Unusable(
                    f"{path.name}: it clips ({tops} shaved tops): turn the preamp or the speaker "
                    "down by 10 dB and record the sweep again"
                )
            found = _deconvolved(path, recording, played, rate_hz)
            answer, quiet = found.samples, _quiet_of_sweep(recording[use], found, rate_hz)
            loudest = float(np.abs(recording[use]).max())
        room = measure(answer[use], rate_hz, sides_m=sides_m)
        still = None if quiet is None else noise(quiet, rate_hz, full_scale_db=full_scale_db)
        if still is None:
            notes.append(
                "No noise floor: there is no half second of silence before the sound; let the "
                "recording run before it."
            )
    under_db = None if still is None else 20.0 * np.log10(loudest) - 3.0 - still.level_dbfs
    return HeardRoom(
        path=path,
        kind="impulse" if played is None else "sweep",
        rate_hz=rate_hz,
        channel=use + 1,
        answer=answer,
        sides_m=None if sides_m is None else tuple(sides_m),
        room=room,
        noise=still,
        noise_under_db=None if under_db is None else float(under_db),
        notes=tuple(notes),
        advice=advise(room, still, under_db, dry=bool(tops) and played is None),
    )


def write_impulse(path: Path, heard: HeardRoom, inputs: Sequence[Path]) -> None:
    """Write the impulse response as 32-bit WAV, its highest sample at 1; never over an input."""
    if path.suffix.lower() != ".wav":
        raise BadWish(f"--impulse is {path}, but an impulse response ends in .wav")
    if any(path.exists() and path.samefile(one) for one in inputs):
        raise BadWish(f"--impulse is {path}, which is an input: choose another name")
    answer = heard.answer / np.abs(heard.answer).max()
    with WavSink(path, heard.rate_hz, bits=32, channels=len(answer)) as sink:
        sink.write(answer)


def _read(path: Path) -> tuple[Real, int]:
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}")
    try:
        about = sf.info(str(path))
        if about.frames > LONGEST_S * about.samplerate:
            raise Unusable(
                f"{path.name}: it is {about.duration / 60.0:.0f} minutes long; a sweep or a clap "
                "takes less than 5"
            )
        samples, rate_hz = sf.read(str(path), dtype="float64", always_2d=True)
    except sf.SoundFileError as error:
        raise Unusable(f"{path.name}: it cannot be read as sound ({error})") from error
    if rate_hz < 8000:
        raise Unusable(f"{path.name}: {rate_hz} Hz is no sample rate for this: record at 44100")
    if len(samples) < 0.1 * rate_hz:
        raise Unusable(
            f"{path.name}: it is only {1000.0 * len(samples) / rate_hz:.0f} ms long: no room can "
            "be told from that"
        )
    return np.nan_to_num(np.ascontiguousarray(samples.T), posinf=0.0, neginf=0.0), int(rate_hz)


def _at_rate(samples: Real, rate_hz: int, wanted_hz: int) -> Real:
    """Return the sweep (its first channel) at the recording's rate: a session may have its own."""
    if rate_hz == wanted_hz:
        return np.ascontiguousarray(samples[0])
    import soxr

    return np.asarray(soxr.resample(samples[0], rate_hz, wanted_hz, "VHQ"), np.float64)


def _one_bang(path: Path, kind: str) -> None:
    if kind == "several":
        raise Unusable(
            f"{path.name}: more than one bang is heard: keep one clap or balloon, with the "
            "silence before and after it (for a recorded sweep add --sweep sweep.wav)"
        )
    if kind == "other":
        raise Unusable(
            f"{path.name}: it does not die away like one bang: for a recorded sweep add "
            "--sweep sweep.wav, the file that was played"
        )


def _deconvolved(path: Path, recording: Real, played: Real, rate_hz: int) -> Answer:
    try:
        return deconvolve(recording, played, rate_hz)
    except NotMeasured as error:
        raise Unusable(f"{path.name}: {error}") from None


def _quiet_of_sweep(sound: Real, found: Answer, rate_hz: int) -> Real | None:
    last = round((found.starts_s - BEFORE_S) * rate_hz)
    return sound[:last] if last > 0 else None


def _quiet_of_bang(sound: Real, rate_hz: int) -> Real | None:
    last = onset(sound) - round(BEFORE_S * rate_hz)
    return sound[:last] if last > 0 else None

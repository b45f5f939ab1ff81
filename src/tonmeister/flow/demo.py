"""Record the demo session: a song of ours, played by instruments of ours, with real faults.

The faults are listed in ``DEMO_FAULTS``, so that a test can ask whether they were heard.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import soundfile

from tonmeister.flow.demo_takes import TAKES, performed
from tonmeister.music import demo_parts, demo_song
from tonmeister.music.demo_parts import seconds
from tonmeister.music.demo_song import Line, Part
from tonmeister.signal.audio import Audio
from tonmeister.signal.instruments import drum_kit, drum_mics, faults, keyboards, plucked
from tonmeister.signal.instruments.filters import RATE_HZ, Row, empty, put, room, to_peak
from tonmeister.signal.instruments.singer import Singer, Sung, sing

Progress = Callable[[float, str], None]

SEED = 1609
TAIL_S = 2.0
HISS_DBFS = -82.0
ROUGH_MIX, CLICK = "Rough Mix.wav", "Click.wav"
OTHER_TAKES = tuple(f"T{take}.wav" for take in range(2, TAKES + 1))  # not in the rough mix

DEMO_FAULTS: dict[str, dict[str, str | float]] = {
    "muddy bass": {
        "file": "08 Bass DI.wav", "kind": "mud",
        "low_hz": 150.0, "high_hz": 300.0, "centre_hz": 210.0, "gain_db": 7.0,
    },
    "vocal sinks in the chorus": {
        "file": "13 Lead Vox T1.wav", "kind": "level", "section": "chorus", "gain_db": -5.0,
    },
    "uneven vocal lines": {
        "file": "13 Lead Vox T1.wav", "kind": "dynamics", "low_db": -3.5, "high_db": 3.0,
    },
    "sibilant vocal": {
        "file": "13 Lead Vox T1.wav", "kind": "sibilance",
        "low_hz": 5000.0, "high_hz": 10000.0, "gain_db": 5.0,
    },
    "flipped overhead": {"file": "06 OH R.wav", "kind": "polarity", "partner": "05 OH L.wav"},
    "hum on the driven guitar": {
        "file": "10 Gtr Drive.wav", "kind": "hum", "mains_hz": 50.0, "level_dbfs": -46.0,
    },
    "clipped backing vocal": {"file": "14 Backing Vox.wav", "kind": "clipped", "over_db": 4.0},
    "hi-hats in the snare": {
        "file": "02 Snare.wav", "kind": "bleed", "from": "03 HiHat.wav", "level_db": -14.0,
    },
}  # fmt: skip
"""What is wrong with the session, by file: enough to measure each fault again."""

# How high the engineer set each preamp, what the rough mix does with it: level, pan -1 to 1.
LEVELS: dict[str, tuple[float, float, float]] = {
    "01 Kick.wav": (-7.0, -6.0, 0.0),
    "02 Snare.wav": (-7.5, -2.0, 0.0),
    "03 HiHat.wav": (-12.0, -9.0, 0.3),
    "04 Toms.wav": (-9.0, -9.0, -0.1),
    "05 OH L.wav": (-9.0, -4.0, -1.0),
    "06 OH R.wav": (-9.0, -4.0, 1.0),
    "07 Tambourine.wav": (-11.0, -17.0, 0.4),
    "08 Bass DI.wav": (-8.0, -10.5, 0.0),
    "09 Gtr Clean.wav": (-9.0, -9.5, -0.6),
    "10 Gtr Drive.wav": (-9.0, -16.0, 0.6),
    "11 E-Piano.wav": (-10.0, -16.0, 0.25),
    "12 Strings.wav": (-11.0, -14.0, 0.0),
    **dict.fromkeys(
        (f"13 Lead Vox T{take}.wav" for take in range(1, TAKES + 1)), (-6.5, -3.0, 0.0)
    ),
    "14 Backing Vox.wav": (-7.0, -20.0, -0.3),
}
# How loud each line was sung, beside what is written: nobody is a machine.
LINE_DB = (
    *(1.0, -2.5, 2.0, -1.0),  # verse
    *(0.5, -3.5, 1.5, -0.5),  # chorus
    *(-2.0, 3.0, -1.5, 1.0),  # verse
    *(2.0, -3.0, 0.0, 1.5),  # chorus
    0.0,  # outro
)


def _take(name: str, sound: Row, take: int = 0) -> Row:
    """Set the preamp so that the loudest moment reads what ``LEVELS`` says; preamps hiss."""
    seed = SEED + int(name[:2]) + 100 * take
    return faults.hiss(to_peak(sound, LEVELS[name][0]), HISS_DBFS, seed)


def _sung(lines: Sequence[Line], velocity: float) -> list[list[Sung]]:
    """Turn written lines into seconds."""
    beat_s = 60.0 / demo_song.TEMPO_BPM
    return [
        [
            (seconds(s.start_beats), s.length_beats * beat_s, float(s.pitch), velocity, s.phones)
            for s in line
        ]
        for line in lines
    ]


def _drums(parts: Sequence[Part], length_s: float, faulty: bool) -> Iterator[tuple[str, Row]]:
    """Record the kit with four close microphones, a pair overhead, then the tambourine."""
    rng = np.random.default_rng((SEED, 1))
    lanes = drum_kit.play_drums(demo_parts.drums(parts, rng), length_s, SEED)
    for lane in lanes.values():
        lane *= 0.5 / max(float(np.abs(lane).max()), 1e-12)
    bled = 10 ** (float(DEMO_FAULTS["hi-hats in the snare"]["level_db"]) / 20) if faulty else 0.01
    for name, piece, bleed in (
        ("01 Kick.wav", "kick", {"snare": (0.02, 2.0, 3000.0)}),
        ("02 Snare.wav", "snare", {"hats": (bled, 1.1, 12000.0), "kick": (0.05, 1.6, 900.0)}),
        ("03 HiHat.wav", "hats", {"snare": (0.05, 1.2, 9000.0), "ride": (0.04, 2.6, 15000.0)}),
        ("04 Toms.wav", "toms", {"snare": (0.05, 1.5, 6000.0), "kick": (0.04, 1.7, 700.0)}),
    ):
        yield name, _take(name, drum_mics.close(lanes, piece, bleed))
    left, right = drum_mics.overheads(lanes, SEED)
    level = 10 ** (LEVELS["05 OH L.wav"][0] / 20) / max(np.abs(left).max(), np.abs(right).max())
    left *= level  # the pair's preamps are set alike
    right *= -level if faulty else level
    yield "05 OH L.wav", faults.hiss(left, HISS_DBFS, SEED + 5)
    yield "06 OH R.wav", faults.hiss(right, HISS_DBFS, SEED + 6)
    shaken = lanes["tambourine"]
    shaken += 0.12 * room(shaken, SEED, 0.3, 9.0)
    yield "07 Tambourine.wav", _take("07 Tambourine.wav", shaken)


def _band(parts: Sequence[Part], length_s: float, faulty: bool) -> Iterator[tuple[str, Row]]:
    """Record bass, guitars, keys and strings, one after the other."""
    line = demo_parts.bass(parts, np.random.default_rng((SEED, 2)))
    low = plucked.bass(line, length_s, SEED + 2)
    fault = DEMO_FAULTS["muddy bass"]
    if faulty:
        low = faults.mud(low, float(fault["centre_hz"]), float(fault["gain_db"]))
    yield "08 Bass DI.wav", _take("08 Bass DI.wav", low)
    line = demo_parts.clean_guitar(parts, np.random.default_rng((SEED, 3)))
    clean = plucked.clean_guitar(line, length_s, SEED + 3)
    yield "09 Gtr Clean.wav", _take("09 Gtr Clean.wav", clean)
    line = demo_parts.drive_guitar(parts, np.random.default_rng((SEED, 4)))
    driven = _take("10 Gtr Drive.wav", plucked.drive_guitar(line, length_s, SEED + 4))
    fault = DEMO_FAULTS["hum on the driven guitar"]
    if faulty:
        driven = faults.hum(driven, float(fault["mains_hz"]), float(fault["level_dbfs"]))
    yield "10 Gtr Drive.wav", driven
    line = demo_parts.keys(parts, np.random.default_rng((SEED, 5)))
    tines = keyboards.electric_piano(line, length_s, SEED + 5)
    yield "11 E-Piano.wav", _take("11 E-Piano.wav", tines)
    line = demo_parts.strings(parts, np.random.default_rng((SEED, 6)))
    section = np.stack(keyboards.ensemble(line, length_s, SEED + 6))
    yield "12 Strings.wav", _take("12 Strings.wav", section)


def _voices(parts: Sequence[Part], length_s: float, faulty: bool) -> Iterator[tuple[str, Row]]:
    """Record four takes of the singer, then the second voice, each in a dry booth."""
    lines: list[list[Sung]] = []
    for part in parts:
        lines += _sung(part.lines, {"verse": 0.72, "outro": 0.7}.get(part.name, 0.86))
    sharp_db = float(DEMO_FAULTS["sibilant vocal"]["gain_db"]) if faulty else 0.0
    for take in range(1, TAKES + 1):
        name = f"13 Lead Vox T{take}.wav"
        who = Singer(seed=SEED + 70 + take, sibilance_db=sharp_db)
        sung = performed(lines, take, SEED) if faulty else lines
        lead = sing(sung, length_s, who, LINE_DB if faulty else ())
        if faulty:
            spans = chorus_spans_s(parts)
            sinks_db = float(DEMO_FAULTS["vocal sinks in the chorus"]["gain_db"])
            lead = faults.step_back(lead, spans, sinks_db)
        lead += 0.05 * room(lead, SEED + 7, 0.18, 3.0)
        yield name, _take(name, lead, take)
    second_lines = [line for p in parts if p.name in ("chorus", "outro") for line in p.lines]
    who = Singer(throat_ratio=1.13, vibrato_cents=22.0, vibrato_hz=5.8, breathy=0.05, seed=SEED + 8)
    second = sing(_sung([demo_song.harmony(line) for line in second_lines], 0.7), length_s, who)
    second = _take("14 Backing Vox.wav", second + 0.05 * room(second, SEED + 8, 0.18, 3.0))
    if faulty:
        second = faults.clip(second, float(DEMO_FAULTS["clipped backing vocal"]["over_db"]))
    yield "14 Backing Vox.wav", second


def chorus_spans_s(parts: Sequence[Part]) -> list[tuple[float, float]]:
    """Return where the choruses are, from their pick-up on."""
    return [
        (seconds(p.start_beats - 0.75), seconds(p.end_beats - 0.75))
        for p in parts
        if p.name == "chorus"
    ]


def _click(beats: int, length_s: float) -> Row:
    """Return the click the band heard in the headphones."""
    out = empty(length_s)
    t = np.arange(round(0.03 * RATE_HZ)) / RATE_HZ
    for beat in range(beats):
        pitch_hz = 1600.0 if beat % demo_song.BEATS_PER_BAR == 0 else 1200.0
        put(out, np.sin(2 * np.pi * pitch_hz * t) * np.exp(-t / 0.006), seconds(beat))
    return to_peak(out, -9.0)


def play_demo(
    *, short: bool = False, faulty: bool = True, progress: Progress | None = None
) -> Iterator[tuple[str, Audio]]:
    """Play the session track by track, in memory: file name and sound.

    ``short`` is the first 24 s or so: half a verse and half a chorus. Without ``faulty`` nothing
    goes wrong (except what microphones always hear).
    """
    parts = demo_song.form(short=short)
    beats = int(parts[-1].end_beats)
    length_s = seconds(beats) + TAIL_S
    mix = np.zeros((2, round(length_s * RATE_HZ)))
    done = 0
    for record in (_drums, _band, _voices):
        for name, sound in record(parts, length_s, faulty):
            _, mix_db, pan = LEVELS[name]
            samples = np.ascontiguousarray(np.atleast_2d(sound))
            yield name, Audio(samples, RATE_HZ)
            done += 1
            if not name.endswith(OTHER_TAKES):
                angle = (pan + 1) * np.pi / 4
                sides = 1.41 * np.array([[np.cos(angle)], [np.sin(angle)]])
                mix += 10 ** (mix_db / 20) * sides * samples
            if progress:
                progress(done / (len(LEVELS) + 2), f"recorded {name.removesuffix('.wav')}")
    yield ROUGH_MIX, Audio(to_peak(mix, -3.0), RATE_HZ)
    yield CLICK, Audio(_click(beats, length_s)[None, :], RATE_HZ)
    if progress:
        progress(1.0, "the session is recorded")


def record_demo(
    folder: Path, *, short: bool = False, progress: Progress | None = None
) -> list[Path]:
    """Record the session into a folder, as 24-bit WAV at 48 kHz; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    for name, audio in play_demo(short=short, progress=progress):
        path = folder / name
        soundfile.write(path, audio.samples.T, audio.rate_hz, subtype="PCM_24")
        files.append(path)
    return files

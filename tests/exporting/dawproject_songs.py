"""Songs for the DAWproject tests: random sessions, and files as other programs write them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import soundfile as sf
from hypothesis import strategies as st

from tonmeister.model import (
    DawClip,
    DawDevice,
    DawFile,
    DawLane,
    DawMarker,
    DawMeter,
    DawNote,
    DawPlugin,
    DawSend,
    DawSession,
    DawTempo,
    DawTrack,
    Fade,
)

RATE = 8000
FRAMES = 16000
FILES = (("one.wav", 1, "PCM_24"), ("Two / 2.wav", 2, "FLOAT"))

_LETTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc",), exclude_characters="\ufffe\uffff"
)
words = st.text(_LETTERS, max_size=12)
Curve = tuple[tuple[int, float], ...]
levels = st.floats(-60.0, 12.0).map(lambda x: round(x, 4))
pans = st.floats(-100.0, 100.0).map(lambda x: round(x, 3))


def files_in(folder: Path) -> tuple[DawFile, ...]:
    """Write the files that the random sessions play."""
    rng = np.random.default_rng(3)
    made = []
    for n, (name, channels, subtype) in enumerate(FILES):
        path = folder / f"sound {n}.wav"
        sf.write(path, 0.3 * rng.standard_normal((FRAMES, channels)), RATE, subtype=subtype)
        bits = 24 if subtype == "PCM_24" else 32
        made.append(
            DawFile(name=name, path=str(path), channels=channels, rate_hz=RATE, frames=FRAMES,
                    bits=bits)
        )  # fmt: skip
    return tuple(made)


@st.composite
def curves(draw: st.DrawFn, values: st.SearchStrategy[float], end: int) -> Curve:
    frames = draw(st.lists(st.integers(0, end), max_size=4, unique=True))
    found = tuple((frame, draw(values)) for frame in sorted(frames))
    return () if {value for _, value in found} == {0.0} else found


@st.composite
def clips(draw: st.DrawFn) -> DawClip:
    start = draw(st.integers(0, FRAMES - 200))
    length = draw(st.integers(100, FRAMES - start))
    comes = draw(st.integers(0, length // 2))
    return DawClip(
        file=draw(st.sampled_from([name for name, _, _ in FILES])),
        at_frames=draw(st.integers(0, 40000)),
        start_frames=start,
        length_frames=length,
        name=draw(words),
        gain_db=draw(levels),
        fade_in=Fade(length_frames=comes, shape=_shape(draw, comes)),
        fade_out=Fade(length_frames=comes // 3, shape=_shape(draw, comes // 3)),
        envelope_db=draw(curves(levels, length)),
        muted=draw(st.booleans()),
    )


def _shape(draw: st.DrawFn, frames: int) -> str:
    return draw(st.sampled_from(["linear", "equal_power"])) if frames else "linear"


@st.composite
def devices(draw: st.DrawFn) -> DawDevice:
    from tonmeister.effects import effects, knobs_of
    from tonmeister.exchange.dawproject.generic import NO_WORDS_FOR

    effect = draw(
        st.sampled_from(["bell", "low_shelf", "high_shelf", "highpass", "lowpass", "compressor",
                         "gate", "limiter"])
    )  # fmt: skip
    fixed = NO_WORDS_FOR.get(effect, {})
    settings = {}
    for knob in knobs_of(effects()[effect]):
        if knob.name in fixed:
            settings[knob.name] = fixed[knob.name]
        elif knob.name == "slope_db":
            settings[knob.name] = draw(st.sampled_from([12.0, 24.0]))
        else:
            settings[knob.name] = draw(st.floats(knob.low, knob.high))
    return DawDevice(
        name=draw(words), effect=effect, settings=settings, enabled=draw(st.booleans()),
        decision=draw(st.sampled_from(["", "vocal/1"])),
    )  # fmt: skip


@st.composite
def plugins(draw: st.DrawFn) -> DawDevice:
    return DawDevice(
        name=draw(words),
        enabled=draw(st.booleans()),
        plugin=DawPlugin(
            kind=draw(st.sampled_from(["vst3", "vst2", "clap", "au"])),
            id=draw(st.sampled_from(["5653545A-616D", "1234", "org.x.comp"])),
            values={"mix": draw(levels), "7": 0.25},
            state=draw(st.sampled_from(["", "aGVsbG8=", "AAECAw=="])),
        ),
    )


@st.composite
def tracks(draw: st.DrawFn, outputs: list[str], returns: list[str]) -> DawTrack:
    channels = draw(st.sampled_from([1, 2]))
    lanes = [DawLane(clips=tuple(draw(st.lists(clips(), max_size=2))), name=draw(words))]
    if draw(st.booleans()):
        lanes.append(
            DawLane(clips=(draw(clips()),), name=draw(words), take=draw(st.integers(0, 9)))
        )
    notes = draw(
        st.lists(
            st.builds(
                DawNote, at_quarters=st.integers(0, 64).map(lambda n: n / 8),
                length_quarters=st.integers(1, 16).map(lambda n: n / 16),
                midi=st.integers(0, 127), velocity=st.integers(1, 127).map(lambda n: n / 127),
                channel=st.integers(0, 15),
            ),
            max_size=2,
        )
    )  # fmt: skip
    sends = [
        DawSend(to=to, level_db=draw(levels), pre_fader=draw(st.booleans()),
                curve_db=draw(curves(levels, 40000)))
        for to in draw(st.lists(st.sampled_from(returns), max_size=2, unique=True))
    ]  # fmt: skip
    return DawTrack(
        name=draw(words), channels=channels, law=draw(st.sampled_from(["sine", "balance"])),
        fader_db=draw(levels), fader_curve_db=draw(curves(levels, 40000)), pan_percent=draw(pans),
        pan_curve_percent=draw(curves(pans, 40000)), muted=draw(st.booleans()),
        output=draw(st.sampled_from(outputs)), sends=tuple(sends),
        devices=tuple(draw(st.lists(st.one_of(devices(), plugins()), max_size=3))),
        lanes=tuple(lanes), notes=tuple(notes), group=draw(words),
        role=draw(st.sampled_from(["", "lead vocal"])),
        colour=draw(st.sampled_from(["", "#aa00ff"])),
        note=draw(st.sampled_from(["", "Printed into the sound: de-esser.", "[x] y"])),
    )  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn, files: tuple[DawFile, ...]) -> DawSession:
    outputs, returns = ["Master", "Bus A", "Bus B"], ["Room", "Echo"]
    found = [draw(tracks(outputs, returns)) for _ in range(draw(st.integers(1, 3)))]
    found += [DawTrack(name=name, kind="return", fader_db=draw(levels)) for name in returns]
    found += [
        DawTrack(name="Bus A", kind="bus", output="Bus B",
                 fader_curve_db=draw(curves(levels, 40000))),
        DawTrack(name="Bus B", kind="bus", pan_percent=draw(pans)),
        DawTrack(name="Master", kind="master", output="", fader_db=draw(levels)),
    ]  # fmt: skip
    tempos, at_s = [], 0.0
    for _ in range(draw(st.integers(1, 4))):
        bpm = round(draw(st.floats(40.0, 240.0)), 3)
        if not tempos or tempos[-1].quarter_bpm != bpm:
            tempos.append(DawTempo(at_s=round(at_s, 6), quarter_bpm=bpm))
        at_s += draw(st.floats(0.3, 2.0))
    meters = [DawMeter(at_quarters=0.0, beats=draw(st.integers(1, 12)))]
    if draw(st.booleans()):
        meters.append(DawMeter(at_quarters=8.0, beats=7, unit=8))
    marks = draw(
        st.lists(st.tuples(st.integers(0, 40000), words, st.integers(1, 9000)), max_size=3)
    )
    about = {"artist": draw(words).strip(), "isrc": "DEXX12600001"}
    return DawSession(
        title=draw(words), rate_hz=RATE, length_frames=draw(st.integers(1, 60000)),
        tracks=tuple(found), files=files, tempos=tuple(tempos), meters=tuple(meters),
        markers=tuple(DawMarker(at_frames=a, name=n, end_frames=a + m) for a, n, m in marks),
        about={word: text for word, text in about.items() if text},
    )  # fmt: skip


def container(
    folder: Path,
    project: str,
    sounds: dict[str, tuple[int, int, int]] | None = None,
    metadata: str | None = None,
    name: str = "Theirs",
) -> Path:
    """Zip a project.xml as another program wrote it; ``sounds``: path -> rate, channels, frames."""
    path = folder / f"{name}.dawproject"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("project.xml", project)
        if metadata is not None:
            packed.writestr("metadata.xml", metadata)
        for where, (rate_hz, channels, frames) in (sounds or {}).items():
            data = io.BytesIO()
            ramp = np.linspace(-0.5, 0.5, frames)[:, None].repeat(channels, axis=1)
            sf.write(data, ramp, rate_hz, format="WAV", subtype="PCM_16")
            packed.writestr(where, data.getvalue())
    return path

"""``tonmeister hum``: from a file with a hum to a folder with its chart."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tonmeister.flow.humming.asked import HumAsked
from tonmeister.flow.humming.heard import HeardHum, hear_hum
from tonmeister.flow.humming.words import doubts_of, told
from tonmeister.flow.made_folder import begin_folder, close_folder, open_folder
from tonmeister.flow.tell import Teller
from tonmeister.flow.wishes import BadWish
from tonmeister.signal import Samples

if TYPE_CHECKING:
    from tonmeister.studio.probe import Probe

LONGEST_S = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hummed:
    """What was heard, what is said about it, and the files."""

    heard: HeardHum
    said: tuple[str, ...]
    folder: Path
    files: Mapping[str, Path]


def hum(idea: Path, tell: Teller, asked: HumAsked, *, out: Path | None = None) -> Hummed:
    """Hear an idea and write its chart in every form. Raises ``BadWish`` with one clear line."""
    from tonmeister.exchange.charts import write_chart_files
    from tonmeister.studio.pitch_model import pitch_model

    sound, rate_hz = read_idea(idea)
    folder = open_folder(idea, out)
    with tell.stage("listen", f"Listening to {idea.name}"):
        heard = hear_hum(
            sound, rate_hz, pitch_model(), asked, name=idea.name, title=asked.title or idea.stem
        )
    doubts = tuple(f"Not sure: {doubt}." for doubt in doubts_of(heard, asked))
    chart = replace(heard.paper.chart, notes=(f"Heard in {idea.name}.", *doubts))
    with tell.stage("write", "Writing the chart"):
        begin_folder(folder)
        files = dict(write_chart_files(folder, idea.stem, chart))
    with tell.stage("sketch", "Playing a sketch"):
        files["sketch"] = folder / f"{idea.stem} - sketch.wav"
        write_sketch(files["sketch"], heard)
    close_folder(folder, [files["toml"]])
    return Hummed(heard=heard, said=tuple(told(heard, asked)), folder=folder, files=files)


def read_idea(idea: Path) -> tuple[Samples, int]:
    """Read a recording of any common format: samples [channels, n] and its rate."""
    from tonmeister.studio.probe import Unusable, probe

    if not idea.exists():
        raise BadWish(f"{idea} is not there: give a recording of the hum")
    if idea.is_dir():
        raise BadWish(f"{idea} is a folder: give one recording of the hum")
    try:
        about = probe(idea)
        if about.length_s > LONGEST_S:
            raise Unusable(
                f"it is {about.length_s / 60.0:.0f} minutes long; a hummed idea has at most "
                f"{LONGEST_S / 60.0:.0f}"
            )
        if about.by == "soundfile":
            return _samples(idea), about.rate_hz
        return _decoded(idea, about), about.rate_hz
    except Unusable as error:
        raise Unusable(f"{idea.name}: {error}") from error


def _decoded(idea: Path, about: Probe) -> Samples:
    from tonmeister.studio.decode import ready
    from tonmeister.studio.project import Project

    with tempfile.TemporaryDirectory(prefix="tonmeister-") as place:
        project = Project(Path(place), Path(place))
        return _samples(ready(idea, about.rate_hz, project, about).path)


def _samples(path: Path) -> Samples:
    import soundfile

    from tonmeister.studio.probe import Unusable

    try:
        sound = soundfile.read(str(path), always_2d=True)[0].T
    except soundfile.SoundFileError as error:
        raise Unusable(f"it cannot be decoded ({error}): record or export it again") from error
    return np.ascontiguousarray(np.nan_to_num(sound, nan=0.0, posinf=0.0, neginf=0.0))


def write_sketch(path: Path, heard: HeardHum) -> None:
    """Play the chart and write it."""
    from tonmeister.flow.humming.sketch import RATE_HZ, sketch
    from tonmeister.studio import WavSink

    sound = sketch(heard.paper.chart)
    with WavSink(path, RATE_HZ, bits=24, frames=sound.shape[1]) as sink:
        sink.write(sound)

"""The balance against that of the engineer who mixed MusicDelta Rock and Punk (MedleyDB).

His gains are for the stems. Where the raw tracks are mixed, the stem's loudness over the raw
track's is part of what he did to it; without stems (Punk) the raw track stands for the stem.
Ours are read off the recall sheet that ``tonmeister produce`` leaves (trim, fader with its ride,
pan law, bus) and, beside it, heard: how much louder the strip comes out than its track went in.
"""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.measure import TONMEISTER, cost, table
from benchmarks.songs import lay_out
from tonmeister.console import render
from tonmeister.listening import features_of
from tonmeister.model import Decision, RecallSheet, Track
from tonmeister.signal import Audio, Samples
from tonmeister.studio import Project, file_source, read_session, read_sheet

CASES = (("Rock", "stems"), ("Rock", "raw"), ("Punk", "raw"))
BAR_DB = 2.5
MONO_DB = -10 * np.log10(2.0)  # the pan law's centre


@dataclass(frozen=True)
class Inputs:
    """A song's inputs: how loud each is while it plays, and what we did to it, read and heard."""

    loud_db: np.ndarray
    read_db: np.ndarray
    heard_db: np.ndarray


class _Keep:
    def __init__(self) -> None:
        self.blocks: list[Samples] = []

    def write(self, block: Samples) -> None:
        self.blocks.append(block)


def loud_db(path: Path) -> float:
    """Return how loud a file is while it plays, K-weighted."""
    sound = features_of(file_source(path), light=True)
    return 10.0 * float(np.log10(sound.k_power[sound.active].mean()))


def engineer_db(material: Path, song: str) -> np.ndarray:
    """Return the engineer's gains in dB, by stem number."""
    path = next((material / f"mdbdrums/{song}/medleydb").glob("mixing_coefficients*.yaml"))
    return 20.0 * np.log10([float(g) for g in re.findall(r"\d: ([0-9.]+)", path.read_text())])


def ours(folder: Path, out: Path) -> Inputs:
    """Produce a song as a person would and see what became of each file, in their order."""
    used = cost([TONMEISTER, "produce", str(folder), "--genre", "rock", "--out", str(out)])
    if used.code:
        raise RuntimeError(f"{folder.name}: produce failed with {used.code}: {used.errors[-300:]}")
    project = Project.open(folder, out)
    sheet, session = read_sheet(project.recall_file), read_session(project)
    tracks = sorted(session.playing, key=lambda track: track.files[0])
    sources = {t.name: file_source(folder / t.files[0]) for t in tracks}
    sinks = {f"strip:{s.name}": _Keep() for s in sheet.strips if s.kind == "track"}
    render(sheet, sources, sinks=sinks, layouts={t.name: t.layout for t in tracks})
    loud, read, heard = [], [], []
    for track in tracks:
        strip = next(s for s in sheet.strips if s.track == track.name and s.kind == "track")
        went_in = loud_db(folder / track.files[0])
        played = np.concatenate(sinks[f"strip:{strip.name}"].blocks, axis=1)
        came_out = features_of(Audio(played, sheet.rate_hz), light=True)
        loud.append(went_in)
        read.append(_read_db(sheet, track))
        heard.append(
            10.0 * float(np.log10(came_out.k_power[came_out.active].mean())) - went_in
            + gain_db(sheet.strip(strip.output).decisions)
        )  # fmt: skip
    return Inputs(np.array(loud), np.array(read), np.array(heard))


def _read_db(sheet: RecallSheet, track: Track) -> float:
    strip = next(s for s in sheet.strips if s.track == track.name and s.kind == "track")
    law = MONO_DB if track.layout == "mono" else 0.0
    return gain_db(strip.decisions) + gain_db(sheet.strip(strip.output).decisions) + law


def gain_db(moves: tuple[Decision, ...]) -> float:
    """Return trim and faders together, a ride by its mean over time."""
    total = 0.0
    for move in moves:
        if move.bypass or move.effect not in ("trim", "fader"):
            continue
        curve = move.curves.get("gain_db")
        if curve and len(curve) > 1:
            at, gains = np.array(curve).T
            spans = np.diff(at)
            total += float(((gains[:-1] + gains[1:]) / 2 * spans).sum() / max(spans.sum(), 1e-9))
        else:
            total += float(move.settings.get("gain_db", 0.0)) * move.amount_percent / 100.0
    return total


def off_db(gains: np.ndarray, his: np.ndarray) -> float:
    """Return the mean absolute error without the offset that both have in common."""
    difference = gains - his
    return float(np.abs(difference - difference.mean()).mean())


def main(material: Path) -> str:
    """Measure; return a table."""
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as where:
        for song, kind in CASES:
            folder = Path(where) / f"{song} {kind}"
            came = sorted((material / f"mdbdrums/{song}/{kind}").glob("*.wav"))
            files = lay_out(came, song, folder)
            inputs = ours(folder, Path(where) / f"{song} {kind} out")
            his = engineer_db(material, song)
            order = np.argsort([path.name for path in files])
            his = his[order]
            stems = sorted((material / f"mdbdrums/{song}/stems").glob("*.wav"))
            if kind == "raw" and stems:
                his = his + np.array([loud_db(stems[i]) for i in order]) - inputs.loud_db
            read, heard = off_db(inputs.read_db, his), off_db(inputs.heard_db, his)
            equal, plain = off_db(-inputs.loud_db, his), off_db(np.zeros(len(his)), his)
            held = "yes" if read <= BAR_DB and read < equal else "NO"
            difference = inputs.read_db - his
            each = ", ".join(
                f"{files[i].stem} {d:+.1f}"
                for i, d in zip(order, difference - difference.mean(), strict=True)
            )
            rows.append([f"MusicDelta {song}, {kind}", read, heard, equal, plain, held, each])
    return table(
        "Balance against the engineer's: mean absolute error in dB "
        f"(bar: {BAR_DB} dB, nearer than equal loudness)",
        ["song", "ours, sheet", "ours, heard", "equal loudness", "plain sum", "holds",
         "ours over his, by input"],
        rows,
    )  # fmt: skip


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))

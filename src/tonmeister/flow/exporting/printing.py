"""Playing what cannot stay a device into sound: one run for most strips, one each for the rest."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from tonmeister.console import Plan, Sink, plan
from tonmeister.flow.exporting.channels import Parts, shortened
from tonmeister.flow.exporting.sound import print_file
from tonmeister.flow.hearing import Hearing
from tonmeister.flow.rendering import play_to, without_master
from tonmeister.flow.tell import Teller
from tonmeister.model import RecallSheet
from tonmeister.studio import Project, WavSink


class Printer:
    """Plays the mix and what is printed, once for all formats that print the same."""

    def __init__(
        self, project: Project, hearing: Hearing, sheet: RecallSheet, tell: Teller, workers: int
    ) -> None:
        self._song = (project, hearing, sheet)
        self._tell, self._workers = tell, workers
        self._played: dict[tuple[int, ...], tuple[Path, dict[str, Path]]] = {}

    def played(self, parts: Mapping[str, Parts], folder: Path) -> tuple[Path, dict[str, Path]]:
        """Return the mix and the prints by strip; they lie under ``folder``."""
        key = tuple(len(part.printed) + part.is_printed for part in parts.values())
        if key not in self._played:
            place = folder / f"prints {len(self._played) + 1}"
            place.mkdir()
            self._played[key] = play_prints(*self._song, parts, place, self._tell, self._workers)
        return self._played[key]


def play_prints(
    project: Project,
    hearing: Hearing,
    sheet: RecallSheet,
    parts: Mapping[str, Parts],
    folder: Path,
    tell: Teller,
    workers: int,
) -> tuple[Path, dict[str, Path]]:
    """Render the mix (before the master) and each strip's printed inserts, before its fader.

    Returns the mix and the prints by strip, all of the mix's length. A strip some of whose inserts
    stay devices is played in a run of its own, with its first inserts alone while all others stand
    as they are: so side-chains hear what they hear in the mix.
    """
    mix = folder / "mix.wav"
    names = [name for name, part in parts.items() if part.is_printed]
    prints = {name: folder / f"print {n:02d}.wav" for n, name in enumerate(names, 1)}
    runs = [tuple(n for n in names if not parts[n].live), *_runs(sheet, parts)]

    def play(number: int, on: Callable[[float], None], frames: int) -> int:
        turned = sheet if number == 0 else _with_first_inserts(sheet, parts, runs[number])
        only = None if number == 0 else _heard_by(plan(without_master(turned)), runs[number])
        length = frames or round(sheet.length_s * sheet.rate_hz)
        with ExitStack() as stack:
            sinks: dict[str, Sink] = {}
            for name in runs[number]:
                mono = hearing.layouts.get(sheet.strip(name).track) == "mono"
                sink = print_file(prints[name], sheet.rate_hz, length, may_be_mono=mono)
                sinks[f"inserts:{name}"] = stack.enter_context(sink)
            if number == 0:
                out = stack.enter_context(WavSink(mix, sheet.rate_hz, bits=32, frames=length))
                sinks["mix"] = out
            play_to(
                project, hearing, turned, sinks, tell, workers,
                progress=on, only=only, length_frames=frames or None,
            )  # fmt: skip
            return frames or out.frames

    with tell.stage("render", "Playing the mix and what is printed") as on:
        frames = 0
        for number in range(len(runs)):
            share = (number / len(runs), 1.0 / len(runs))
            frames = play(number, lambda part, s=share: on(s[0] + s[1] * part), frames)  # type: ignore[misc]
    return mix, prints


def _runs(sheet: RecallSheet, parts: Mapping[str, Parts]) -> list[tuple[str, ...]]:
    """Divide the strips printed in part: tracks that hear nobody can share a run."""
    partly = [name for name, part in parts.items() if part.printed and part.live]
    alone = [
        name
        for name in partly
        if sheet.strip(name).kind != "track" or any(d.key for d in parts[name].printed)
    ]
    together = tuple(name for name in partly if name not in alone)
    return [*([together] if together else []), *((name,) for name in alone)]


def _with_first_inserts(
    sheet: RecallSheet, parts: Mapping[str, Parts], names: Collection[str]
) -> RecallSheet:
    return replace(
        sheet,
        strips=tuple(
            shortened(s, len(parts[s.name].printed)) if s.name in names else s for s in sheet.strips
        ),
    )


def _heard_by(wiring: Plan, names: Collection[str]) -> set[str]:
    """Return the strips that must sound so that these sound as in the mix."""
    heard: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in heard:
            heard.add(name)
            waiting.extend(wiring.channels[name].hears)
    return heard

"""Proving an export: played by the other program where it runs here, else read back by ours."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tonmeister.exchange.daw.comparing import differences
from tonmeister.exchange.daw.fidelity import FEATURES, grades_of, used_in
from tonmeister.exchange.daw.formats import Format, Written
from tonmeister.exchange.daw.mixing import MixedSound
from tonmeister.exchange.daw.opening import read_xml
from tonmeister.flow.tell import Teller
from tonmeister.model import DawSession
from tonmeister.signal import Source
from tonmeister.signal.mixing import Sum
from tonmeister.studio import file_source

BLOCK_FRAMES = 1 << 18
FAR_DBFS = -50.0
"""What lies further apart than this in Ardour may be a plug-in that is not there."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was proved: sentences for people, figures by name for programs."""

    words: tuple[str, ...]
    figures: dict[str, Any]


def proved(
    form: Format, written: Written, session: DawSession, mix: Path, folder: Path, tell: Teller
) -> Proof:
    """Prove an export as far as it can be done on this machine."""
    if form.name == "ardour":
        return _in_ardour(written, mix, folder, tell)
    if form.name == "stems":
        return _summed(written, mix)
    if form.can_read:
        return _read_back(form, written, session, mix, folder)
    return Proof(words=(f"No program that opens {form.title} runs here: unproved.",), figures={})


def null_dbfs(one: Source, other: Source) -> tuple[float, float]:
    """Return how far the difference of two sounds lies under full scale: its peak and its RMS."""
    frames = max(one.frames, other.frames)
    peak, power = 0.0, 0.0
    for start in range(0, frames, BLOCK_FRAMES):
        count = min(BLOCK_FRAMES, frames - start)
        apart = one.read(start, count) - other.read(start, count)
        peak = max(peak, float(np.abs(apart).max(initial=0.0)))
        power += float(np.square(apart).sum())
    return _dbfs(peak), _dbfs(math.sqrt(power / max(1, 2 * frames)))


def _dbfs(amplitude: float) -> float:
    return 20.0 * math.log10(max(amplitude, 1e-12))


def _in_ardour(written: Written, mix: Path, folder: Path, tell: Teller) -> Proof:
    from tonmeister.exchange.ardour.rendering import ArdourFailed, NoArdour, rendered

    try:
        with tell.stage("prove", "Playing the session in Ardour"):
            out = rendered(written.main, folder / "ardour.wav", lambda _: tell.check())
    except NoArdour:
        return Proof(
            words=("Ardour is not installed here: the session was not played.",), figures={}
        )
    except ArdourFailed as error:
        tell.say(str(error), kind="problem")
        return Proof(words=(f"Ardour did not play the session: {error}",), figures={})
    peak_dbfs, rms_dbfs = null_dbfs(file_source(out), file_source(mix))
    words = (
        f"Played in Ardour and held against our own mix: the difference peaks at "
        f"{peak_dbfs:.1f} dBFS (RMS {rms_dbfs:.1f} dBFS)."
    )
    figures: dict[str, Any] = {"peak_dbfs": peak_dbfs, "rms_dbfs": rms_dbfs}
    if peak_dbfs > FAR_DBFS and (gone := _not_here(written.main)):
        figures["missing"] = gone
        words += f" Not installed here, and so not heard: {', '.join(gone)}."
    return Proof(words=(words,), figures=figures)


def _not_here(session_file: Path) -> list[str]:
    """Return the LV2 plug-ins of an Ardour session that this machine does not have."""
    from tonmeister.studio.hosts.lv2 import lv2_ids

    there = lv2_ids()
    used = [
        (str(one.get("unique-id")), str(one.get("name")))
        for one in read_xml(session_file.read_bytes(), session_file.name).iter("Processor")
        if one.get("type") == "lv2"
    ]
    return sorted({n for uri, n in used if uri not in there and not uri.startswith("urn:ardour:")})


def _summed(written: Written, mix: Path) -> Proof:
    stems = [file_source(p) for p in written.files if p.parent.name == "Mixed"]
    peak_dbfs, rms_dbfs = null_dbfs(Sum(stems, [1.0] * len(stems)), file_source(mix))
    words = (
        f"The {len(stems)} files in Mixed add up to the mix: the difference peaks at "
        f"{peak_dbfs:.1f} dBFS (RMS {rms_dbfs:.1f} dBFS)."
    )
    return Proof(words=(words,), figures={"peak_dbfs": peak_dbfs, "rms_dbfs": rms_dbfs})


def _read_back(
    form: Format, written: Written, session: DawSession, mix: Path, folder: Path
) -> Proof:
    """Read the export with our own reader; where it holds no effects, play what came back."""
    into = folder / f"{form.name} read back"
    into.mkdir(parents=True, exist_ok=True)
    after = form.read(written.main, into)
    found, grades = differences(session, after), grades_of(form)
    exact = [f for f in FEATURES if f in used_in(session) and grades[f][0] == "exact"]
    wrong = {f: found[f] for f in exact if f in found}
    words = [
        f"Read back by our own reader: of {len(exact)} things that arrive exactly "
        f"{len(exact) - len(wrong)} came back the same. {form.opens_in} did not run here."
    ]
    words += [f"Not the same: {feature} ({lines[0]})" for feature, lines in wrong.items()]
    figures: dict[str, Any] = {"exact": len(exact), "wrong": sorted(wrong)}
    if not any(track.devices for track in session.tracks):
        played = [MixedSound(t, after) for t in after.tracks if t.kind == "track"]
        peak_dbfs, rms_dbfs = null_dbfs(Sum(played, [1.0] * len(played)), file_source(mix))
        words.append(
            f"What came back, played by us and held against our mix: the difference peaks at "
            f"{peak_dbfs:.1f} dBFS (RMS {rms_dbfs:.1f} dBFS)."
        )
        figures |= {"peak_dbfs": peak_dbfs, "rms_dbfs": rms_dbfs}
    return Proof(words=tuple(words), figures=figures)

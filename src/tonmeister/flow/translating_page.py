"""Filling the page of a translation, with the record rendered for every device."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonmeister import __version__
from tonmeister.exchange.encode import preview_mp3
from tonmeister.exchange.pages import Place, TranslatePage, translate_html
from tonmeister.flow.tell import Teller
from tonmeister.flow.translating import Record, There
from tonmeister.flow.translating_moves import Proposal
from tonmeister.flow.translating_render import render_all
from tonmeister.knowledge.device_targets import Device
from tonmeister.listening.translation import in_the_studio
from tonmeister.listening.translation.simulate import db
from tonmeister.studio import file_source, write_text

LONGEST_PREVIEW_S = 300.0
WAVE_STEPS = 900
LABELS = "ABCDEFGHIJKLMNOPQRSTUVWYZ"


def write_page(
    path: Path, one: Record, places: Sequence[There], moves: Sequence[Proposal],
    left: Sequence[str], tell: Teller, *, noise: bool,
) -> None:  # fmt: skip
    """Render the record for every device into the page; the page is whole or not there."""
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        files = render_all(one, places, Path(folder), tell, noise=noise)
        with tell.stage("page", "Writing the page"):
            studio = in_the_studio(one.scene)
            as_it_is = Place(
                label="A", title="As it is", about="", known="", troubled=False, sentences=(),
                level_db=studio.level_db().tolist(), floor_db=db(studio.floor).tolist(),
                wave=_wave(files[0]), mp3=preview_mp3(files[0], length_s=LONGEST_PREVIEW_S),
            )  # fmt: skip
            shown = [
                _place(label, there, file)
                for label, there, file in zip(LABELS[1:], places, files[1:], strict=False)
            ]
            page = TranslatePage(
                name=one.name, stems=_stems(one),
                length_s=one.sound.frames / one.sound.rate_hz, as_it_is=as_it_is, places=shown,
                moves=[m.sentence for m in moves], left=left, version=__version__,
            )  # fmt: skip
            write_text(path, translate_html(page))


def _stems(one: Record) -> str:
    there = [name for name, s in (("bass", one.bass), ("lead vocal", one.vocal)) if s is not None]
    if not there:
        return "Heard without stems: nothing is claimed about the bass line and the vocal."
    return f"Heard with its stems: {' and '.join(there)}."


def _place(label: str, there: There, file: Path) -> Place:
    return Place(
        label=label,
        title=there.device.title,
        about=_about(there.device),
        known=f"Response ({there.device.response.grade}): {there.device.response.source}.",
        troubled=bool(there.troubles),
        sentences=there.sentences,
        level_db=there.heard.level_db().tolist(),
        floor_db=db(there.heard.floor).tolist(),
        wave=_wave(file),
        mp3=preview_mp3(file, length_s=LONGEST_PREVIEW_S),
    )


def _about(place: Device) -> str:
    heard = f"{place.reads_as[:1].upper()}{place.reads_as[1:]}"
    return (
        f"{heard}. Played at {place.level_db_spl:.0f} dB SPL over {place.noise_dba:.0f} dB(A) of "
        f"noise{', one channel' if place.mono else ''}."
    )


def _wave(file: Path) -> list[float]:
    """Return the peaks of a rendered file, drawn a little higher than they are where quiet."""
    sound = file_source(file)
    edges = np.linspace(0, sound.frames, WAVE_STEPS + 1).astype(int)
    peaks: NDArray[np.float64] = np.array(
        [np.abs(sound.read(a, b - a)).max(initial=0.0) for a, b in pairwise(edges)]
    )  # fmt: skip
    highest = max(float(peaks.max()), 1e-9)
    drawn: list[float] = (0.96 * np.maximum(peaks / highest, 0.002) ** 0.7).round(4).tolist()
    return drawn

"""The page of a translation: hear the record on each device, and see what is left of it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from string import Template

from tonmeister.exchange.pages.parts import part, plain_audio, policy, wave
from tonmeister.exchange.report.curves import BANDS_HZ, time_ticks
from tonmeister.exchange.report.player import PLAY
from tonmeister.exchange.report.plot import Axes, drawing, level_grid, path, x_label
from tonmeister.exchange.report.words import safe, sentence
from tonmeister.model import clock

_OCTAVES = {62.5: "63", 250: "250", 1000: "1k", 4000: "4k", 16000: "16k"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One device: what is said of it, its sound, and its levels at the ear in third octaves.

    ``level_db`` and ``floor_db`` are in dB SPL; below the floor nothing is heard. ``about`` says
    how loud and over what. ``mp3`` is empty where it was not rendered.
    """

    label: str
    title: str
    about: str
    known: str
    troubled: bool
    sentences: Sequence[str]
    level_db: Sequence[float]
    floor_db: Sequence[float]
    wave: Sequence[float]
    mp3: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatePage:
    """All of the page. The first of ``lanes`` is the record as it is."""

    name: str
    stems: str
    length_s: float
    as_it_is: Place
    places: Sequence[Place]
    moves: Sequence[str]
    left: Sequence[str]
    version: str


def translate_html(page: TranslatePage) -> str:
    """Write the page; one self-contained text that loads nothing."""
    script = part("compare.js")
    return Template(part("translate.html")).substitute(
        policy=policy(script),
        css=part("page.css", "tonmeister.exchange.report")
        + part("compare.css")
        + part("translate.css"),
        script=script,
        values=_values(page),
        name=safe(page.name),
        stems=sentence(page.stems),
        player=_player(page),
        places="".join(_place(one, page) for one in page.places),
        moves=_moves(page),
        version=safe(page.version),
    )


def _values(page: TranslatePage) -> str:
    lanes = [
        {"label": one.label, "starts_s": 0.0, "gain_db": 0.0}
        for one in (page.as_it_is, *page.places)
    ]
    values = {"length_s": page.length_s, "lanes": lanes}
    return json.dumps(values, separators=(",", ":")).replace("<", "\\u003c")


def _player(page: TranslatePage) -> str:
    every = (page.as_it_is, *page.places)
    buttons = "".join(
        f'<button type="button" data-side="{one.label}" aria-pressed="{_yes(i == 0)}">'
        f"<kbd>{one.label}</kbd>{safe(one.title.split(',')[0])}</button>"
        for i, one in enumerate(every)
    )
    lanes = "".join(
        f'<div class="lane" data-side="{one.label}"><span class="tag">{one.label}'
        f"<small>{safe(one.title)}</small></span>{wave(one.wave, one.title)}</div>"
        for one in every
    )
    return (
        f'<div class="controls"><button class="play" id="play" type="button" aria-label="Play">'
        f'{PLAY}</button><p class="now"><b id="now">0:00</b> <span>of {clock(page.length_s)}'
        '</span></p><label class="match"><input type="checkbox" id="match" checked disabled> '
        "Equal loudness<small>All are written equally loud.</small></label>"
        f'<div class="ab many" role="group" aria-label="Where you hear it">{buttons}</div></div>'
        f'<div class="timeline" style="--at:0"><div class="lanes thin" id="seek">{lanes}</div>'
        f'<div class="clockline">{time_ticks(page.length_s)}</div></div>'
        '<p class="caption" id="caption"><span class="keys"><kbd>space</kbd> plays, the letters '
        "switch, <kbd>←</kbd> <kbd>→</kbd> move by five seconds.</span></p>"
        f"{plain_audio([(one.label, one.title, one.mp3) for one in every])}"
    )


def _yes(state: bool) -> str:
    return "true" if state else "false"


def _place(one: Place, page: TranslatePage) -> str:
    lines = "".join(f"<li>{sentence(line)}</li>" for line in one.sentences)
    state = "troubled" if one.troubled else "fine"
    return (
        f'<section class="chapter spot {state}"><header><h2><small>{one.label}</small> '
        f'{safe(one.title)}</h2><p class="lead">{sentence(one.about)}</p>'
        f'<p class="lead known">{sentence(one.known)}</p></header>'
        f'<div class="body"><ul class="lines">{lines}</ul>{_plot(one, page.as_it_is)}</div>'
        "</section>"
    )


def _at(hz: float) -> float:
    return math.log(hz / 22.4) / math.log(22400 / 22.4)


def _plot(one: Place, studio: Place) -> str:
    """Draw what reaches the ear over what can be heard there, with the studio behind it."""
    loud = max(one.level_db)
    moved = [level + loud - max(studio.level_db) for level in studio.level_db]
    bottom = max(min(min(one.floor_db), loud - 50.0), loud - 60.0)
    axes = Axes(x=_at, bottom=bottom, top=loud + 6.0)
    grid, levels = level_grid(axes, 12.0, "dB")
    ground = [bottom - 20.0] * len(BANDS_HZ)
    shapes = [
        grid,
        path(axes.area(BANDS_HZ, ground, one.floor_db), "deaf"),
        path(axes.line(BANDS_HZ, moved), "middle"),
        path(axes.line(BANDS_HZ, one.level_db), "after"),
    ]
    ticks = "".join(x_label(_at(hz), said, minor=False) for hz, said in _OCTAVES.items())
    return (
        f'<div class="plot low">{drawing(shapes, f"Levels at the ear: {one.title}")}{levels}{ticks}'
        '</div><p class="readout"><span class="key after">at the ear, dB SPL</span>'
        '<span class="key middle">in the studio, at one height</span>'
        '<span class="key deaf">not heard: noise, '
        "or too soft for the ear</span></p>"
    )


def _moves(page: TranslatePage) -> str:
    if not page.moves and not page.left:
        return ""
    helped = "".join(f"<li>{sentence(line)}</li>" for line in page.moves)
    left = "".join(f'<li class="left">{sentence(line)}</li>' for line in page.left)
    return (
        '<section class="chapter" id="moves"><header><h2>What would help</h2><p class="lead">Each '
        "was played on the real sound and heard again before it was written here.</p></header>"
        f'<div class="body"><ul class="plainlist">{helped}{left}</ul></div></section>'
    )

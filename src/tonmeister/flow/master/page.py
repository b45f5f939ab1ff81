"""The master's page: how near it came, in pictures and numbers, and every move with its reason."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from tonmeister.exchange.report.curves import BANDS_HZ
from tonmeister.exchange.report.plot import Axes, drawing, level_grid, path, x_label
from tonmeister.exchange.report.words import number, safe, sentence
from tonmeister.flow.master.mastered import Mastered
from tonmeister.model import Decision, Finding
from tonmeister.producer.bands import Bands
from tonmeister.producer.reference.profile import heard

_OCTAVES = {31.25: "31", 62.5: "63", 125.0: "125", 250.0: "250", 500.0: "500", 1000.0: "1k",
            2000.0: "2k", 4000.0: "4k", 8000.0: "8k", 16000.0: "16k"}  # fmt: skip
_MINOR = (31.25, 125.0, 500.0, 2000.0, 8000.0)
_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Page:
    """What the page tells."""

    done: Mastered
    findings: tuple[Finding, ...]
    peak_dbtp: float


def page(told: Page) -> str:
    """Return the page: one self-contained HTML text that asks nothing of any network."""
    done, sheet = told.done, told.done.sheet
    css = files("tonmeister.exchange.report").joinpath("page.css").read_text("utf-8")
    mono = done.mix.is_mono
    notes = [
        *sheet.notes,
        *done.problems,
        *([f"Not reached: {done.refused}."] if done.refused else []),
    ]
    back = [f"{t.decision.id}: {t.reason}" for t in sheet.taken_back]
    return "".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta name="color-scheme" content="light dark"><title>{safe(sheet.song)}</title>',
            f'<style>{css}</style></head><body><header class="top"><p class="brand">Tonmeister ',
            "<span>the master and its reasons</span></p></header><main>",
            f'<div class="title"><div><p class="kicker">Master · sheet {sheet.revision}</p>',
            f"<h1>{safe(sheet.song)}</h1></div></div>",
            f'<p class="summary">Held against {safe(done.goal.name)}.</p>{_numbers(told)}',
            _chapter("Tone of the middle", _plot(done.mix.mid_db, done.goal.mid_db,
                                                 done.result.mid_db, "middle")),
            "" if mono else _chapter("Tone of the sides", _plot(
                done.mix.side_db, done.goal.side_db, done.result.side_db, "sides")),
            _chapter("What was done", _moves(sheet.master.decisions)),
            _chapter("Tried and taken back", _list(back)),
            _chapter("To be said", _list(notes)),
            "</main></body></html>\n",
        )
    )  # fmt: skip


def _numbers(told: Page) -> str:
    done = told.done
    rows = [
        ("Loudness", "a_lufs", done.mix.loudness_lufs, done.measured.loudness_lufs,
         number("a_lufs", done.sheet.target.loudness_lufs)),
        ("True peak", "a_dbtp", told.peak_dbtp, done.measured.true_peak_dbtp,
         f"at most {number('a_dbtp', done.sheet.target.ceiling_dbtp)}"),
        ("Tone of the middle, off by", "a_db", done.before.mid_db, done.after.mid_db, ""),
    ]  # fmt: skip
    if not done.mix.is_mono and not done.goal.is_mono:
        rows += [
            ("Tone of the sides, off by", "a_db", done.before.side_db, done.after.side_db, ""),
            ("Width, off by", "a_db", done.before.width_db, done.after.width_db, ""),
        ]
    if np.isfinite(done.goal.spread_db).all():
        rows.append(("Swing, off by", "a_db", done.before.spread_db, done.after.spread_db, ""))
    body = "".join(
        f"<tr><th>{safe(what)}</th><td>{number(unit, before)}</td><td>{number(unit, after)}</td>"
        f"<td>{safe(aim)}</td></tr>"
        for what, unit, before, after, aim in rows
    )
    return (
        '<div class="scroll"><table><thead><tr><th></th><th>Mix</th><th>Master</th><th>Asked for'
        f"</th></tr></thead><tbody>{body}</tbody></table></div>"
    )


def _plot(before: Bands, goal: Bands, after: Bands, what: str) -> str:
    """Draw three spectra, level taken out."""
    shown = [_shape(level, before) for level in (before, goal, after)]
    core = np.concatenate([level[heard(before)] for level in shown])
    top = float(core.max()) + 3.0
    axes = Axes(
        x=lambda hz: math.log(hz / 22.4) / math.log(22400 / 22.4),
        bottom=max(float(core.min()), top - 60.0) - 3.0,
        top=top,
    )
    grid, levels = level_grid(axes, 6.0, "dB")
    lines = [
        path(axes.line(BANDS_HZ, level.tolist()), name)
        for level, name in zip(shown, ("before", "middle", "after"), strict=True)
    ]
    ticks = "".join(x_label(axes.x(hz), said, minor=hz in _MINOR) for hz, said in _OCTAVES.items())
    words = f"Third octaves of the {what}: mix, goal and master, level taken out"
    keys = (("before", "mix"), ("middle", "goal"), ("after", "master"))
    legend = "".join(f'<span class="key {name}">{said}</span>' for name, said in keys)
    return (
        f'<div class="plot">{drawing([grid, *lines], words)}{levels}{ticks}</div>'
        f'<p class="readout">{legend}</p>'
    )


def _shape(level_db: Bands, like: Bands) -> Bands:
    both = heard(level_db) & heard(like)
    return level_db - (level_db[both].mean() if both.any() else 0.0)


def _moves(moves: Iterable[Decision]) -> str:
    items = []
    for m in moves:
        flags = [
            word
            for word, on in (
                (f"{m.amount_percent:g} %", m.amount_percent != 100.0),
                ("held by you", m.hold),
                ("switched off", m.bypass),
            )
            if on
        ]
        flag = "".join(f'<span class="flag">{safe(word)}</span>' for word in flags)
        items.append(
            f'<li class="decision"><p class="meta"><b>{safe(m.effect.replace("_", " "))}</b>{flag}'
            f'</p><div><p class="said">{sentence(m.reason)}</p>'
            f'<p class="ids"><code>{safe(m.id)}</code></p></div></li>'
        )
    return f'<section class="strip"><ol>{"".join(items)}</ol></section>' if items else ""


def _list(lines: Iterable[str]) -> str:
    items = "".join(f"<li>{sentence(line)}</li>" for line in lines)
    return f'<ul class="plainlist">{items}</ul>' if items else ""


def _chapter(title: str, inner: str) -> str:
    if not inner:
        return ""
    return (
        f'<section class="chapter"><header><h2>{safe(title)}</h2></header>'
        f'<div class="body">{inner}</div></section>'
    )

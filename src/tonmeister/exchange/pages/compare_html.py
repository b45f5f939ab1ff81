"""Putting the page of a comparison together."""

from __future__ import annotations

import json
from string import Template

from tonmeister.exchange.pages import compare_plots as plots
from tonmeister.exchange.pages.compare import ComparePage, PairCurves
from tonmeister.exchange.pages.parts import part, plain_audio, policy, wave
from tonmeister.exchange.report.curves import time_ticks
from tonmeister.exchange.report.player import PLAY
from tonmeister.exchange.report.words import number, safe, sentence
from tonmeister.model import clock


def compare_html(page: ComparePage) -> str:
    """Write the page: what differs, in words and pictures, and the sound to switch between.

    One self-contained HTML text that forbids itself any network and any script but its own.
    """
    script = part("compare.js")
    return Template(part("compare.html")).substitute(
        policy=policy(script),
        css=part("page.css", "tonmeister.exchange.report") + part("compare.css"),
        script=script,
        values=_values(page),
        title=safe(", ".join(lane.label for lane in page.lanes)),
        names="".join(
            f'<li class="s-{lane.label.lower()}"><b>{lane.label}</b> {safe(lane.title)}</li>'
            for lane in page.lanes
        ),
        player=_player(page),
        words="".join(_words(pair) for pair in page.pairs),
        tone=plots.tone(page),
        difference=plots.difference(page),
        percentiles=plots.percentiles(page),
        group=sentence(page.group),
        width=plots.width(page),
        loudness=plots.loudness(page),
        crest=plots.crest(page),
        sections=_sections(page),
        version=safe(page.version),
    )


def _values(page: ComparePage) -> str:
    values = {
        "length_s": page.length_s,
        "lanes": [
            {"label": lane.label, "starts_s": lane.starts_s, "gain_db": round(lane.gain_db, 3)}
            for lane in page.lanes
        ],
    }
    return json.dumps(values, separators=(",", ":")).replace("<", "\\u003c")


def _player(page: ComparePage) -> str:
    lanes = "".join(
        f'<div class="lane s-{lane.label.lower()}" data-side="{lane.label}"><span class="tag">'
        f"{lane.label}<small>{safe(lane.title)}</small></span>{wave(lane.wave, lane.title)}</div>"
        for lane in page.lanes
    )
    marks = "".join(
        f'<button type="button" data-seek="{a:.2f}" style="left:{100 * a / page.length_s:.2f}%;'
        f'width:{100 * (b - a) / page.length_s:.2f}%" title="{safe(name)}">{safe(name)}</button>'
        for name, a, b in page.sections
    )
    sounds = plain_audio((lane.label, lane.title, lane.mp3) for lane in page.lanes)
    return (
        f'{_controls(page)}<div class="timeline" style="--at:0"><div class="sections">{marks}</div>'
        f'<div class="lanes" id="seek">{lanes}</div>'
        f'<div class="clockline">{time_ticks(page.length_s)}</div></div>'
        f'<p class="caption" id="caption">{_keys(page)}</p>{sounds}'
    )


def _controls(page: ComparePage) -> str:
    buttons = "".join(
        f'<button type="button" class="s-{lane.label.lower()}" data-side="{lane.label}" '
        f'aria-pressed="{"true" if i == 0 else "false"}"><kbd>{lane.label}</kbd></button>'
        for i, lane in enumerate(page.lanes)
    )
    turned = "; ".join(
        f"{lane.label} {number('level_db', -lane.gain_db)} quieter"
        for lane in page.lanes
        if lane.gain_db < -0.05
    )
    words = f"Played: {turned}." if turned else "They are equally loud as they are."
    return (
        '<div class="controls">'
        f'<button class="play" id="play" type="button" aria-label="Play">{PLAY}</button>'
        f'<div class="ab" role="group" aria-label="What you hear">{buttons}</div>'
        '<button type="button" class="blind" id="blind" aria-pressed="false"><kbd>X</kbd> '
        "Blind</button>"
        f'<p class="now"><b id="now">0:00</b> <span>of {clock(page.length_s)}</span></p>'
        '<label class="match"><input type="checkbox" id="match" checked> Equal loudness'
        f"<small>{words}</small></label></div>"
    )


def _keys(page: ComparePage) -> str:
    letters = " ".join(f"<kbd>{lane.label}</kbd>" for lane in page.lanes)
    return (
        f'<span class="keys"><kbd>space</kbd> plays, {letters} switch, <kbd>X</kbd> plays one of '
        "them unnamed and lets you guess, <kbd>←</kbd> <kbd>→</kbd> move by five seconds.</span>"
    )


def _words(pair: PairCurves) -> str:
    about = " ".join(sentence(line) for line in pair.about)
    rows = "".join(
        f'<li class="{row.how_plain}"><span class="badge">{row.how_plain}</span>'
        f"<p>{sentence(row.sentence)}{_go(row.start_s)}</p></li>"
        for row in pair.rows
    )
    return (
        f'<section class="pair"><h3 class="s-{pair.other.lower()}">{pair.other} against {pair.one}'
        f'</h3><p class="about">{about}</p><ul class="told">{rows}</ul></section>'
    )


def _go(start_s: float | None) -> str:
    if start_s is None:
        return ""
    return f' <button type="button" class="place" data-seek="{start_s:.2f}">listen</button>'


def _sections(page: ComparePage) -> str:
    tables = "".join(plots.heat(page, pair) for pair in page.pairs if pair.heat)
    if not tables:
        return ""
    return (
        '<section class="chapter" id="sections"><header><h2>Part by part</h2><p class="lead">Level '
        "against the own whole, tone at equal loudness of the part, in dB.</p></header>"
        f'<div class="body">{tables}</div></section>'
    )

"""Putting the page together: one file, nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from importlib.resources import files
from string import Template

from tonmeister.exchange.report.balance import balance
from tonmeister.exchange.report.compare import fates
from tonmeister.exchange.report.curves import BANDS_HZ, loudness, spectrum
from tonmeister.exchange.report.data import ReportData
from tonmeister.exchange.report.decisions import (
    decisions,
    left_alone,
    moved,
    strip_filter,
    taken_back,
)
from tonmeister.exchange.report.findings import findings, tally
from tonmeister.exchange.report.player import matched_gains, player
from tonmeister.exchange.report.session import session
from tonmeister.exchange.report.tiles import numbers
from tonmeister.exchange.report.words import megabytes, number, safe, sentence
from tonmeister.model import clock


def write_report(data: ReportData) -> str:
    """Write the page that goes to the band: sound, pictures, every decision with its reason.

    One self-contained HTML text. It forbids itself any network and runs no script but its own
    (Content-Security-Policy with the script's hash), whatever the tracks are called.
    """
    script = _part("page.js")
    sheet = data.sheet
    return Template(_part("page.html")).substitute(
        policy=_policy(script),
        css=_part("page.css") + _part("session.css"),
        script=script,
        values=_values(data),
        title=safe(sheet.song),
        kicker=safe(f"{data.genre_title} · mix {sheet.revision}"),
        cover=_cover(data.cover),
        facts=_song_facts(data),
        summary=f'<p class="summary">{sentence(data.summary)}</p>' if data.summary else "",
        player=player(data),
        tiles=numbers(data),
        spectrum=spectrum(data),
        loudness=loudness(data),
        balance=_block("balance", "Who stands where", balance(data), _BALANCE),
        session=_block("session", "The session", session(data), _SESSION),
        tally=sentence(tally(fates(data.findings_before, data.findings_after))),
        findings=findings(data),
        filter=strip_filter(data),
        count=sum(len(strip.decisions) for strip in moved(data)),
        decisions=decisions(data),
        taken_back=_block("back", "Tried and taken back", _list(taken_back(data)), _TAKEN_BACK),
        notes=_block("alone", "Left alone, and why", _sentences(left_alone(data)), ""),
        problems=_block("problems", "What could not be used", _sentences(data.problems), ""),
        files=_block("files", "What is in the box", _files(data), ""),
        versions=_versions(data),
    )


_BALANCE = "Loudness of each part as it sounds in the mix, loudest first. The change is against \
the raw tracks at equal overall loudness."
_SESSION = "What was done to the recordings before the mix. The files that came are untouched; \
each of these can be undone alone."
_TAKEN_BACK = "These moves were made and measured on the rendered sound. They did not do what was \
meant, so they are not in the record."


def _part(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; "
        f"media-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    )


def _values(data: ReportData) -> str:
    """Hand the numbers to the script, unable to close its element."""
    tempo = data.song.tempo
    values = {
        "length_s": data.song.length_s,
        "gains_db": matched_gains(data),
        "bars_s": [round(tempo.beats_s[i], 3) for i in tempo.downbeats] if tempo else [],
        "sections": [[s.name, s.where.start_s, s.where.end_s] for s in data.song.sections],
        "bands_hz": [round(hz, 1) for hz in BANDS_HZ],
        "spectrum_db": {
            "before": _short(data.before.spectrum_db),
            "after": _short(data.after.spectrum_db),
            "low": _short(data.band.low_db) if data.band else [],
            "high": _short(data.band.high_db) if data.band else [],
        },
        "loudness_lufs": {
            name: {"hop_s": side.hop_s, "levels": _short(side.short_term_lufs)}
            for name, side in (("before", data.before), ("after", data.after))
        },
    }
    return json.dumps(values, separators=(",", ":")).replace("<", "\\u003c")


def _short(levels: Iterable[float]) -> list[float]:
    return [round(max(float(level), -120.0), 1) for level in levels]


def _cover(cover: bytes) -> str:
    if not cover:
        return ""
    kind = "image/png" if cover.startswith(b"\x89PNG") else "image/jpeg"
    picture = base64.b64encode(cover).decode("ascii")
    return f'<img class="cover" alt="Cover" src="data:{kind};base64,{picture}">'


def _song_facts(data: ReportData) -> str:
    song = data.song
    facts = [clock(song.length_s)]
    if song.tempo:
        facts.append(number("tempo_bpm", song.tempo.tempo_bpm))
    if song.key:
        facts.append(str(song.key))
    facts.append(number("rate_hz", data.sheet.rate_hz))
    if data.sheet.reference:
        facts.append(f"aimed at {data.sheet.reference}")
    if data.made_on:
        facts.append(data.made_on)
    return "".join(f"<li>{safe(fact)}</li>" for fact in facts)


def _block(name: str, title: str, inner: str, lead: str) -> str:
    """Wrap a chapter; an empty one is not printed at all."""
    if not inner:
        return ""
    lead = f'<p class="lead">{lead}</p>' if lead else ""
    return (
        f'<section class="chapter" id="{name}"><header><h2>{title}</h2>{lead}</header>'
        f'<div class="body">{inner}</div></section>'
    )


def _list(items: str) -> str:
    return f'<ul class="plainlist">{items}</ul>' if items else ""


def _sentences(lines: Iterable[str]) -> str:
    return _list("".join(f"<li>{sentence(line)}</li>" for line in lines))


def _files(data: ReportData) -> str:
    rows = "".join(
        f"<tr><th>{safe(f.what)}</th><td><code>{safe(f.path)}</code></td>"
        f"<td>{megabytes(f.size_bytes)}</td></tr>"
        for f in data.files
    )
    return f'<div class="scroll"><table class="files">{rows}</table></div>' if rows else ""


def _versions(data: ReportData) -> str:
    return ", ".join(safe(f"{name} {version}") for name, version in data.versions.items())

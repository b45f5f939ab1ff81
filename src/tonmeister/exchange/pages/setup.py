"""The page of a setup: the input list to print and lay on the floor."""

from __future__ import annotations

from collections.abc import Sequence
from string import Template

from tonmeister.exchange.pages.parts import part
from tonmeister.exchange.report.words import safe, sentence
from tonmeister.producer.recording import Line, Setup


def setup_html(setup: Setup, *, version: str) -> str:
    """Write the page; one self-contained text that loads nothing, for A4."""
    left = (*setup.left, *setup.notes)
    return Template(part("setup.html")).substitute(
        css=part("setup.css"),
        name=safe(setup.title),
        room=safe(setup.room),
        lines="".join(_row(line) for line in setup.lines),
        left=f"<section><h2>Left out, and to mind</h2>{_list(left)}</section>" if left else "",
        cues="".join(
            f'<div class="cue"><b>{safe(" and ".join(cue.players))}</b>: '
            + sentence(", ".join(f"{name} {level_db:+.0f} dB" for name, level_db in cue.levels))
            + f"<small>{safe('; '.join(cue.why))}</small></div>"
            for cue in setup.cues
        ),
        why=_why(setup.lines),
        version=safe(version),
    )


def _row(line: Line) -> str:
    warned = "".join(f'<p class="warn">{sentence(w)}</p>' for w in line.warnings)
    pattern = f"<small>{safe(line.pattern)}</small>" if line.pattern else ""
    gain = "by ear" if line.gain is None else f"{line.gain.from_db:.0f} to {line.gain.to_db:.0f} dB"
    never = ' class="never"' if line.phantom == "NEVER" else ""
    return (
        f"<tbody><tr><td>{line.channel_count}<small>in {line.input_count}</small></td>"
        f"<td>{safe(line.source)}<small>{safe(line.player)}</small></td>"
        f"<td>{safe(line.microphone)}{pattern}</td><td>{sentence(line.where)}{warned}</td>"
        f"<td>{gain}</td><td>{'Ø' if line.reversed else ''}</td>"
        f"<td{never}>{safe(line.phantom)}</td></tr></tbody>"
    )


def _list(lines: Sequence[str]) -> str:
    return "<ul>" + "".join(f"<li>{sentence(line)}</li>" for line in lines) + "</ul>"


def _why(lines: Sequence[Line]) -> str:
    rows = []
    for line in lines:
        other = f" Or: {safe(', '.join(line.alternatives))}." if line.alternatives else ""
        rows.append(
            f"<li><b>{line.channel_count} {safe(line.source)}</b> "
            f"<small>{safe(line.preamp)}, input {line.input_count}</small>"
            f"{sentence(' '.join(line.reasons))}{other}</li>"
        )
    return f"<section><h2>Why</h2><ul>{''.join(rows)}</ul></section>"

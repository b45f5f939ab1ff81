"""``tonmeister platforms``: where music goes, what is asked there, what happens to a file."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tonmeister.flow.tell import Event, Teller

if TYPE_CHECKING:
    from tonmeister.flow.platforms.outlook import Outlook
    from tonmeister.knowledge.platform_targets import Platform

HELP = "what each platform asks for, and what it will do to a finished file"


def arguments(sub: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    sub.add_argument("names", nargs="?", metavar="NAME[,NAME]", help="some of them (all)")
    sub.add_argument(
        "--file", type=Path, metavar="MASTER", help="a finished file: what each will do to it"
    )
    sub.add_argument("--json", action="store_true", help="print one JSON object a line")


def run(asked: argparse.Namespace, tell: Teller) -> Event | None:
    """List the platforms, show one, or say what they do to a file."""
    from tonmeister.flow.platforms.wanted import wanted
    from tonmeister.knowledge.platform_targets import platform, platforms

    chosen = wanted(asked.names) if asked.names else tuple(platform(n) for n in platforms())
    if asked.file is not None:
        return _file(asked, chosen, tell)
    if asked.json:
        return {"event": "platforms", "platforms": [_plain(p) for p in chosen]}
    if asked.names:
        for one in chosen:
            _show(one)
    else:
        _table([("platform", "loudness", "turns", "ceiling", "hand in", "listeners get"),
                *(_row(p) for p in chosen)])  # fmt: skip
    return None


def _file(
    asked: argparse.Namespace, chosen: Sequence[Platform], tell: Teller
) -> dict[str, Any] | None:
    from tonmeister.flow.platforms.outlook import outlook

    if not asked.file.is_file():
        raise FileNotFoundError(f"there is no file {asked.file}")
    found = outlook(asked.file, chosen, tell)
    if asked.json:
        return {
            "event": "platforms",
            "file": str(asked.file),
            "platforms": [_told(o) for o in found],
        }
    read = found[0].measured
    print(
        f"{asked.file.name}: {read.loudness_lufs:.1f} LUFS, {read.true_peak_dbtp:.2f} dBTP, "
        f"range {read.range_lu:.1f} LU\n"
    )
    _table([("platform", "turned by", "plays at", "after its codec", "ceiling", ""),
            *(_outlook_row(o) for o in found)])  # fmt: skip
    return None


def _outlook_row(o: Outlook) -> tuple[str, ...]:
    peak = o.codec_peak_dbtp
    said = "fits" if o.over_db <= 0.0 else f"peaks {o.over_db:.2f} dB over its ceiling"
    if o.short_db > 0.05:
        said += f"; its peaks leave no room for {o.short_db:.1f} dB more"
    return (
        o.platform.name,
        f"{o.turned_db:+.1f} dB" if abs(o.turned_db) >= 0.05 else "as it is",
        f"{o.plays_at_lufs:.1f} LUFS",
        "lossless" if not o.platform.made.codecs else "not heard" if peak is None
        else f"{peak:.2f} dBTP",
        f"{o.ceiling_dbtp:.1f} dBTP",
        said,
    )  # fmt: skip


def _told(o: Outlook) -> dict[str, Any]:
    return {
        "name": o.platform.name,
        "loudness_lufs": round(o.measured.loudness_lufs, 2),
        "true_peak_dbtp": round(o.measured.true_peak_dbtp, 2),
        "turned_db": round(o.turned_db, 2),
        "plays_at_lufs": round(o.plays_at_lufs, 2),
        "short_db": round(o.short_db, 2),
        "ceiling_dbtp": o.ceiling_dbtp,
        "over_db": round(o.over_db, 2),
        "codecs": [
            {
                "codec": h.codec.codec,
                "kbps": h.codec.kbps,
                "loudness_lufs": round(h.loudness_lufs, 2),
                "true_peak_dbtp": round(h.true_peak_dbtp, 2),
            }
            for h in o.heard
        ],
    }


def _row(p: Platform) -> tuple[str, ...]:
    lossy = ", ".join(c.title for c in p.made.codecs) or "the file itself"
    return p.name, _target(p), _turns(p), _ceiling(p), _hand_in(p), lossy


def _target(p: Platform) -> str:
    target = p.loudness.target_lufs
    return "yours" if target is None else f"{target:.1f} LUFS"


def _turns(p: Platform) -> str:
    ways = [
        word for word, on in (("down", p.loudness.turns_down), ("up", p.loudness.turns_up)) if on
    ]
    whole = ", albums as a whole" if ways and p.loudness.album else ""
    return (" and ".join(ways) or "nothing") + whole


def _ceiling(p: Platform) -> str:
    text = f"{p.peak.ceiling_dbtp:.1f} dBTP"
    if p.peak.loud_ceiling_dbtp is not None:
        text += f" ({p.peak.loud_ceiling_dbtp:.1f} when louder)"
    return text


def _hand_in(p: Platform) -> str:
    rates = "/".join(f"{r / 1000:g}k" for r in p.file.rates_hz) or "its own rate"
    return f"{p.file.ending.upper()} {p.file.bits} bit, {rates}"


def _show(p: Platform) -> None:
    print(f"\n{p.title} ({p.name})\n{p.says}\n")
    rows = [
        ("loudness", f"{_target(p)}; turns {_turns(p)}", p.loudness),
        ("ceiling", _ceiling(p), p.peak),
        ("hand in", _hand_in(p), p.file),
        ("listeners get", _row(p)[-1], p.made),
    ]
    if p.vinyl is not None:
        sides = ", ".join(
            f"{s.disc} at {s.speed}: {s.usual:g} to {s.most:g} min" for s in p.vinyl.minutes
        )
        rows.append(("a side", sides, p.vinyl))
    for name, words, known in rows:
        print(textwrap.fill(f"{name}: {words}", 98, subsequent_indent="    "))
        source = f"known by {known.grade}: {known.source}, read on {known.read_on}"
        print(textwrap.fill(source, 98, initial_indent="    ", subsequent_indent="    "))


def _plain(p: Platform) -> dict[str, Any]:
    from dataclasses import asdict

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: plain(v) for k, v in value.items()}
        if isinstance(value, (list, tuple)):
            return [plain(v) for v in value]
        return value if value is None or isinstance(value, (str, int, float)) else str(value)

    told: dict[str, Any] = plain(asdict(p))
    return told


def _table(rows: Sequence[Sequence[str]]) -> None:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip())

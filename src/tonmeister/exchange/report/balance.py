"""How loud each part stands in the mix, as bars."""

from __future__ import annotations

from tonmeister.exchange.report.data import Bar, ReportData
from tonmeister.exchange.report.words import number, safe, slug

_DEEPEST_LU = 36.0


def balance(data: ReportData) -> str:
    """Build the bars, loudest first."""
    bars = sorted(data.balance, key=lambda bar: -bar.loudness_lufs)
    if not bars:
        return ""
    loudest = bars[0].loudness_lufs
    rows = "".join(_row(bar, loudest) for bar in bars)
    groups = dict.fromkeys(bar.group for bar in bars)
    legend = "".join(
        f'<span class="key group g-{slug(group)}">{safe(group)}</span>' for group in groups
    )
    return (
        '<table class="bars"><colgroup><col><col><col></colgroup><thead><tr><th>Strip</th>'
        "<th>Loudness in the mix</th>"
        "<th>Change against the raw tracks at equal loudness</th></tr></thead>"
        f'<tbody>{rows}</tbody></table><p class="readout">{legend}</p>'
    )


def _row(bar: Bar, loudest: float) -> str:
    width = max(2.0, 100.0 * (1.0 - (loudest - bar.loudness_lufs) / _DEEPEST_LU))
    change = ""
    if bar.change_db is not None:
        way = "up" if bar.change_db > 0.05 else "down" if bar.change_db < -0.05 else "same"
        said = number("change_db", bar.change_db) if way != "same" else "as it was"
        change = f'<span class="change {way}">{said}</span>'
    return (
        f"<tr><th>{safe(bar.strip)}</th>"
        f'<td><div class="track"><i class="g-{slug(bar.group)}" style="--part:{width / 100:.3f}">'
        f"</i><b>{number('loudness_lufs', bar.loudness_lufs)}</b></div></td><td>{change}</td></tr>"
    )


def group_of(data: ReportData) -> dict[str, str]:
    """Return each strip's colour name."""
    return {bar.strip: slug(bar.group) for bar in data.balance}

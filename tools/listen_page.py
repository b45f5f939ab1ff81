"""The page of ``make listen``: only what changed, to be heard at equal loudness."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import soundfile
from listen_picture import difference_png, height_percent

from tonmeister.signal import Audio
from tonmeister.signal.level import FLOOR_DB
from tonmeister.signal.loudness import measure

if TYPE_CHECKING:
    from listen import Change
    from listen_scenes import Scene

LOOK = Path(__file__).with_name("listen_page.html")
PEAK = 10.0 ** (-1.0 / 20.0)


def page(heard: Sequence[Change], same: Sequence[Change]) -> str:
    """Return the whole page: one file, no network."""
    total = len(heard) + len(same)
    title = f"{len(heard)} of {total} scenes sound different"
    articles = "\n".join(_article(number, change) for number, change in enumerate(heard))
    rows = "\n".join(
        f"<tr><td>{escape(c.name)}</td><td>{escape(c.words)}</td></tr>" for c in same
    )  # fmt: skip
    text = LOOK.read_text("utf-8")
    for mark, words in (("TITLE", title), ("CHANGED", articles), ("UNCHANGED", rows)):
        text = text.replace(f"<!--{mark}-->", words)
    return text


def _article(number: int, change: Change) -> str:
    one = change.after or change.before
    assert one is not None
    parts = [
        f"<h2>{escape(change.name)} <span class='null'>{escape(change.words)}</span></h2>",
        f"<p class='hear'>{escape(one.sentence)}</p>",
    ]
    if change.before and change.after and change.before.rate_hz == change.after.rate_hz:
        parts.append(_both(change.before, change.after))
    else:
        sides = (("before", change.before), ("after", change.after))
        sounds = {side: (s.sound * _headroom(s.sound), s.rate_hz) for side, s in sides if s}
        parts.append(_player(sounds))
    parts.append(_made_by(change.before, change.after))
    return f"<article id='scene{number}'>{''.join(parts)}</article>"


def _both(before: Scene, after: Scene) -> str:
    """Return player and picture, the louder of the two turned down to the other."""
    frames = max(before.sound.shape[1], after.sound.shape[1])
    was, now = (np.pad(s.sound, ((0, 0), (0, frames - s.sound.shape[1]))) for s in (before, after))
    left = now - was
    louder_lu = _lufs(after) - _lufs(before)
    gains = 10.0 ** (min(0.0, louder_lu) / 20.0), 10.0 ** (-max(0.0, louder_lu) / 20.0)
    was, now = was * gains[0], now * gains[1]
    both = min(_headroom(was), _headroom(now))
    lift_db = -20.0 * np.log10(max(float(np.abs(left).max()), 1e-9) / PEAK)
    rate_hz = before.rate_hz
    sounds = {
        "before": (was * both, rate_hz),
        "after": (now * both, rate_hz),
        "difference": (left * 10.0 ** (lift_db / 20.0), rate_hz),
    }
    told = [f"After is {louder_lu:+.2f} LU against before; here both are equally loud."]
    told.append(f"The difference is played {lift_db:+.0f} dB louder than it is.")
    if before.sound.shape != after.sound.shape:
        seconds = (after.sound.shape[1] - before.sound.shape[1]) / rate_hz
        told.append(f"Its length changed by {seconds:+.3f} s.")
    picture = base64.b64encode(difference_png(was, now, rate_hz)).decode()
    ticks = "".join(
        f"<span style='top:{height_percent(hz):.1f}%'>{words}</span>"
        for hz, words in ((100.0, "100 Hz"), (1000.0, "1 kHz"), (10000.0, "10 kHz"))
    )
    return (
        f"{_player(sounds)}<p class='small'>{' '.join(told)}</p>"
        f"<figure><div class='picture'><img alt='Which pitches became louder (red) and softer "
        f"(blue), over time' src='data:image/png;base64,{picture}'><i></i>{ticks}</div>"
        f"<figcaption>0 to {frames / rate_hz:.1f} s, equally loud. Red became louder, blue softer; "
        "full colour is 12 dB.</figcaption></figure>"
    )


def _lufs(scene: Scene) -> float:
    """Return the loudness; what is too short or too soft to have one stays as it is."""
    samples = np.ascontiguousarray(scene.sound, dtype=np.float64)
    lufs = measure(Audio(samples, scene.rate_hz)).integrated_lufs()
    return lufs if lufs > FLOOR_DB + 1.0 else -70.0


def _headroom(sound: np.ndarray) -> float:
    return min(1.0, PEAK / max(float(np.abs(sound).max()), 1e-9))


def _player(sounds: dict[str, tuple[np.ndarray, int]]) -> str:
    data = "".join(
        f"<script type='text/plain' data-side='{side}'>{_flac(sound, rate_hz)}</script>"
        for side, (sound, rate_hz) in sounds.items()
    )
    buttons = "".join(
        f"<button data-to='{side}'>{side.capitalize()}</button>" for side in sounds
    )  # fmt: skip
    blind = "<button data-to='x'>X</button><button data-tell>What was X?</button>"
    return (
        f"<div class='player'>{data}<button data-play>Play</button>{buttons}"
        f"{blind if 'difference' in sounds else ''}<progress max='1' value='0'></progress></div>"
    )


def _flac(sound: np.ndarray, rate_hz: int) -> str:
    file = io.BytesIO()
    soundfile.write(file, np.clip(sound.T, -1.0, 1.0), rate_hz, format="FLAC", subtype="PCM_16")
    return base64.b64encode(file.getvalue()).decode()


def _made_by(before: Scene | None, after: Scene | None) -> str:
    """Return which settings or decisions are others than before."""
    was, now = (scene.made_by if scene else {} for scene in (before, after))
    lines = []
    for name in dict.fromkeys([*was, *now]):
        if was.get(name) == now.get(name):
            continue
        told = [f"<del>{escape(was[name])}</del>"] if name in was else []
        told += [f"<ins>{escape(now[name])}</ins>"] if name in now else []
        lines.append(f"<li><b>{escape(name)}</b> {' '.join(told)}</li>")
    if before is None or after is None:
        return ""
    if not lines:
        return "<p class='small'>Made with the same settings as before.</p>"
    words = f"{len(lines)} of its settings or decisions are others than before"
    return f"<details><summary>{words}</summary><ul>{''.join(lines)}</ul></details>"

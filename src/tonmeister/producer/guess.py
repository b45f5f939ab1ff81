"""Which genre a song without one is most likely meant for."""

from __future__ import annotations

import math

from tonmeister.listening.heard import Heard

UNSURE = "pop"


def guess_genre(heard: Heard) -> tuple[str, float, str]:
    """Guess the genre from who plays and how fast; returns name, confidence (0 to 1) and why.

    A rough guess by the line-up: it decides only where nobody said. Below 0.3 it is pop, the
    style that does the least harm.
    """
    roles = {heard.roles.get(t.name, t.role) for t in heard.session.playing}
    tempo_bpm = heard.song.tempo.tempo_bpm if heard.song.tempo else 0.0
    drums = bool(roles & {"kick", "snare", "drums", "overheads", "hi-hat"})
    machines = bool(roles & {"synth", "pad", "effects"})
    orchestra = len(roles & {"strings", "brass", "woodwind", "choir"})
    guitars = bool(roles & {"electric guitar", "lead guitar"})
    voice = "lead vocal" in roles
    scores = {
        "classical": _sum(orchestra >= 1 and not drums, 1.5, orchestra >= 2 and not drums, 1.0,
                          "bass" not in roles and not drums, 0.5, machines or guitars, -2.0),
        "jazz": _sum(drums and not voice, 0.5, bool(roles & {"piano", "organ"}), 0.6,
                     bool(roles & {"brass", "woodwind"}), 0.8, machines, -1.5,
                     "electric guitar" in roles, -0.6),
        "funk-soul": _sum(drums and "brass" in roles, 1.2, bool(roles & {"keys", "organ"}), 0.6,
                          guitars, 0.3, "bass" in roles, 0.2, not drums, -1.5),
        "rock": _sum(guitars, 1.2, drums, 0.6, "bass" in roles, 0.3, machines, -0.8,
                     not drums, -1.0),
        "metal": _sum(guitars, 0.6, _distorted(heard), 1.4, drums, 0.3, machines, -0.8,
                      not drums, -1.0),
        "electronic": _sum(machines, 1.2, drums, 0.3, 115.0 <= tempo_bpm <= 150.0, 0.5,
                           not voice, 0.3, guitars, -0.6),
        "hip-hop": _sum(voice and drums, 0.4, "bass" in roles, 0.2, 65.0 <= tempo_bpm <= 100.0, 0.5,
                        machines, 0.3, guitars, -0.8, not drums, -1.0),
        "folk": _sum("acoustic guitar" in roles, 1.0, voice, 0.4, not drums, 0.6, machines, -1.0,
                     guitars, -0.6),
        "country": _sum("acoustic guitar" in roles, 0.7, guitars, 0.3, drums, 0.3, voice, 0.3,
                        "strings" in roles, 0.2, machines, -1.0),
        "pop": _sum(voice, 0.8, drums, 0.3, bool(roles & {"keys", "piano", "synth"}), 0.4,
                    "backing vocal" in roles, 0.3),
    }  # fmt: skip
    whole = sum(math.exp(2.0 * s) for s in scores.values())
    name = max(sorted(scores), key=lambda n: scores[n])
    confidence = math.exp(2.0 * scores[name]) / whole
    if confidence < 0.3:
        name = UNSURE
    parts = ", ".join(sorted(roles)) or "nothing that was recognised"
    tempo = f" at {tempo_bpm:.0f} BPM" if tempo_bpm else ""
    return name, round(confidence, 2), f"by the line-up ({parts}){tempo}"


def _sum(*pairs: float) -> float:
    """Add the weights of the signs that are there: sign, weight, sign, weight, ..."""
    return sum(weight for sign, weight in zip(pairs[::2], pairs[1::2], strict=True) if sign)


def _distorted(heard: Heard) -> bool:
    """Whether the guitars are dense like distorted ones: hardly any crest."""
    crests = [
        heard.strips[t.name].facts.get("crest_db", 99.0)
        for t in heard.session.playing
        if heard.roles.get(t.name) == "electric guitar" and t.name in heard.strips
    ]
    return bool(crests) and min(crests) < 11.0

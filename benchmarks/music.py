"""From a hum to a band, measured: hums, charts, notation, grooves, the band, instruments.

``python -m benchmarks.music [MATERIAL] [--only TOPIC ...]`` (``make music``) prints one Markdown
document and writes it to ``benchmarks/results/<date>-music.md``.
"""

from __future__ import annotations

from benchmarks.topics import run

TOPICS = {
    "hum": "Hums",
    "chart": "Charts from recordings",
    "notation": "Notation read back",
    "paper": "Charts as files",
    "grooves": "Grooves",
    "band": "The band",
    "instruments": "Instruments",
    "sampler": "The sampler",
    "guide": "The guide vocal",
    "plan": "Plans",
    "sketch": "From a hum to a record",
}

if __name__ == "__main__":
    run("music", "From a hum to a band", TOPICS, __doc__)

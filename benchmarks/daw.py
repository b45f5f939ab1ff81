"""Sessions of other programs, measured: nulls in Ardour, twins of our effects, plug-ins hosted.

``python -m benchmarks.daw [MATERIAL] [--only TOPIC ...]`` (``make daw``) prints one Markdown
document and writes it to ``benchmarks/results/<date>-daw.md``.
"""

from __future__ import annotations

from benchmarks.topics import run

TOPICS = {
    "songs": "Mixes of real songs",
    "ardour": "Sessions of real multitracks in Ardour",
    "twins": "Our effects as plug-ins",
    "hosting": "Plug-ins in our console",
    "dawproject": "DAWproject",
    "import": "Mixes that come back",
}

if __name__ == "__main__":
    run("daw", "Sessions of other programs", TOPICS, __doc__)

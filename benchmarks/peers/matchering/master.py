"""One master in matchering (GPL), as its own documentation makes it.

``python master.py MIX REFERENCE RESULT``; the result is a 24-bit WAV file. Prints one line of JSON.
"""

from __future__ import annotations

import json
import sys

import matchering


def main(mix: str, reference: str, result: str) -> None:
    """Master a mix after a reference."""
    matchering.process(target=mix, reference=reference, results=[matchering.pcm24(result)])
    print(json.dumps({"version": matchering.__version__}))


if __name__ == "__main__":
    main(*sys.argv[1:4])

"""Real multitracks, mixed by hand in our words, as DAWproject: valid, how large, what comes back.

``python -m benchmarks.daw_dawproject MATERIAL``. The mixes are those of ``daw_ardour``. ``broken``
is what two validators find against the schemas (both files); ``clips_moved`` how many clips did
not come back to the frame; ``back_peak_dbfs`` what is left of the mix played as written less as
read back, and ``consolidated_peak_dbfs`` the same of the consolidated file, both played by plain
NumPy (``tests/exporting/daw_played.py``), ``loud_peak_dbfs`` the mix itself.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.daw_ardour import SONGS, _db, _decoded, mixed
from tonmeister.exchange.dawproject import read, write
from tonmeister.exchange.dawproject.validating import problems

CHOSEN = ("mdn multitrack", "MusicDelta Punk", "MEGAMI 2_rock")  # all of one rate


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a multitrack."""
    return [
        _row(name, paths)
        for name, pattern in SONGS.items()
        if name in CHOSEN and (paths := sorted(material.glob(pattern)))
    ]


def _row(name: str, paths: list[Path]) -> dict[str, object]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "exporting"))
    from daw_played import played

    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        session = mixed(name, [_decoded(path, folder, n) for n, path in enumerate(paths)])
        began_s = time.perf_counter()
        written = write(session, folder / "out", lambda share: None)
        wrote_s = time.perf_counter()
        back = read(written.main, folder / "back")
        ended_s = time.perf_counter()
        flat = read(written.files[1], folder / "flat")
        said = {
            (c.at_frames, c.start_frames, c.length_frames) for t in session.tracks for c in t.clips
        }
        came = {
            (c.at_frames, c.start_frames, c.length_frames) for t in back.tracks for c in t.clips
        }
        mix = played(session)
        return {
            "song": name,
            "tracks": len(paths),
            "length_s": round(session.length_frames / session.rate_hz, 1),
            "broken": sum(
                len(problems(path, by)) for path in written.files for by in ("lxml", "xmlschema")
            ),
            "clips_moved": len(said - came),
            "back_peak_dbfs": _db(np.abs(played(back) - mix).max()),
            "consolidated_peak_dbfs": _db(np.abs(played(flat) - mix).max()),
            "loud_peak_dbfs": _db(np.abs(mix).max()),
            "mb": round(written.main.stat().st_size / 1e6),
            "write_s": round(wrote_s - began_s, 1),
            "read_s": round(ended_s - wrote_s, 1),
        }


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print("  ".join(f"{k} {v}" for k, v in row.items()), flush=True)

"""Real multitracks, mixed by hand in our words, written for other programs and brought in again.

``python -m benchmarks.daw_import MATERIAL``. The mixes are those of ``daw_ardour``. ``null_dbfs``
is what is left of the imported song, played by our console, less the session that was written,
played by plain NumPy (``tests/exporting/daw_played.py``), at its highest; ``mix_dbfs`` the mix.
``import_s`` is the time that ``tonmeister import`` takes, ``as_they_were`` how many recordings were
copied bit by bit.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from benchmarks.daw_ardour import SONGS, _db, _decoded, mixed
from tonmeister.console import render
from tonmeister.exchange.daw.formats import FORMATS
from tonmeister.flow.importing.bringing import bring_in
from tonmeister.flow.importing.wishes import ImportWish
from tonmeister.flow.tell import Teller
from tonmeister.model import DawSession
from tonmeister.signal import Samples
from tonmeister.studio import Project, open_source, read_session, read_sheet

CHOSEN = ("mdn multitrack", "MusicDelta Punk", "MEGAMI 2_rock")
READ = ("dawproject", "reaper", "ardour")
"""AAF is not among them: it holds no sends, and these mixes have some."""


class _Held:
    """A sink that subtracts what it hears from what it should hear."""

    def __init__(self, wanted: Samples) -> None:
        self._wanted, self._at = wanted, 0
        self.peak = 0.0

    def write(self, block: Samples) -> None:
        """Take the next frames."""
        there = self._wanted[:, self._at : self._at + block.shape[1]]
        self._at += block.shape[1]
        self.peak = max(self.peak, float(np.abs(block[:, : there.shape[1]] - there).max(initial=0)))


def rows(material: Path) -> list[dict[str, object]]:
    """Return the table: one row a multitrack and format."""
    return [
        row
        for name, pattern in SONGS.items()
        if name in CHOSEN and (paths := sorted(material.glob(pattern)))
        for row in _rows(name, paths)
    ]


def _rows(name: str, paths: list[Path]) -> Iterator[dict[str, object]]:
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "exporting"))
    from daw_played import played

    with tempfile.TemporaryDirectory() as told:
        folder = Path(told)
        session = mixed(name, [_decoded(path, folder, n) for n, path in enumerate(paths)])
        mix = np.ascontiguousarray(played(session).T)
        for form in READ:
            yield _row(name, session, mix, folder / form, form)


def _row(
    name: str, session: DawSession, mix: Samples, folder: Path, form: str
) -> dict[str, object]:
    main = FORMATS[form].write(session, folder / "out", lambda share: None).main
    began_s = time.perf_counter()
    made = bring_in(ImportWish(session=main, out=folder / "song"), Teller())
    ended_s = time.perf_counter()
    project = Project.find(made.folder)
    song, sheet = read_session(project), read_sheet(project.recall_file)
    held = _Held(mix)
    render(
        sheet,
        {t.name: open_source(t, song, project) for t in song.playing},
        sinks={"master": held},
        layouts={t.name: t.layout for t in song.playing},
        length_frames=session.length_frames,
    )
    return {
        "song": name, "format": form, "tracks": made.tracks, "as_they_were": made.as_they_were,
        "length_s": round(session.length_frames / session.rate_hz, 1),
        "null_dbfs": _db(held.peak), "mix_dbfs": _db(np.abs(mix).max()),
        "import_s": round(ended_s - began_s, 1),
    }  # fmt: skip


if __name__ == "__main__":
    for row in rows(Path(sys.argv[1])):
        print("  ".join(f"{k} {v}" for k, v in row.items()), flush=True)

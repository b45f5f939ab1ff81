"""W1 in Faust, compiled and played by DawDreamer (GPL): the same filters and compressor, float32.

``python w1.py WORK_FOLDER SECONDS [OUT.npy]``; prints one line of JSON. With ``OUT.npy`` it plays
without the limiter and keeps the sound, to be compared.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import dawdreamer as daw
import numpy as np

BLOCK_FRAMES = 4096  # the fastest of 512 and 4096

STRIP = """
import("stdfaust.lib");
eq = {eq};
level(l, r) = max(abs(l), abs(r)) : max(0.000001) : ba.linear2db;
wanted(x) = select3(part, 0.0, slope * (over + knee / 2) ^ 2 / (2 * knee), slope * over)
with {{ over = x - ({threshold_db}); slope = 1.0 / {ratio} - 1.0; knee = {knee_db};
        part = (2 * over >= 0 - knee) + (2 * over > knee); }};
smooth(x) = step ~ _ with {{ step(y) = y + select2(x < y, {release}, {attack}) * (x - y); }};
turn(l, r) = l * g * {left}, r * g * {right}
with {{ g = level(l, r) : wanted : smooth : +({makeup_db}) : ba.db2linear; }};
process = eq, eq : turn;
"""


def chain(bands: list[list[float]]) -> str:
    """Return filters with their coefficients as constants."""
    return " : ".join(f"fi.tf2({', '.join(f'{c:.17g}' for c in band)})" for band in bands)


def main(folder: Path, seconds: float, out: Path | None) -> None:
    """Play W1 as a graph of 16 strips, a sum and a master."""
    work = json.loads((folder / "work.json").read_text())
    loops, rate, c = np.load(folder / "loops.npy"), work["rate_hz"], work["compressor"]
    engine = daw.RenderEngine(rate, BLOCK_FRAMES)
    times = int(seconds * rate) // loops.shape[2] + 1
    pace = {way: 1.0 - np.exp(-1000.0 / (c[f"{way}_ms"] * rate)) for way in ("attack", "release")}
    graph, kept = [], []
    for number, (loop, track) in enumerate(zip(loops, work["tracks"], strict=True)):
        player = engine.make_playback_processor(f"in{number}", np.tile(loop, times))
        strip = engine.make_faust_processor(f"strip{number}")
        left, right = track["sides"]
        strip.set_dsp_string(
            STRIP.format(eq=chain(track["biquads"]), left=left, right=right, **c, **pace)
        )
        graph += [(player, []), (strip, [f"in{number}"])]
        kept += [player, strip]
    strips = [f"strip{n}" for n in range(len(loops))]
    graph.append((engine.make_add_processor("sum", [1.0] * len(loops)), strips))
    lim, eq = work["limiter"], chain(work["master_biquads"])
    limiter = (
        f" : co.limiter_lad_stereo({lim['lookahead_ms'] / 1000}, "
        f"{10 ** (lim['ceiling_dbtp'] / 20)}, 0.001, 0.01, {lim['release_ms'] / 1000})"
    )
    master = engine.make_faust_processor("master")
    master.set_dsp_string(
        f'import("stdfaust.lib");\neq = {eq};\nprocess = eq, eq{"" if out else limiter};'
    )
    graph.append((master, ["sum"]))
    began_s = time.process_time()
    engine.load_graph(graph)
    engine.render(0.1)  # compiles
    compiled_s = time.process_time() - began_s
    began_s = time.process_time()
    engine.render(seconds)
    cpu_s = time.process_time() - began_s
    if out:
        np.save(out, engine.get_audio())
    print(json.dumps({"cpu_s": cpu_s, "compile_s": compiled_s, "version": daw.__version__}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)

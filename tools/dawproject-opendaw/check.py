"""Open our DAWprojects with openDAW, a workstation in the browser, and say what it made of them.

``python tools/dawproject-opendaw/check.py [FOLDER]``. Needs npm, a network for npm, and Chromium;
what it installs (openDAW's SDK 0.0.165: LGPL-3, its core AGPL-3) goes into FOLDER or a temporary
folder and is used for this check only. A session of tones is written both ways; openDAW's own
importer reads each, its engine renders it without a screen, and what it made is printed beside
what we wrote. Where it cannot be set up it says so and ends with code 77.

The importer ignores where a clip starts in its file, fades, clip gains and rides, and plays all
sound through a stretcher: it is a check of structure and level, not a null test.
"""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import soundfile as sf

from tonmeister.exchange.daw.laws import sides
from tonmeister.exchange.dawproject import write
from tonmeister.model import DawClip, DawFile, DawLane, DawSend, DawSession, DawTrack

HERE = Path(__file__).resolve().parent
RATE, LENGTH_S = 48000, 8
TONES_HZ = (311.0, 523.0, 877.0, 1409.0)
CANNOT = 77


def tones(folder: Path, *, bus: bool) -> DawSession:
    """Return a session in which each track is a tone of its own; one of them may feed a bus."""
    files, tracks = [], []
    for n, hz in enumerate(TONES_HZ):
        at_s = np.arange(RATE * LENGTH_S) / RATE
        sound = np.stack([0.1 * np.sin(2 * np.pi * hz * at_s)] * 2, axis=1)
        path = folder / f"tone {n}.wav"
        sf.write(path, sound, RATE, subtype="PCM_24")
        files.append(
            DawFile(
                name=path.name, path=str(path), channels=2, rate_hz=RATE,
                frames=len(sound), bits=24,
            )
        )  # fmt: skip
        clip = DawClip(
            file=path.name, at_frames=RATE if n == 1 else 0, start_frames=0, name=f"tone {n}",
            length_frames=RATE * (LENGTH_S - 1),
        )  # fmt: skip
        tracks.append(
            DawTrack(
                name=f"Tone {n}", fader_db=(-3.0, -6.0, 1.5, 0.0)[n], muted=n == 3,
                output="Group" if bus and n == 2 else "Master",
                pan_percent=(0.0, -50.0, 0.0, 0.0)[n], lanes=(DawLane(clips=(clip,)),),
                sends=(DawSend(to="Room", level_db=-12.0),) if n == 0 else (),
            )
        )  # fmt: skip
    return DawSession(
        title="Tones", rate_hz=RATE, length_frames=RATE * LENGTH_S, files=tuple(files),
        tracks=(
            *tracks,
            DawTrack(name="Room", kind="return", fader_db=-3.0),
            *((DawTrack(name="Group", kind="bus", fader_db=-4.0),) if bus else ()),
            DawTrack(name="Master", kind="master", output="", fader_db=-1.0),
        ),
    )  # fmt: skip


def expected(session: DawSession, n: int) -> tuple[float, float]:
    """Return the amplitudes of a tone left and right in our own mix."""
    track = session.tracks[n]
    left, right = sides(track.law, track.pan_percent)
    over_db = session.master.fader_db
    if track.output != session.master.name:
        over_db += session.track(track.output).fader_db
    level = 0.0 if track.muted else 10 ** ((track.fader_db + over_db) / 20)
    for send in track.sends:
        level *= 1.0 + 10 ** ((send.level_db + session.track(send.to).fader_db) / 20)
    return 0.1 * level * left, 0.1 * level * right


def amplitude(side: np.ndarray, hz: float) -> float:
    """Return how loud a tone is between the third and the sixth second."""
    part = side[3 * RATE : 6 * RATE] * np.hanning(3 * RATE)
    turn = np.exp(-2j * np.pi * hz * np.arange(3 * RATE) / RATE)
    return float(2.0 * np.abs(part @ turn) / np.hanning(3 * RATE).sum())


class Server(ThreadingHTTPServer):
    """A server that does not mind a browser that goes away."""

    def handle_error(self, *words: object) -> None:
        """Say nothing."""


class Desk(SimpleHTTPRequestHandler):
    """Serves the page and what it needs, isolated as SharedArrayBuffer wants it."""

    told: dict[str, bytes]
    over: threading.Event

    def end_headers(self) -> None:
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.told[self.path] = body
        self.send_response(204)
        self.end_headers()
        if self.path == "/done":
            self.over.set()

    def log_message(self, *words: object) -> None:
        """Say nothing of each request."""


def opened(folder: Path, name: str, chromium: str) -> dict[str, bytes]:
    """Open a file of ``folder`` in openDAW; return what its page told us."""
    told: dict[str, bytes] = {}
    handler = type("Handler", (Desk,), {"told": told, "over": threading.Event()})
    server = Server(("127.0.0.1", 0), functools.partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as profile:
        browser = subprocess.Popen(
            [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--mute-audio",
             f"--user-data-dir={profile}", "--enable-logging=stderr", "--v=0",
             f"http://127.0.0.1:{server.server_port}/page.html?file={name}"],
            stdout=subprocess.DEVNULL, stderr=(folder / "browser.log").open("w"),
        )  # fmt: skip
        try:
            handler.over.wait(120)
        finally:
            browser.terminate()
            browser.wait()
            server.shutdown()
    return told


def installed(folder: Path) -> None:
    """Install openDAW's SDK and bundle the page; ends with code 77 where that cannot be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        _cannot("npm is not installed")
    for name in ("package.json", "page.js"):
        shutil.copyfile(HERE / name, folder / name)
    if not (folder / "node_modules").is_dir():
        done = subprocess.run([npm, "install", "--no-audit", "--no-fund"], cwd=folder, check=False)
        if done.returncode:
            _cannot("openDAW's SDK could not be installed")
    bundle = [
        str(folder / "node_modules/.bin/esbuild"), "page.js", "--bundle", "--format=esm",
        "--outfile=page.bundle.js", "--loader:.wasm=file", "--external:crypto", "--external:util",
        "--log-level=error",
    ]  # fmt: skip
    if subprocess.run(bundle, cwd=folder, check=False).returncode:
        _cannot("the page could not be bundled")
    wasm = folder / "node_modules/@opendaw/studio-core-wasm/dist"
    for name in ("wasm-processor.js", "wasm-offline-worker.js"):
        shutil.copyfile(wasm / name, folder / name)
    shutil.copytree(wasm / "wasm", folder / "wasm", dirs_exist_ok=True)
    page = '<!doctype html><script type="module" src="page.bundle.js"></script>'
    (folder / "page.html").write_text(page, "utf-8")


def main(folder: Path) -> int:
    """Check both files and print what openDAW made of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        _cannot("Chromium is not installed")
    installed(folder)
    wrong = 0
    for which, bus in ((0, False), (1, True)):
        # the main file says groups as the standard does, which openDAW refuses: without one
        session = tones(folder, bus=bus)
        path = write(session, folder, lambda _: None).files[which]
        told = opened(folder, path.name, str(chromium))
        print(f"\n{path.name}")
        if "/failed" in told:
            print("  openDAW says:", told["/failed"].decode().strip().splitlines()[0])
        if "/made" not in told:
            print("  it was not opened")
            wrong += 1
            continue
        print("  made:", json.dumps(json.loads(told["/made"]), indent=1).replace("\n", "\n  "))
        if "/heard" not in told:
            print("  nothing was rendered")
            wrong += 1
            continue
        sound = np.frombuffer(told["/heard"], np.float32).reshape(-1, 2).T.astype(np.float64)
        for n, hz in enumerate(TONES_HZ):
            heard = [amplitude(side, hz) for side in sound]
            ours = expected(session, n)
            print(f"  {session.tracks[n].name}: heard {heard[0]:.5f} {heard[1]:.5f}, "
                  f"ours {ours[0]:.5f} {ours[1]:.5f}")  # fmt: skip
    return 1 if wrong else 0


def _cannot(why: str) -> None:
    print(f"not checked: {why}", file=sys.stderr)
    raise SystemExit(CANNOT)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
        raise SystemExit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as made:
        raise SystemExit(main(Path(made)))

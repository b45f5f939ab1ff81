"""A page in a real browser, driven over Chromium's debugging pipe; no other library needed."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from pathlib import Path
from typing import Any

FLAGS = (
    "--headless --no-sandbox --disable-gpu --no-first-run --mute-audio "
    "--autoplay-policy=no-user-gesture-required --remote-debugging-pipe"
)


def _lifted(end: int) -> int:
    """Move a pipe end out of the way of 3 and 4, which the browser listens on."""
    high = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 64)
    os.close(end)
    return high


class Browser:
    """One page; ``errors`` collects what went wrong in it."""

    def __init__(self, chromium: str, page: Path, home: Path, *, width: int, height: int) -> None:
        to_child, self._to = (_lifted(end) for end in os.pipe())
        self._from, from_child = (_lifted(end) for end in os.pipe())
        command = (
            f"exec {chromium} {FLAGS} --user-data-dir={home} about:blank "
            f"3<&{to_child} 4>&{from_child}"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", command],
            pass_fds=(to_child, from_child),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_child)
        os.close(from_child)
        self._rest, self._number, self._session = b"", 0, ""
        self.errors: list[str] = []
        self.requests: list[str] = []
        targets = self._send("Target.getTargets")["targetInfos"]
        target = next(t["targetId"] for t in targets if t["type"] == "page")
        self._session = self._send("Target.attachToTarget", targetId=target, flatten=True)[
            "sessionId"
        ]
        for domain in ("Runtime", "Log", "Page", "Network"):
            self._send(f"{domain}.enable")
        self._send(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        self._send("Page.navigate", url=page.as_uri())
        self.ask(
            "new Promise(done => document.readyState === 'complete' ? done()"
            " : addEventListener('load', done))"
        )

    def ask(self, script: str) -> Any:
        """Return what a script gives (a promise is waited for)."""
        answer = self._send(
            "Runtime.evaluate",
            expression=script, awaitPromise=True, returnByValue=True, userGesture=True,
        )  # fmt: skip
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        """Press a key on the page."""
        text = " " if key == " " else key
        for kind in ("keyDown", "keyUp"):
            self._send("Input.dispatchKeyEvent", type=kind, key=key, text=text)

    def close(self) -> None:
        """End this browser and nothing else."""
        self._send("Browser.close")
        self._process.wait(timeout=20)
        os.close(self._to)
        os.close(self._from)

    def _send(self, method: str, **params: Any) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if self._session and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        if event.get("method") == "Runtime.exceptionThrown":
            self.errors.append(str(params["exceptionDetails"]))
        elif event.get("method") == "Log.entryAdded":
            self.errors.append(str(params["entry"]))
        elif event.get("method") == "Network.requestWillBeSent":
            url = params["request"]["url"]
            if not url.startswith(("file:", "data:")):
                self.requests.append(url)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._from, 1 << 16)
            if not piece:
                raise AssertionError("the browser has gone")
            self._rest += piece
        line, _, self._rest = self._rest.partition(b"\0")
        return json.loads(line)

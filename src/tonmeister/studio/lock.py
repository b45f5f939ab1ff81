"""Keeping two runs out of one folder."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self


class Busy(RuntimeError):
    """Another run works on this folder."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A file that says who is at work. What a dead run left behind is cleared away."""

    path: Path

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        mine = self.path.with_name(f"lock.{os.getpid()}")
        mine.write_text(json.dumps(_me()), "utf-8")
        try:
            for _ in range(3):
                try:
                    os.link(mine, self.path)  # fails if it is there: nobody comes in between
                except FileExistsError:
                    self._clear_if_dead()
                else:
                    return self
            raise Busy(f"{self.path.parent.parent} is in use by another run")
        finally:
            mine.unlink(missing_ok=True)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.path.unlink(missing_ok=True)

    def _clear_if_dead(self) -> None:
        try:
            holder = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return
        except ValueError:
            holder = {}
        if _alive(holder):
            raise Busy(
                f"{self.path.parent.parent} is in use by another run "
                f"(process {holder.get('pid')} on {holder.get('host')}); "
                f"wait for it, or delete {self.path} if it is not running"
            )
        stale = self.path.with_name(f"lock.stale.{os.getpid()}")
        try:
            self.path.rename(stale)
        except FileNotFoundError:
            return
        stale.unlink(missing_ok=True)


def _me() -> dict[str, Any]:
    return {"pid": os.getpid(), "host": socket.gethostname(), "born": _born(os.getpid())}


def _alive(holder: dict[str, Any]) -> bool:
    if holder.get("host") not in (None, socket.gethostname()):
        return True  # cannot know: say so rather than break in
    pid = holder.get("pid")
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return holder.get("born") in (None, _born(pid))


def _born(pid: int) -> str | None:
    """Return when a process started, so that a number used again is not taken for the old run."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return None

"""The formats of audio workstations that we write and read, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tonmeister.model.daw import DawDevice, DawSession


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a writer made: the file to open, all files, what a person should know."""

    main: Path
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format: who opens it, and its package, which offers ``write``, ``read``, ``live``.

    ``write(session, folder, on) -> Written`` writes into a folder of its own (``on`` takes the
    share done, 0 to 1). ``read(path, into, outside) -> DawSession`` unpacks under ``into`` what
    must be unpacked. ``live(device, rate_hz) -> str`` says as what a device stays editable there
    ("LSP Parametric Equalizer"), or "" where it must be printed. ``can_read`` is false where we
    only write.
    """

    name: str
    title: str
    opens_in: str
    endings: tuple[str, ...]
    package: str
    can_read: bool = True
    can_write: bool = True
    has_sends: bool = True

    def write(self, session: DawSession, folder: Path, on: Callable[[float], None]) -> Written:
        """Write a session into a folder of its own."""
        written: Written = self._of("write")(session, folder, on)
        return written

    def read(self, path: Path, into: Path, *, outside: bool = False) -> DawSession:
        """Read a session; raises ``CannotOpen``."""
        session: DawSession = self._of("read")(path, into, outside=outside)
        return session

    def live(self, device: DawDevice, rate_hz: int) -> str:
        """Say as what a device stays editable in this format; "" where it must be printed."""
        how: str = self._of("live")(device, rate_hz)
        return how

    def _of(self, name: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(import_module(self.package), name)
        return found


_HERE = "tonmeister.exchange"
FORMATS = {
    f.name: f
    for f in (
        Format(name="ardour", title="Ardour 7 session", opens_in="Ardour 7 and later, Mixbus",
               endings=(".ardour",), package=f"{_HERE}.ardour"),
        Format(name="dawproject", title="DAWproject 1.0",
               opens_in="Bitwig Studio, Studio One, Cubase", endings=(".dawproject",),
               package=f"{_HERE}.dawproject"),
        Format(name="reaper", title="REAPER project", opens_in="REAPER", endings=(".rpp",),
               package=f"{_HERE}.reaper"),
        Format(name="aaf", title="AAF", opens_in="Pro Tools, Logic Pro, Cubase, Nuendo",
               endings=(".aaf",), package=f"{_HERE}.aaf", has_sends=False),
        Format(name="stems", title="Aligned stems", opens_in="every workstation", endings=(),
               package=f"{_HERE}.stems", can_read=False),
    )
}  # fmt: skip

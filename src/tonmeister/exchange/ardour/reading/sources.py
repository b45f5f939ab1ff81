"""The sound that regions play: Ardour's sources, one a channel, as files of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from tonmeister.exchange.ardour.reading.document import Document, number
from tonmeister.exchange.daw.found import Sounds
from tonmeister.exchange.daw.opening import CannotOpen
from tonmeister.exchange.daw.remarks import Remarks
from tonmeister.model.daw import DawFile


@dataclass
class Sources:
    """All sources by their ids; two mono files that play as one are joined under ``into``."""

    document: Document
    folder: Path
    into: Path
    sounds: Sounds
    remarks: Remarks
    _told: dict[str, tuple[str, int]] = field(default_factory=dict)
    _places: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for source in self.document.all("Sources/Source"):
            if source.get("type") == "audio":
                channel = int(number(source.get("channel"), 0.0))
                self._told[source.get("id", "")] = (source.get("name", ""), channel)
        found = sorted(self.folder.glob("interchange/*/audiofiles"))
        self._places = [place.relative_to(self.folder).as_posix() for place in found]

    def file(self, region: Element) -> DawFile | None:
        """Return the file that a region plays, or ``None`` where it has none or it is missing."""
        told = []
        for channel in range(int(number(region.get("channels"), 1.0))):
            source = self._told.get(region.get(f"source-{channel}", ""))
            if source is not None:
                told.append(source)
        if not told:
            return None
        files = [self._found(name) for name, _ in told]
        if any(file is None for file in files):
            return None
        first = files[0]
        assert first is not None
        name = region.get("name", first.name)
        if len(told) == 1 or all(file is first for file in files):
            channels = [channel for _, channel in told]
            if first.channels > len(set(channels)):
                self.remarks.say(f"{name}: one side of {first.name} plays there; here both do")
            return first
        second = files[1]
        assert second is not None
        if len(told) > 2:
            self.remarks.say(f"{name}: only its first two channels came along")
        if first.channels != 1 or second.channels != 1 or first.rate_hz != second.rate_hz:
            self.remarks.say(f"{name}: it mixes files that do not fit as one; the first plays")
            return first
        return self.sounds.joined(first, second, self.into)

    def _found(self, name: str) -> DawFile | None:
        """Look for a file where Ardour keeps its own, then where it is said to lie."""
        if not name:
            return None
        try:
            own = next((p for p in self._places if (self.folder / p / name).is_file()), None)
        except (OSError, ValueError):
            raise CannotOpen(f"{name[:80]!r} is no name of a file") from None
        if own is not None:
            return self.sounds.file(f"{own}/{name}")
        return self.sounds.file(name)

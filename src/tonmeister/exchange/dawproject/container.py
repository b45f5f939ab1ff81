"""The ZIP of a DAWproject: the same session gives the same file, bit by bit."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NO_TIME = (1980, 1, 1, 0, 0, 0)
_ZIP64_BYTES = (1 << 31) - 1


class Container:
    """A ZIP being written: texts and states packed, sound stored as it is."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w")

    def text(self, name: str, root: Element) -> None:
        """Add an XML file."""
        from xml.etree.ElementTree import indent, tostring

        indent(root)
        data: bytes = tostring(root, encoding="UTF-8", xml_declaration=True)
        self.data(name, data)

    def data(self, name: str, data: bytes) -> None:
        """Add a small file."""
        self._zip.writestr(_entry(name, zipfile.ZIP_DEFLATED), data, compresslevel=6)

    def sound(self, name: str, path: Path) -> None:
        """Add a sound file, byte by byte as it is."""
        huge = path.stat().st_size > _ZIP64_BYTES
        info = _entry(name, zipfile.ZIP_STORED)
        with path.open("rb") as file, self._zip.open(info, "w", force_zip64=huge) as out:
            shutil.copyfileobj(file, out, 1 << 20)

    def close(self) -> None:
        """Finish it."""
        self._zip.close()


def packed(
    path: Path,
    texts: dict[str, Element],
    states: dict[str, bytes],
    sounds: Iterable[tuple[str, Path]],
    on: Callable[[int], None],
) -> None:
    """Write a container: texts first, then plug-in states, then sounds; ``on`` counts those."""
    container = Container(path)
    try:
        for name, root in texts.items():
            container.text(name, root)
        for name, data in states.items():
            container.data(name, data)
        for number, (name, sound) in enumerate(sounds, 1):
            container.sound(name, sound)
            on(number)
    finally:
        container.close()


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _NO_TIME)
    info.compress_type = how
    info.create_system = 3
    info.external_attr = 0o644 << 16
    return info

"""Opening what other programs wrote: nothing in it is trusted, nothing outside is touched."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from tonmeister.studio.disk import whole

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_XML_BYTES = 256 << 20
MOST_PACKED_RATIO = 1000
MOST_MEMBERS = 20_000


class CannotOpen(ValueError):
    """A session of another program cannot be opened; one line says what, why, what would do."""


def read_xml(data: bytes, said: str) -> Element:
    """Parse XML that may be hostile; ``said`` names it in the error. Raises ``CannotOpen``."""
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import fromstring

    if len(data) > MOST_XML_BYTES:
        raise CannotOpen(f"{said} is larger than {MOST_XML_BYTES >> 20} MB: it is left alone")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise CannotOpen(
            f"{said} declares entities or a document type, as no session does: it is left alone"
        ) from None
    except (ParseError, LookupError, UnicodeError, ValueError) as error:
        raise CannotOpen(f"{said} is no whole XML: {error}") from None
    return root


@contextmanager
def opened_zip(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open a ZIP; all that can be wrong with it is a ``CannotOpen``."""
    try:
        with zipfile.ZipFile(path) as packed:
            if len(packed.infolist()) > MOST_MEMBERS:
                raise CannotOpen(f"{path.name} holds more than {MOST_MEMBERS} files: left packed")
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise CannotOpen(f"{path.name} cannot be unpacked: {error}") from None


def member(packed: zipfile.ZipFile, name: str, most_bytes: int = MOST_XML_BYTES) -> bytes:
    """Return one member of a ZIP; raises ``CannotOpen`` where it is missing or a bomb."""
    info = _info(packed, name)
    most = min(most_bytes, MOST_PACKED_RATIO * max(1024, info.compress_size))
    with packed.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise CannotOpen(f"{name} unpacks to far more than a session needs: it is left packed")
    return data


def extracted(packed: zipfile.ZipFile, name: str, folder: Path) -> Path:
    """Unpack one member under ``folder``, by its base name alone, and return where it lies.

    Whatever path it claims, it lands in the folder; names that meet get a number.
    """
    info = _info(packed, name)
    most = MOST_PACKED_RATIO * max(1024, info.compress_size)
    path = free_name(folder, base_name(name))
    done = 0
    with whole(path) as part, packed.open(info) as file, part.open("wb") as out:
        while block := file.read(1 << 20):
            done += len(block)
            if done > most:
                raise CannotOpen(f"{name} unpacks to far more than it may: it is left packed")
            out.write(block)
    return path


def base_name(told: str) -> str:
    """Return the last part of a path as any system writes it; raises ``CannotOpen`` for none."""
    name = PureWindowsPath(PurePosixPath(told).name).name
    if name in ("", ".", ".."):
        raise CannotOpen(f"{told!r} names no file")
    return name


def free_name(folder: Path, name: str) -> Path:
    """Return a path in ``folder`` that is not taken yet: ``name``, or with a number."""
    path, number = folder / name, 2
    while path.exists():
        path = folder / f"{Path(name).stem} {number}{Path(name).suffix}"
        number += 1
    return path


def sound_path(told: str, folder: Path, *, outside: bool = False) -> Path | None:
    """Return where a sound file that a session names lies, or ``None`` where it is missing.

    Looked for where it says, seen from the session's folder; then by its name in that folder and
    one under it. A file outside of the folder is only taken with ``outside``; else ``CannotOpen``.
    """
    home = folder.resolve()
    plain = told.replace("\\", "/")
    said = (home / plain).resolve() if told else home
    if said.is_file():
        if not outside and not said.is_relative_to(home):
            raise CannotOpen(
                f"{told} lies outside of {folder.name}: collect the session's files in its folder, "
                "or say --outside to read it where it is"
            )
        return said
    name = base_name(told)
    places = [home, *sorted(p for p in home.iterdir() if p.is_dir())]
    return next((p / name for p in places if (p / name).is_file()), None)


def _info(packed: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    try:
        return packed.getinfo(name)
    except KeyError:
        raise CannotOpen(f"{name} is not in the file, though the session names it") from None

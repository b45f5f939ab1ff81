"""Which plug-ins of other people are installed here, and what can be set on one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from tonmeister.studio.hosts import (
    CannotHost,
    Found,
    Work,
    found_plugin,
    lv2_plugins,
    vst3_described,
    vst3_plugins,
)
from tonmeister.studio.hosts.ffmpeg_lv2 import ffmpeg_with_lv2
from tonmeister.studio.hosts.vst3 import host_command

LONGEST_S = 300.0


def installed(word: str = "") -> Iterator[Found]:
    """Return what is installed, LV2 first; only what has ``word`` in its name or address."""
    wanted = word.casefold()
    yield from lv2_plugins(wanted)
    yield from (found for found in vst3_plugins() if wanted in found.id.casefold())


def missing_hosts() -> dict[str, str]:
    """Return for each format that has no host here what would help."""
    missing = {}
    for kind, host in (("lv2", ffmpeg_with_lv2), ("vst3", host_command)):
        try:
            host()
        except CannotHost as error:
            missing[kind] = str(error)
    return missing


def one_plugin(address: str) -> Found:
    """Return a plug-in with all that can be set on it; raises ``CannotHost``.

    An LV2 is asked for by its address, a VST3 by its file's name. VST3s are described by their
    host.
    """
    try:
        return found_plugin("lv2", address)
    except CannotHost as error:
        if ":" in address and not address.endswith(".vst3"):
            raise CannotHost(f"{error}; `tonmeister plugins` lists what is") from None
    found = found_plugin("vst3", address)
    with tempfile.TemporaryDirectory(prefix="tonmeister-") as folder:
        return replace(found, parameters=vst3_described(found, Work(Path(folder), LONGEST_S)))

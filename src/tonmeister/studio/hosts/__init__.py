"""Playing other people's plug-ins: in a process of their own, never in ours.

LV2 goes through ffmpeg's filter, VST3 through a host program that the user names. What a plug-in
does there, crash or hang or noise, ends as ``CannotHost`` with one line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tonmeister.later import later

if TYPE_CHECKING:
    from tonmeister.studio.hosts.checked import Came
    from tonmeister.studio.hosts.found import CannotHost, Found, Parameter
    from tonmeister.studio.hosts.hosted import Answered, Asked, found_plugin, play_plugin
    from tonmeister.studio.hosts.lv2 import lv2_folders, lv2_plugins
    from tonmeister.studio.hosts.processes import Stopped
    from tonmeister.studio.hosts.states import FOLDER, state_file
    from tonmeister.studio.hosts.vst3 import HOST, vst3_described, vst3_folders, vst3_plugins
    from tonmeister.studio.hosts.work import Work

_PLACES = {
    "Came": "checked", "CannotHost": "found", "Found": "found", "Parameter": "found",
    "Answered": "hosted", "Asked": "hosted", "found_plugin": "hosted", "play_plugin": "hosted",
    "lv2_folders": "lv2", "lv2_plugins": "lv2", "Stopped": "processes", "FOLDER": "states",
    "state_file": "states", "HOST": "vst3", "vst3_described": "vst3", "vst3_folders": "vst3",
    "vst3_plugins": "vst3", "Work": "work",
}  # fmt: skip
__getattr__ = later(__name__, _PLACES)

__all__ = [
    "FOLDER",
    "HOST",
    "Answered",
    "Asked",
    "Came",
    "CannotHost",
    "Found",
    "Parameter",
    "Stopped",
    "Work",
    "found_plugin",
    "lv2_folders",
    "lv2_plugins",
    "play_plugin",
    "state_file",
    "vst3_described",
    "vst3_folders",
    "vst3_plugins",
]

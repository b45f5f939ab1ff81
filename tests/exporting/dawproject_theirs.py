"""Projects as other programs write them, piece by piece."""

from __future__ import annotations

from pathlib import Path

from dawproject_songs import container

from tonmeister.exchange.dawproject import read
from tonmeister.model import DawClip, DawSession

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<Project version="1.0">'
Sounds = dict[str, tuple[int, int, int]]
SOUNDS: Sounds = {"audio/riff.wav": (48000, 1, 480000)}


def song(
    lanes: str, *, structure: str = "", bpm: float = 120.0, more: str = "", unit: str = "beats"
) -> str:
    """Return a project with a track ``t1``, its channel ``c1`` and a master ``m``."""
    tracks = structure or (
        '<Track contentType="audio" id="t1" name="Guitar"><Channel audioChannels="2" role="regular"'
        ' destination="m" id="c1"><Volume unit="linear" value="0.5" id="v1"/></Channel></Track>'
    )
    return f"""{HEAD}<Application name="Theirs" version="5"/>
    <Transport><Tempo unit="bpm" value="{bpm}" id="tempo"/>
    <TimeSignature numerator="3" denominator="4" id="sig"/></Transport>
    <Structure>{tracks}<Track contentType="audio notes" id="tm" name="Master">
    <Channel role="master" id="m"/></Track></Structure>
    <Arrangement id="a"><Lanes timeUnit="{unit}" id="l0"><Lanes track="t1" id="l1">{lanes}</Lanes>
    </Lanes>{more}</Arrangement><Scenes/></Project>"""


def opened(folder: Path, project: str, sounds: Sounds = SOUNDS) -> DawSession:
    return read(container(folder, project, sounds), folder / "in")


def clip(content: str, **attributes: object) -> str:
    """Return a clip; ``unit`` is the unit of what it holds."""
    if "unit" in attributes:
        attributes["contentTimeUnit"] = attributes.pop("unit")
    told = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<Clip {told}>{content}</Clip>"


def clips(*inner: str) -> str:
    return f"<Clips>{''.join(inner)}</Clips>"


def the_clip(session: DawSession) -> DawClip:
    (clip,) = session.tracks[0].clips
    return clip


AUDIO = (
    '<Audio channels="1" duration="10" sampleRate="48000" id="x">'
    '<File path="audio/riff.wav"/></Audio>'
)


def warps(rate: float, more: str = "") -> str:
    """Return the sound warped at a number of quarter notes a second."""
    return (
        f'<Warps contentTimeUnit="seconds" timeUnit="beats" id="w">{AUDIO}'
        f'<Warp time="0" contentTime="0"/><Warp time="{10 * rate}" contentTime="10"/></Warps>{more}'
    )

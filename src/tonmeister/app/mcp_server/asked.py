"""The arguments of the tools: each with its words and its range."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tonmeister.model import STAGES

Song = Annotated[
    str,
    Field(description="the song's name, as list_songs says it; may be left out if there is one"),
]
StripName = Annotated[str, Field(description="a strip, by its name or role, as `sheet` names it")]
MoveId = Annotated[str, Field(description="a move's id, as `sheet` says it: lead vocal/eq/1")]
Because = Annotated[
    str,
    Field(
        min_length=8,
        max_length=500,
        description="why, in one sentence a musician understands; it is written into the sheet",
    ),
]
Knob = Annotated[str, Field(description="a knob of the move's effect, as `effects` names it")]
Value = Annotated[
    float | bool | str,
    Field(description="what the knob is set to, in the unit that its name ends in"),
]
Percent = Annotated[float, Field(ge=0.0, le=100.0, description="how much of the move is played")]
Settings = Annotated[
    dict[str, float | bool | str],
    Field(description="knob to value, in the unit its name ends in; what is left out is usual"),
]
Amounts = Annotated[
    dict[str, Annotated[float, Field(ge=0.0, le=100.0)]],
    Field(description=f"how much of a whole stage is played, in percent; {', '.join(STAGES)}"),
]
StageName = Annotated[str, Field(description=f"the stage it belongs to: {', '.join(STAGES)}")]
Loudness = Annotated[float, Field(ge=-40.0, le=-5.0, description="loudness of the master, in LUFS")]
Ceiling = Annotated[float, Field(ge=-12.0, le=0.0, description="highest true peak, in dBTP")]
Sound = Annotated[
    str,
    Field(
        description="mix or master (as last rendered), mix before or master before (the render "
        "ahead of it), or a sound file as seen from the song's folder"
    ),
]
Heard = Annotated[
    str,
    Field(
        description="tracks (what was heard in the recordings), mix (what was heard in the mix as "
        "last rendered, with who does it), master, or a sound file as seen from the song's folder"
    ),
]
Everything = Annotated[bool, Field(description="also the facts, not only what is worth a look")]
EffectName = Annotated[str, Field(description="an effect of the house, as `effects` names it")]
Key = Annotated[str, Field(description="the strip a side-chain listens to, where it needs one")]
Bypass = Annotated[bool, Field(description="true switches the move off, false lets it play")]
Genre = Annotated[str, Field(description="the genre to work in, as `tonmeister genres` names it")]
StripNames = Annotated[list[str], Field(description="strips whose moves all stay as they are")]
LeaveAlone = Annotated[
    list[str], Field(description="tracks nothing is done with, or effects that are not used")
]
Reference = Annotated[
    str, Field(description="a record to come near in tone: a sound file in the song's folder")
]
Place = Annotated[str, Field(description="the id of the move it comes after in the chain")]
Formats = Annotated[
    list[Literal["ardour", "dawproject", "reaper", "aaf", "stems"]],
    Field(min_length=1, description="the formats to write"),
]
Printed = Annotated[
    bool, Field(description="play all effects into the sound, instead of leaving them editable")
]
Prove = Annotated[bool, Field(description="play or read the export back, as far as that goes here")]

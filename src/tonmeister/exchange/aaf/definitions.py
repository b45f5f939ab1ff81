"""The few effects of an AAF that all importers know, by the numbers of the AAF specification."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

GAIN = "9d2ea894-0968-11d3-8a38-0050040ef7d2"
PAN = "9d2ea893-0968-11d3-8a38-0050040ef7d2"
DISSOLVE = "0c3bea41-fc05-11d2-8a29-0050040ef7d2"
AMPLITUDE = "e4962321-2267-11d3-8a4c-0050040ef7d2"
PAN_VALUE = "e4962322-2267-11d3-8a4c-0050040ef7d2"
LEVEL = "e4962320-2267-11d3-8a4c-0050040ef7d2"
LINEAR = "5b6c85a4-0ede-11d3-80a9-006008143e6f"
POWER = "c09153f7-bd18-4e5a-ad09-cbdd654fa001"


@dataclass(frozen=True)
class Definitions:
    """The definitions that a file needs, put into its dictionary."""

    gain: Any
    pan: Any
    dissolve: Any
    amplitude: Any
    pan_value: Any
    level: Any
    linear: Any
    power: Any

    @classmethod
    def put_into(cls, file: Any) -> Definitions:
        """Write the definitions into an empty AAF."""
        amplitude = _parameter(file, AMPLITUDE, "Amplitude")
        pan_value = _parameter(file, PAN_VALUE, "Pan value")
        level = _parameter(file, LEVEL, "Level")
        return cls(
            gain=_operation(file, GAIN, "Mono Audio Gain", 1, amplitude),
            pan=_operation(file, PAN, "Mono Audio Pan", 1, pan_value),
            dissolve=_operation(file, DISSOLVE, "Mono Audio Dissolve", 2, level),
            amplitude=amplitude,
            pan_value=pan_value,
            level=level,
            linear=_interpolation(file, LINEAR, "LinearInterp"),
            power=_interpolation(file, POWER, "PowerInterp"),
        )


def _parameter(file: Any, number: str, name: str) -> Any:
    from aaf2.auid import AUID

    out = file.create.ParameterDef(AUID(number), name, "", "Rational")
    file.dictionary.register_def(out)
    return out


def _operation(file: Any, number: str, name: str, inputs: int, parameter: Any) -> Any:
    from aaf2.auid import AUID

    out = file.create.OperationDef(AUID(number), name, "")
    file.dictionary.register_def(out)
    out.media_kind = "sound"
    out["IsTimeWarp"].value = False
    out["Bypass"].value = 0
    out.number_inputs = inputs
    out["OperationCategory"].value = "OperationCategory_Effect"
    out.parameters.append(parameter)
    return out


def _interpolation(file: Any, number: str, name: str) -> Any:
    from aaf2.auid import AUID

    out = file.create.InterpolationDef(AUID(number), name, "")
    file.dictionary.register_def(out)
    return out

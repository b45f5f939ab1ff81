"""verovio's pages as drawings: its paths as they are, its text in outlines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from tonmeister.exchange.engrave.drawing import HERE, Drawing, Mark, Matrix, times
from tonmeister.exchange.engrave.fonts import MUSIC
from tonmeister.exchange.engrave.lettering import Run, draw_line, plain
from tonmeister.exchange.engrave.outlines import ellipse, parsed, straight

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
BOLD, ITALIC = {"ending", "fing", "reh", "tempo"}, {"dir", "dynam", "mNum"}
CALL = re.compile(r"(\w+)\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class State:
    """What an element takes over from those around it."""

    matrix: Matrix = HERE
    kind: str = ""
    bold: bool = False
    italic: bool = False
    size: float = 0.0
    music: bool = False


def drawn(svg: str, width_mm: float) -> Drawing:
    """Return one page of verovio's as a drawing."""
    root = ElementTree.fromstring(svg)
    inner = root.find(f"{SVG}svg")
    assert inner is not None
    _, _, width, height = (float(v) for v in inner.attrib["viewBox"].split())
    page = Drawing(width, height, width_mm)
    shapes = {str(g.get("id")): g for g in root.iterfind(f"{SVG}defs/{SVG}g")}
    for child in inner:
        _draw(page, child, State(), shapes)
    return page


def _draw(page: Drawing, element: Element, state: State, shapes: dict[str, Element]) -> None:
    name = element.tag.removeprefix(SVG)
    classes = set(element.get("class", "").split())
    if (
        name in ("style", "defs", "desc", "title")
        or "placeholder" in classes
        or "pgHead" in classes
    ):
        return
    page.systems += "system" in classes
    transform = element.get("transform")
    if classes or transform:
        state = replace(
            state,
            matrix=times(state.matrix, _placing(transform)) if transform else state.matrix,
            kind=element.attrib["class"].split()[0] if classes else state.kind,
            bold=state.bold or bool(classes & BOLD),
            italic=state.italic or bool(classes & ITALIC),
        )
    if name == "text":
        _text(page, element, state)
    elif name == "use":
        shape = shapes[element.attrib[LINK].lstrip("#")]
        for child in shape:
            _draw(page, child, state, shapes)
    elif name == "g":
        for child in element:
            _draw(page, child, state, shapes)
    else:
        _outline(page, element, name, state)


def _outline(page: Drawing, element: Element, name: str, state: State) -> None:
    def number(key: str) -> float:
        return float(element.get(key, 0.0))

    if name == "path":
        outline = parsed(element.attrib["d"])
    elif name in ("polygon", "polyline"):
        pairs = [p.split(",") for p in element.attrib["points"].split()]
        points = [(float(x), float(y)) for x, y in pairs]
        outline = straight(points, closed=name == "polygon")
    elif name == "rect":
        x, y, wide, high = (number(k) for k in ("x", "y", "width", "height"))
        corners = [(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)]
        outline = straight(corners, closed=True)
    elif name == "ellipse":
        outline = ellipse(*(number(k) for k in ("cx", "cy", "rx", "ry")))
    else:
        raise AssertionError(f"verovio drew a <{name}>, which is new")
    hollow = element.get("fill") == "none" or element.get("fill-opacity") == "0"
    closed = outline[-1][0] == "Z" or any(s == "C" for s, _ in outline)
    page.marks.append(
        Mark(outline, state.matrix, state.kind, closed and not hollow, number("stroke-width"))
    )


def _placing(transform: str) -> Matrix:
    matrix = HERE
    for name, said in CALL.findall(transform):
        numbers = [float(v) for v in said.replace(",", " ").split()]
        if name == "translate":
            step: Matrix = (1.0, 0.0, 0.0, 1.0, numbers[0], ([*numbers, 0.0])[1])
        elif name == "scale":
            step = (numbers[0], 0.0, 0.0, (numbers + numbers)[1], 0.0, 0.0)
        else:
            raise AssertionError(f"verovio placed something by {name}, which is new")
        matrix = times(matrix, step)
    return matrix


@dataclass(slots=True)
class _Line:
    x: float
    y: float
    anchor: str
    runs: list[Run]


def _text(page: Drawing, element: Element, state: State) -> None:
    lines: list[_Line] = [_Line(0.0, 0.0, "start", [])]
    _collect(element, state, lines)
    for line in lines:
        runs = [r for r in line.runs if r.text]
        if runs and any(r.text.strip() for r in runs):
            draw_line(page, runs, line.x, line.y, line.anchor, state.kind, state.matrix)


def _collect(element: Element, state: State, lines: list[_Line]) -> None:
    if "x" in element.attrib or "y" in element.attrib or "text-anchor" in element.attrib:
        old = lines[-1]
        lines.append(
            _Line(
                float(element.get("x", old.x)), float(element.get("y", old.y)),
                element.get("text-anchor", old.anchor), [],
            )
        )  # fmt: skip
    state = _styled(element, state)
    leaves = [c for c in element if c.tag == f"{SVG}tspan"]
    if not leaves and element.text:
        lines[-1].runs += _runs(element.text, state)
    for child in leaves:
        _collect(child, state, lines)


def _styled(element: Element, state: State) -> State:
    size = element.get("font-size", "").removesuffix("px")
    weight, style = element.get("font-weight"), element.get("font-style")
    return replace(
        state,
        size=float(size) if size and float(size) > 0.0 else state.size,
        bold=state.bold if weight is None else weight == "bold",
        italic=state.italic if style is None else style == "italic",
        music=state.music or element.get("font-family") == MUSIC,
    )


def _runs(text: str, state: State) -> Iterator[Run]:
    style = " ".join(w for w, on in (("bold", state.bold), ("italic", state.italic)) if on)
    yield Run(plain(text), MUSIC if state.music else style or "regular", state.size)

"""The KPI wall: every metric as one tile, by perspective, with its way so far and its target.

One block of HTML with small inline pictures. Each tile is a link to its metric and carries one
sentence, so that the wall can be read aloud as well as looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from xml.etree.ElementTree import Element

from governance.scorecard.shapes import Point, RollUp, Scorecard, Tile
from reports.format import UNKNOWN, change, figure, percent
from reports.markup import box, element, text, written
from reports.status import SIGNS, badge, shape

PERSPECTIVES = ("financial", "operational", "risk")
WELL_COVERED = 0.995
"""Below this share a figure says on its tile how much of it is known; it rounds to 100 %."""
RESTATED = "restated*"
"""What a tile says of a restated figure; its sentence and its page say by whom and why."""
WIDTH, HEIGHT, EDGE = 100.0, 32.0, 3.0
"""The sparkline's own units; it is stretched to the tile."""


def wall(
    card: Scorecard, address: Callable[[str], str], *, new: Collection[str] = frozenset()
) -> str:
    """Return the wall as HTML.

    Args:
        card: The scorecard; its tiles and roll-ups are shown.
        address: Gives the address of a metric's page.
        new: Metrics that changed or were spoken of since the reader's last visit.
    """
    sections = [
        _section(perspective, card, address, new)
        for perspective in PERSPECTIVES
        if any(tile.perspective == perspective for tile in card.tiles)
    ]
    return written(box("tandem wall", *sections))


def answer(headline: str, gap: str) -> str:
    """Return the answer to "are we on track?" and, below it, how far apart the two sides are."""
    return written(
        box("tandem answer", element("p", {"class": "headline"}, headline), element("p", None, gap))
    )


def sentence(tile: Tile) -> str:
    """Return what a tile says, as one sentence to be read aloud."""
    parts = [f"{tile.title}: {figure(tile.value, tile.unit, state=tile.state)}"]
    parts.append(SIGNS[tile.status].word.lower())
    if tile.target is not None:
        parts.append(f"target {figure(tile.target, tile.unit)}")
    moved = change(tile.value, tile.previous, tile.unit)
    if moved:
        parts.append(f"{moved} since the period before")
    if tile.must_not_fail:
        parts.append("must not fail")
    if tile.note:
        parts.append(tile.note.rstrip("."))
    if tile.restated:
        parts.append(tile.restated.rstrip("."))
    return ", ".join(parts) + "."


def roll_up_words(roll_up: RollUp) -> str:
    """Return how far a perspective's score can be trusted."""
    words = f"{roll_up.known} of {roll_up.total} measured"
    if roll_up.score is None:
        words += f", too few for a score (weight known: {percent(roll_up.coverage)})"
    elif roll_up.known < roll_up.total:
        words += f"; {roll_up.lowest:.0f} to {roll_up.highest:.0f} whatever the rest turns out"
    if roll_up.capped:
        words += "; held at watch by a metric that must not fail"
    return words


def _section(
    perspective: str, card: Scorecard, address: Callable[[str], str], new: Collection[str]
) -> Element:
    """Return one perspective: its score, its tiles and what nothing was ever loaded for."""
    tiles = [tile for tile in card.tiles if tile.perspective == perspective]
    begun = [tile for tile in tiles if not _never_loaded(tile)]
    silent = [tile for tile in tiles if _never_loaded(tile)]
    return element(
        "section",
        {"aria-label": perspective.capitalize()},
        _heading(perspective, card.roll_ups),
        element(
            "ul",
            {"class": "tiles"},
            *(
                _tile(tile, address(tile.metric), shown=card.period, is_new=tile.metric in new)
                for tile in begun
            ),
        )
        if begun
        else None,
        _silent(silent, address) if silent else None,
    )


def _never_loaded(tile: Tile) -> bool:
    """Return whether nothing was ever loaded that the figure could be computed from."""
    return tile.state == "no_data" and all(point.state == "no_data" for point in tile.history)


def _silent(tiles: Sequence[Tile], address: Callable[[str], str]) -> Element:
    """Return the metrics without any data in one line, so that they do not drown the others."""
    links = (
        element("a", {"href": address(tile.metric), "target": "_self"}, tile.title)
        for tile in tiles
    )
    parts = (text("part", each) for each in links)
    return element("p", {"class": "silent"}, shape("no_data"), " Nothing loaded yet for ", *parts)


def _heading(perspective: str, roll_ups: Iterable[RollUp]) -> Element:
    """Return the perspective's name, score and the score's honesty."""
    found = next((each for each in roll_ups if each.perspective == perspective), None)
    name = element("h2", None, perspective.capitalize())
    if found is None:
        return box("section-head", name)
    score = "no score" if found.score is None else f"{found.score:.0f} of 100"
    return box(
        "section-head",
        name,
        badge(found.status),
        text("score", score),
        text("muted", roll_up_words(found)),
    )


def _tile(tile: Tile, address: str, *, shown: str, is_new: bool) -> Element:
    """Return one tile as a list item with a link around it; ``shown`` is the wall's period."""
    known = tile.value is not None
    aloud = f"{sentence(tile)} New since your last visit." if is_new else sentence(tile)
    return element(
        "li",
        None,
        element(
            "a",
            {"class": "tile", "href": address, "target": "_self", "aria-label": aloud},
            box(
                "tile-title",
                shape(tile.status),
                text("", tile.title),
                text("new", "new") if is_new else None,
            ),
            box(
                "tile-row",
                text(
                    "value" if known else "value absent",
                    figure(tile.value, tile.unit, state=tile.state),
                ),
                spark(tile.history, SIGNS[tile.status].look),
            ),
            box("tile-foot", *(text("part", part) for part in _foot(tile))),
            box("tile-foot", *(text("part", part) for part in _qualified(tile, shown))),
        ),
    )


def _foot(tile: Tile) -> list[str]:
    """Return the line below the figure: the status, unless it stands above, and the target."""
    word = SIGNS[tile.status].word
    parts = [word] if word != UNKNOWN[tile.state] else []
    if tile.target is not None:
        parts.append(f"target {figure(tile.target, tile.unit)}")
    return parts


def _qualified(tile: Tile, shown: str) -> list[str]:
    """Return what the figure must be read with: an older period, its gaps, and how it moved."""
    parts = []
    if tile.value is not None and tile.period != shown:
        parts.append(f"of {tile.period}")
    if tile.value is not None and tile.coverage is not None and tile.coverage < WELL_COVERED:
        parts.append(f"{percent(tile.coverage)} known")
    if tile.restated:
        parts.append(RESTATED)
    moved = change(tile.value, tile.previous, tile.unit)
    if moved:
        parts.append(moved)
    return parts or ["\u00a0"]


def spark(history: Sequence[Point], look: str) -> Element:
    """Return a history as a small line with its target dashed and its last point marked."""
    known = [point.value for point in history if point.value is not None]
    targets = [point.target for point in history if point.target is not None]
    frame = {"class": f"spark {look}", "viewBox": f"0 0 {WIDTH:.0f} {HEIGHT:.0f}"}
    frame |= {"preserveAspectRatio": "none", "aria-hidden": "true"}
    if len(known) < 2:
        return element("svg", frame)
    low, high = min(known + targets), max(known + targets)
    height = (HEIGHT - 2 * EDGE) / (high - low) if high > low else 0.0
    step = (WIDTH - 2 * EDGE) / (len(history) - 1)

    def place(index: int, value: float) -> str:
        """Return where a value is drawn."""
        up = (value - low) * height if height else (HEIGHT - 2 * EDGE) / 2
        return f"{EDGE + index * step:.1f} {HEIGHT - EDGE - up:.1f}"

    line = _path([point.value for point in history], place)
    dashes = _path([point.target for point in history], place)
    last = max(index for index, point in enumerate(history) if point.value is not None)
    end = place(last, history[last].value or 0.0)
    return element(
        "svg",
        frame,
        element("path", {"class": "spark-target", "d": dashes}) if dashes else None,
        element("path", {"class": "spark-line", "d": line}),
        element("path", {"class": "spark-end", "d": f"M{end}h0"}),
    )


def _path(values: Sequence[float | None], place: Callable[[int, float], str]) -> str:
    """Return a path through the known values; an unknown one breaks the line."""
    drawn: list[str] = []
    pen = "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        drawn.append(pen + place(index, value))
        pen = "L"
    return "".join(drawn)

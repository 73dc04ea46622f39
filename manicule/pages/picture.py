"""A picture of the site, for those who link to it: its name and what it is, beside the pointing hand.

In go the `Holdings`, out comes one planned file where site.yaml asks for it (`picture: made`); its maker draws a PNG. It
needs Pillow, which is loaded when it is drawn, with the one typeface that comes with it: the same everywhere.

Why PNG: nobody who shows pictures of links takes SVG.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ..markup import plain_line
from ..model import MADE_PICTURE, Site
from ..problems import Problem, error
from ..values import Value
from .counting import count_papers
from .holdings import Holdings
from .parts import Page
from .urls import PICTURE
from .words import capital

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

SIZE = (1200, 630)
"""Pixels; the shape that Open Graph's readers show whole."""

PAPER, INK, MUTED = "#fffdf8", "#1c1b18", "#5c574d"
EDGE, WIDE = 96, 1008

FINE = 4
"""The hand is drawn so many times as large, since Pillow draws lines with edges like stairs."""

CUFF = ((2, 9.5), (10, 8), (10, 27), (2, 28.5))
HAND = (
    (10, 11), (12.4, 10.8), (14.5, 10.3), (16.5, 9.4), (18.3, 8.4), (19.9, 7.2), (21.5, 6), (22.8, 5), (24.1, 4.1),
    (25.3, 3.5), (26.5, 3.1), (27.5, 2.9), (28.5, 3), (29.5, 3.5), (30, 4.2), (30.2, 5.2), (30.1, 6.2), (29.6, 7.2),
    (29, 8.2), (26.6, 10.5), (56.5, 10.5), (58.3, 10.9), (59.4, 12.1), (59.7, 13.5), (59.4, 14.9), (58.3, 16.1),
    (56.5, 16.5), (38.5, 16.5), (40.2, 17), (41.2, 18), (41.5, 19.1), (41.1, 20.3), (40, 21.2), (38.3, 21.5), (39.6, 22),
    (40.3, 22.9), (40.4, 24), (39.9, 25), (38.8, 25.8), (37, 26.1), (38, 26.6), (38.5, 27.4), (38.5, 28.3), (38, 29.1),
    (37, 29.8), (35.5, 30), (22, 30), (19.9, 29.7), (18, 29.1), (16.2, 28.2), (14.3, 27.4), (12.3, 26.8), (10, 26.5),
)  # fmt: skip
FINGERS = (((31, 16.5), (38.5, 16.5)), ((31.5, 21.5), (38.3, 21.5)), ((31.5, 26.1), (37, 26.1)))
"""The hand of assets/mark.svg, its curves as points."""


class PictureView(Value):
    title: str
    about: str
    counts: str


def plan_picture(holdings: Holdings) -> Iterator[Page]:
    if holdings.site.picture == MADE_PICTURE and holdings.site.url:
        site, papers = holdings.site, len(holdings.library.entries)
        view = PictureView(plain_line(site.title), site.description, capital(count_papers(papers, holdings.words)))
        yield Page(PICTURE, make_picture, view)


def check_picture(site: Site) -> Iterator[Problem]:
    """That it can be drawn, if it is to be."""
    if site.picture != MADE_PICTURE:
        return
    try:
        import PIL  # noqa: F401
    except ImportError:
        message = "a picture is drawn with Pillow, which is not installed"
        yield error("no-pillow", message, site.places["picture"], 'pip install "manicule[picture]" brings it')


def make_picture(view: PictureView) -> bytes:
    """Letters that the typeface has not are left out, rather than shown as boxes."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", SIZE, PAPER)
    hand = Image.new("RGB", (280 * FINE, 140 * FINE), PAPER)
    _draw_hand(ImageDraw.Draw(hand), 4.2 * FINE)
    image.paste(hand.resize((280, 140), Image.Resampling.LANCZOS), (EDGE - 8, 70))
    draw = ImageDraw.Draw(image)
    top = 240
    for text, points, colour, lines in ((view.title, 76, INK, 2), (view.about, 34, MUTED, 3)):
        font = ImageFont.load_default(points)
        for line in _wrap(_known(text), font, lines):
            draw.text((EDGE, top), line, font=font, fill=colour)
            top += round(points * 1.25)
        top += 16
    draw.line(((EDGE, 548), (EDGE + WIDE, 548)), fill="#dcd5c5", width=2)
    counts = view.counts if _known(view.counts) == view.counts else ""
    draw.text((EDGE, 566), counts, font=ImageFont.load_default(28), fill=MUTED)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_hand(draw: ImageDraw, scale: float) -> None:
    def place(points: tuple[tuple[float, float], ...]) -> list[tuple[float, float]]:
        return [(x * scale, y * scale) for x, y in points]

    line = round(2.2 * scale)
    draw.polygon(place(CUFF), fill=INK)
    draw.line(place(HAND), fill=INK, width=line, joint="curve")
    for finger in FINGERS:
        draw.line(place(finger), fill=INK, width=line)


def _wrap(text: str, font: Any, most: int) -> list[str]:
    """As many words a line as fit; what does not fit into `most` lines ends in three dots."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most:
        count = 1
        while count < len(words) and font.getlength(" ".join(words[: count + 1])) <= WIDE:
            count += 1
        lines.append(" ".join(words[:count]))
        words = words[count:]
    if words and lines:
        lines[-1] = lines[-1].rstrip(".,;: ") + " …"
    return lines


def _known(text: str) -> str:
    return "".join(c for c in text if ord(c) < 0x250 or c in "–—‘’“”…")

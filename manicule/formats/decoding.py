"""Bytes as received to text, whatever encoding they are in.

A file's bytes go in; its text comes out, with a warning for each thing that had to be guessed or mended. It must
not know what the text says, and leaves its line ends alone: parsers that promise to lose nothing need them.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from ..problems import Problem, Where, warning

_BOMS = (
    # UTF-32 first: its little-endian mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_CP1252 = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
"""Windows-1252, with the five bytes that it leaves undefined as the control characters of Latin-1, as browsers
read them (WHATWG Encoding Standard, index windows-1252)."""

_LOOKED_AT = 4096
_LEAST = 8
"""UTF-16 without a mark is recognised in the first 4 KiB, and not in fewer bytes than these."""


def decode(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """The text of `data` without its byte order mark, and what had to be guessed. Line ends stay as they are.

    In this order: a byte order mark (UTF-8, UTF-16, UTF-32), UTF-16 without one where every other byte is NUL,
    UTF-8; what a line at the file's head says, as JabRef writes it (`% Encoding: Cp1252`); GBK where all that is not
    ASCII comes in pairs of it; and at last Windows-1252, in which every byte is a character. Never raises.

    >>> decode("naïve".encode("cp1252"), "list.txt")[0]
    'naïve'
    """
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _decode_wide(data[len(mark) :], codec, path)
    wide = _guess_utf16(data[:_LOOKED_AT])
    if wide:
        return _decode_wide(data, wide, path)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as failure:
        text, name = _decode_other(data)
        where = Walk(text, path).place(len(_decode_as(name, data[: failure.start])))
        message = f"not UTF-8: byte {data[failure.start]:#04x} is no part of a character; the file is read as {name}"
        return text, (warning("encoding-guessed", message, where, fix="save the file as UTF-8"),)


@dataclass(slots=True)
class Walk:
    """From offsets in `text` to places: line and column count from 1, and LF, CR LF and CR end a line.

    It walks forward only, so that all places together take one pass: ask for offsets in rising order.
    """

    text: str
    path: str
    _offset: int = 0
    _line: int = 1
    _line_start: int = 0

    def place(self, offset: int, width: int = 1) -> Where:
        """The place of `text[offset:offset + width]`; `offset` must not be smaller than the last one."""
        if offset > self._offset:
            text, start = self.text, self._offset
            breaks = text.count("\n", start, offset) + text.count("\r", start, offset)
            if breaks:
                self._line += breaks - text.count("\r\n", start, offset)
                self._line_start = 1 + max(text.rfind("\n", start, offset), text.rfind("\r", start, offset))
            self._offset = offset
        return Where(self.path, self._line, offset - self._line_start + 1, max(1, width))


_DECLARED = re.compile(rb"^[ \t%]*Encoding:[ \t]*([A-Za-z0-9_.-]{2,20})", re.MULTILINE | re.IGNORECASE)
_DECLARABLE = re.compile(
    r"(?:windows-?|cp-?)125[0-8]|iso-?8859-\d{1,2}|latin-?1|us-ascii|gbk|gb2312|gb18030|big5|shift[_-]jis|sjis|euc[_-](?:jp|kr)"
    r"|koi8-[ru]|mac-?roman|x-macroman",
    re.IGNORECASE,
)
_PAIRS = re.compile(rb"[\x80-\xff]+")
_GB2312 = re.compile(rb"(?:[\xa1-\xa9\xb0-\xf7][\xa1-\xfe])+")
_HANZI = re.compile("[\u4e00-\u9fff]")


def _decode_other(data: bytes) -> tuple[str, str]:
    """The text of what is no Unicode, and the name of what it was taken for."""
    said = _DECLARED.search(data[:_LOOKED_AT])
    if said and _DECLARABLE.fullmatch(name := said[1].decode("ascii")):
        text = _decode_as(name, data)
        if "\ufffd" not in text:
            return text, name
    runs = _PAIRS.findall(data)
    if all(_GB2312.fullmatch(run) for run in runs):
        text = data.decode("gb18030", "replace")
        # In Western text two such bytes in a row are rare, and all of them in pairs rarer; most pairs are then signs.
        if len(_HANZI.findall(text)) * 2 > sum(map(len, runs)) // 2:
            return text, "GBK"
    return _decode_as("Windows-1252", data), "Windows-1252"


def _decode_as(name: str, data: bytes) -> str:
    """By the name that a person reads; what browsers take for Windows-1252 is that here, too."""
    codec = re.sub("^(?:windows|cp)-?", "cp", name.lower()).replace("x-mac", "mac-").replace("gb2312", "gb18030")
    if re.fullmatch("cp1252|iso-?8859-1|latin-?1|us-ascii", codec):
        return codecs.charmap_decode(data, "strict", _CP1252)[0]
    try:
        return data.decode(codec, "replace")
    except LookupError:
        return "\ufffd"


def _guess_utf16(head: bytes) -> str:
    """The codec, if half of the bytes are NUL and all on one side: no UTF-8 text looks like that."""
    pairs = len(head) // 2
    if len(head) < _LEAST:
        return ""
    first, second = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    if second > pairs * 0.6 and not first:
        return "utf-16-le"
    if first > pairs * 0.6 and not second:
        return "utf-16-be"
    return ""


def _decode_wide(data: bytes, codec: str, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Half a surrogate pair or half a character at the end is no character: it becomes U+FFFD, with a warning."""
    try:
        return data.decode(codec), ()
    except UnicodeDecodeError as failure:
        text = data.decode(codec, "replace")
        where = Walk(text, path).place(len(data[: failure.start].decode(codec)))
        return text, (warning("encoding-damaged", f"these bytes are no {codec.upper()}; they are shown as �", where),)

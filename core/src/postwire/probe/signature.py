"""What a file is, told by its first bytes and never by its name."""

from postwire.media import MediaKind
from postwire.probe import ebml

HEAD = 4096
"""How many bytes of a file are enough."""

_IMAGES = frozenset({"jpeg", "png", "gif", "webp", "avif", "heic", "bmp", "tiff"})
_STARTS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"FLV\x01", "flv"),
    (b"\0\0\x01\xba", "mpeg"),
)
_RIFF = {b"WEBP": "webp", b"AVI ": "avi"}
_DOCUMENTS = {b"webm": "webm", b"matroska": "matroska"}
_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_STILL = frozenset({b"mif1", b"msf1"})
_OLD_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_SPEECH = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a zip archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"ID3", "a sound file"),
    (b"OggS", "an Ogg file"),
    (b"fLaC", "a sound file"),
    (b"#EXTM3U", "a playlist"),
)


def sniff(head: bytes) -> str | None:
    """The format that a file's first bytes say, in the words of `MediaFacts.format`; None: no picture and no video."""
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    return _DOCUMENTS.get(ebml.doctype(head) or b"") or _by_places(head)


def _by_places(head: bytes) -> str | None:
    """A format without an unmistakable beginning, by what stands at several places."""
    if head[4:8] in _OLD_QUICKTIME:
        return "mov"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "bmp"
    if len(head) > 376 and head[0] == head[188] == head[376] == 0x47:
        return "mpegts"
    return None


def _by_brand(head: bytes) -> str:
    """The format of an ISO base media file by its major brand; for a generic still picture, by its compatible ones."""
    major = head[8:12]
    size = int.from_bytes(head[:4])
    brands = {head[at : at + 4] for at in range(16, min(size, len(head)) - 3, 4)}
    if major == b"qt  ":
        return "mov"
    if major in _AVIF or (major in _STILL and brands & _AVIF):
        return "avif"
    if major in _HEIC or major in _STILL:
        return "heic"
    return "mp4"


def kind_of(name: str) -> MediaKind:
    """Whether a format is a picture's or a video's."""
    return MediaKind.IMAGE if name in _IMAGES else MediaKind.VIDEO


def describe(head: bytes) -> str:
    """What bytes are that `sniff` knows no format for, in words."""
    for start, words in _SPEECH:
        if head.startswith(start):
            return words
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<!--")):
        return "a web page"
    if b"<svg" in text[:1024]:
        return "an SVG drawing"
    if text.startswith((b"{", b"[", b"<?xml")):
        return "JSON or XML text"
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "a sound file"
    return "something of an unknown format"

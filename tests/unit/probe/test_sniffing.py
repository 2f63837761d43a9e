import pytest

from postwire.probe import sniff
from postwire.probe.signature import describe


def brand(major: bytes, *compatible: bytes) -> bytes:
    content = major + bytes(4) + b"".join(compatible)
    return (8 + len(content)).to_bytes(4) + b"ftyp" + content


def ebml(doctype: bytes) -> bytes:
    content = b"\x42\x86\x81\x01" + b"\x42\x82" + bytes([0x80 | len(doctype)]) + doctype
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(content)]) + content


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "jpeg"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "png"),
        (b"GIF87a", "gif"),
        (b"GIF89a", "gif"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
        (b"RIFF\x24\0\0\0AVI LIST", "avi"),
        (b"BM\x36\x10\x0e\0\0\0\0\0\x36\0\0\0", "bmp"),
        (b"II*\0\x08\0\0\0", "tiff"),
        (b"MM\0*\0\0\0\x08", "tiff"),
        (brand(b"isom", b"iso2", b"avc1", b"mp41"), "mp4"),
        (brand(b"mp42", b"mp42", b"isom"), "mp4"),
        (brand(b"M4V ", b"qt  "), "mp4"),
        (brand(b"qt  ", b"qt  "), "mov"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
        (b"\0\0\x10\0moov\0\0\0\x6cmvhd", "mov"),
        (brand(b"avif", b"mif1", b"miaf"), "avif"),
        (brand(b"mif1", b"avif", b"miaf"), "avif"),
        (brand(b"heic", b"mif1"), "heic"),
        (brand(b"mif1", b"heic"), "heic"),
        (ebml(b"webm"), "webm"),
        (ebml(b"matroska"), "matroska"),
        (b"FLV\x01\x05", "flv"),
        (b"\0\0\x01\xba\x44", "mpeg"),
        ((b"\x47" + bytes(187)) * 3, "mpegts"),
    ],
)
def test_a_format_is_told_by_its_first_bytes(head, name):
    assert sniff(head) == name


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"\xef\xbb\xbf\n  <HTML lang=en>", "a web page"),
        (b'{"error": "no"}', "JSON or XML text"),
        (b"<?xml version='1.0'?><Error/>", "JSON or XML text"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'>", "an SVG drawing"),
        (b"%PDF-1.7", "a PDF document"),
        (b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/x.ts", "a playlist"),
        (b"ID3\x04", "a sound file"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a sound file"),
        (ebml(b"something"), "something of an unknown format"),
        (b"\x47" + bytes(10), "something of an unknown format"),
        (b"\x1a\x45\xdf\xa3", "something of an unknown format"),
        (b"B", "something of an unknown format"),
    ],
)
def test_what_is_no_media_is_no_format_and_is_said_in_words(head, words):
    assert sniff(head) is None
    assert describe(head) == words

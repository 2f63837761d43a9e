import io
import itertools
import struct
import zlib
from types import SimpleNamespace

import pytest
from PIL import Image, ImageCms, ImageFile

from postwire.demo.media import Sample
from postwire.media import MediaKind
from postwire.probe import Fault, ProbeFailed
from postwire.probe.ending import jpeg_ends
from postwire.probe.icc import profile_name
from postwire.probe.inspect import inspect
from postwire.probe.source import Source


def encoded(format_name, picture=None, **options) -> bytes:
    file = io.BytesIO()
    (picture or Image.effect_noise((64, 48), 80).convert("RGB")).save(file, format_name, **options)
    return file.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "bmp", "tiff"])
def test_every_format_tells_its_size_in_pixels_and_bytes(probe_bytes, name):
    data = encoded(name)
    facts = probe_bytes(data)
    assert (facts.kind, facts.format, facts.width, facts.height) == (MediaKind.IMAGE, name, 64, 48)
    assert (facts.bytes, facts.animated) == (len(data), False)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "bmp", "tiff"])
@pytest.mark.parametrize("cut", [8, 40])
def test_a_picture_that_ends_early_is_refused(refused_bytes, name, cut):
    assert refused_bytes(encoded(name)[:-cut]).fault in (
        {Fault.TRUNCATED} if name != "png" else {Fault.DAMAGED, Fault.TRUNCATED}
    )


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "bmp", "tiff"])
def test_half_a_picture_is_called_truncated(refused_bytes, name):
    data = encoded(name)
    failure = refused_bytes(data[: len(data) // 2])
    assert failure.fault is Fault.TRUNCATED
    assert f"ends after {len(data) // 2} bytes" in failure.reason


def test_a_wrong_checksum_in_a_png_is_damage(refused_bytes):
    data = bytearray(encoded("png"))
    data[data.index(b"IDAT") + 30] ^= 0xFF
    assert refused_bytes(bytes(data)).fault is Fault.DAMAGED


def test_a_heic_picture_is_known_by_its_name_alone(probe_bytes, make_box):
    facts = probe_bytes(make_box(b"ftyp", b"heic\0\0\0\0mif1heic") + make_box(b"meta", bytes(100)))
    assert (facts.kind, facts.format, facts.width) == (MediaKind.IMAGE, "heic", None)


@pytest.mark.parametrize("name", ["jpeg", "png", "webp"])
@pytest.mark.parametrize(("orientation", "size"), [(1, (64, 48)), (3, (64, 48)), (6, (48, 64)), (8, (48, 64))])
def test_an_orientation_in_exif_turns_width_and_height(probe_bytes, name, orientation, size):
    exif = Image.Exif()
    exif[0x0112] = orientation
    facts = probe_bytes(encoded(name, exif=exif))
    assert (facts.width, facts.height) == size


@pytest.mark.parametrize("name", ["gif", "webp", "png"])
def test_moving_pictures_are_told_from_still_ones(probe_bytes, name):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green", "blue")]
    assert probe_bytes(encoded(name, frames[0], save_all=True, append_images=frames[1:])).animated is True


def test_an_animated_gif_that_lost_its_last_frames_is_refused(refused_bytes):
    frames = [Image.effect_noise((40, 40), 80) for _ in range(4)]
    data = encoded("gif", frames[0], save_all=True, append_images=frames[1:])
    assert refused_bytes(data[:-1]).fault is Fault.TRUNCATED
    assert refused_bytes(data[: len(data) * 3 // 4]).fault is Fault.TRUNCATED


def test_a_jpeg_with_several_pictures_inside_is_a_still_jpeg(probe_bytes):
    pictures = [Image.new("RGB", (20, 20), colour) for colour in ("red", "green")]
    facts = probe_bytes(encoded("mpo", pictures[0], save_all=True, append_images=pictures[1:]))
    assert (facts.format, facts.animated) == ("jpeg", False)


def profile(description: bytes, *, version: int = 2) -> bytes:
    if version == 2:
        tag = b"desc\0\0\0\0" + struct.pack(">I", len(description) + 1) + description + b"\0"
    else:
        text = description.decode().encode("utf-16-be")
        tag = b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(text), 28) + text
    return bytes(128) + struct.pack(">I4sII", 1, b"desc", 144, len(tag)) + tag


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize(
    ("icc", "name"),
    [
        (SRGB, "sRGB"),
        (profile(b"sRGB IEC61966-2.1"), "sRGB"),
        (profile(b"c2"), "sRGB"),
        (profile(b"Display P3", version=4), "Display P3"),
        (profile(b"Adobe RGB (1998)"), "Adobe RGB (1998)"),
        (profile(b"two\n  lines"), "two lines"),
        (profile(b"x" * 101), None),
        (profile(b"bell\x07"), None),
        (b"no profile at all", None),
        (bytes(128) + b"\xff" * 400, None),
    ],
)
def test_a_colour_space_is_what_the_profile_calls_it(probe_bytes, icc, name):
    assert probe_bytes(encoded("jpeg", icc_profile=icc)).color_space == name


def test_the_colour_engine_agrees_on_a_profiles_name():
    assert profile_name(SRGB) == ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(SRGB))).strip()


def test_no_damaged_profile_breaks_the_look_for_its_name():
    for at in range(len(SRGB)):
        for value in (0, 255):
            profile_name(SRGB[:at] + bytes([value]) + SRGB[at + 1 :])
        profile_name(SRGB[:at])


def test_a_picture_without_a_profile_is_srgb(probe_bytes):
    assert probe_bytes(encoded("png", Image.new("L", (9, 9)))).color_space == "sRGB"


def test_cmyk_is_cmyk(probe_bytes):
    assert probe_bytes(encoded("jpeg", Image.new("CMYK", (9, 9)))).color_space == "CMYK"


@pytest.mark.parametrize(("interop", "name"), [("R03", "Adobe RGB (1998)"), (None, None)])
def test_exif_says_where_a_picture_is_not_srgb(probe_bytes, interop, name):
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    if interop:
        exif.get_ifd(0x8769)[0xA005] = {1: interop}
    assert probe_bytes(encoded("jpeg", exif=exif)).color_space == name


def bomb(side: int) -> bytes:
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(name, content) for name, content in chunks)


@pytest.mark.parametrize("side", [9460, 30_000])
def test_a_decompression_bomb_is_refused_without_decoding_it(refused_bytes, side):
    failure = refused_bytes(bomb(side))
    assert failure.fault is Fault.TOO_MANY_PIXELS
    assert "89478485 pixels" in failure.reason


@pytest.mark.filterwarnings("ignore")
def test_a_decompression_bomb_is_refused_where_pillow_only_warns_of_it(refused_bytes):
    assert refused_bytes(bomb(9460)).fault is Fault.TOO_MANY_PIXELS


@pytest.mark.parametrize("name", ["jpeg", "png", "webp", "avif", "gif", "bmp", "tiff"])
def test_no_pixel_is_ever_decoded(monkeypatch, probe_bytes, name):
    data = encoded(name)

    def decode(_image):
        raise AssertionError

    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    assert probe_bytes(data).width == 64


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_the_end_of_a_jpeg_is_found_and_not_that_of_its_thumbnail(options):
    thumbnail = encoded("jpeg", Image.new("RGB", (8, 8)))
    data = encoded("jpeg", comment=thumbnail, **options)
    assert data.index(b"\xff\xd9") < len(data) - 2
    assert jpeg_ends(data)
    assert jpeg_ends(data + b"more")
    assert not any(jpeg_ends(data[:end]) for end in range(len(data)))


def test_a_file_of_no_bytes_is_refused(refused_bytes):
    assert refused_bytes(b"").fault is Fault.EMPTY


def test_a_picture_beyond_the_limit_is_known_by_its_head():
    data = Sample.PHOTO.path.read_bytes()
    source = Source(io.BytesIO(data[:20_000]), "photo")
    assert inspect(source, timeout=1, limit=19_999).width == 1080
    with pytest.raises(ProbeFailed, match="ends after 20000 bytes"):
        inspect(source, timeout=1, limit=20_000)


def many_profiles(number: int) -> bytes:
    """A small picture with many compressed profiles, each of them a megabyte."""
    profile = png_chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(1_000_000), 9))
    data = encoded("png")
    end = data.index(b"IDAT") - 4
    return data[:end] + profile * number + data[end:]


@pytest.mark.parametrize("bomb", [b"iCCP", b"zTXt", b"iTXt"])
def test_a_chunk_that_would_burst_is_not_unpacked(refused_bytes, bomb):
    start = {b"iCCP": b"x\0\0", b"zTXt": b"x\0\0", b"iTXt": b"x\0\1\0\0\0"}[bomb]
    data = encoded("png")
    end = data.index(b"IDAT") - 4
    burst = png_chunk(bomb, start + zlib.compress(bytes(100_000_000), 9))
    assert refused_bytes(data[:end] + burst + data[end:]).fault is Fault.DAMAGED


@pytest.mark.parametrize("place", ["here", "there"])
def test_a_picture_of_many_costly_pieces_is_left_when_time_is_up(refused_bytes, refusal, web, monkeypatch, place):
    data, clock = many_profiles(200), itertools.count(0.0, 0.1)
    web.serve("/many.png", data)
    monkeypatch.setattr("postwire.probe.deadline.time", SimpleNamespace(monotonic=lambda: next(clock)))
    failure = refused_bytes(data) if place == "here" else refusal(web.url("/many.png"), web.policy(timeout=20))
    assert failure.fault is Fault.TOO_SLOW

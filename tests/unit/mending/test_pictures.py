"""Pictures that a platform would refuse, and what is made of them."""

import pytest
from PIL import Image, ImageCms

from postwire.mending import Unmendable, mend
from postwire_threads.manifest import MANIFEST


def drawn(path, size=(400, 300), mode="RGB", colour=(200, 30, 30), **how):
    Image.new(mode, size, colour).save(path, **how)
    return path


def test_a_picture_of_too_many_bytes_becomes_a_smaller_one(faulty, tmp_path):
    done = mend(faulty("noise.png"), MANIFEST, out=tmp_path / "new.jpg")
    assert {problem.rule for problem in done.found} == {"threads.image.max_bytes", "threads.image.too_wide"}
    assert done.left == ()
    ((new, facts),) = done.files
    assert (facts.format, facts.width, facts.height) == ("jpeg", 1440, 1440)
    assert facts.bytes == new.stat().st_size <= 8_000_000


def test_the_best_quality_that_fits_is_found(faulty, platform, tmp_path):
    limits = {"image_width": {"maximum": 600}}
    best = mend(faulty("noise.png"), platform(**limits, image_bytes={"maximum": 8e6}), out=tmp_path / "best.jpg")
    most = int(best.files[0][1].bytes * 0.8)
    done = mend(faulty("noise.png"), platform(**limits, image_bytes={"maximum": most}), out=tmp_path / "new.jpg")
    assert done.files[0][1].width == 600
    assert most * 0.9 < done.files[0][1].bytes <= most


def test_pixels_are_given_up_where_quality_does_not_suffice(faulty, platform, tmp_path):
    small = platform(image_bytes={"maximum": 40_000})
    done = mend(faulty("noise.png"), small, out=tmp_path / "new.jpg")
    assert done.files[0][1].bytes <= 40_000
    assert done.files[0][1].width < 600
    with pytest.raises(Unmendable, match="does not come down to 300 bytes"):
        mend(faulty("noise.png"), platform(image_bytes={"maximum": 300}), out=tmp_path / "none.jpg")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.jpg"]


@pytest.mark.parametrize("name", ["old.bmp", "old.tiff", "old.webp", "old.gif", "old.avif"])
def test_formats_that_are_not_taken_become_ones_that_are(tmp_path, name):
    done = mend(drawn(tmp_path / name), MANIFEST)
    ((new, facts),) = done.files
    assert facts.format in {"jpeg", "png"}
    assert new.name == f"old.threads.{'jpg' if facts.format == 'jpeg' else 'png'}"
    with Image.open(new) as image:
        red, green, blue = image.convert("RGB").getpixel((200, 150))
    assert (red, green, blue) == pytest.approx((200, 30, 30), abs=6)


def test_what_is_transparent_stays_so_where_it_can(tmp_path, platform):
    path = drawn(tmp_path / "old.webp", mode="RGBA", colour=(200, 30, 30, 0), lossless=True)
    kept = mend(path, MANIFEST)
    with Image.open(kept.files[0][0]) as image:
        assert (image.format, image.convert("RGBA").getpixel((9, 9))[3]) == ("PNG", 0)
    filled = mend(path, platform(image_format={"allowed": ("jpeg",)}))
    assert "what was transparent is white" in filled.notes
    with Image.open(filled.files[0][0]) as image:
        assert image.getpixel((9, 9)) == (255, 255, 255)


def test_the_first_of_moving_pictures_is_kept_and_that_is_said(tmp_path):
    frames = [Image.new("RGB", (400, 300), (shade, 0, 0)) for shade in (250, 120)]
    frames[0].save(tmp_path / "old.gif", save_all=True, append_images=frames[1:])
    done = mend(tmp_path / "old.gif", MANIFEST)
    assert done.notes == ("only the first picture of the moving ones is kept",)
    with Image.open(done.files[0][0]) as image:
        assert image.convert("RGB").getpixel((9, 9))[0] > 240


def test_a_picture_stands_upright_and_says_no_place(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "a camera"
    picture = Image.new("RGB", (2000, 1000))
    picture.paste((255, 255, 255), (0, 0, 1000, 500))
    picture.save(tmp_path / "old.jpg", exif=exif)
    done = mend(tmp_path / "old.jpg", MANIFEST, out=tmp_path / "new.jpg", pad=True)
    assert done.found == ()
    wide = mend(drawn(tmp_path / "wide.jpg", (2000, 1000), exif=exif), MANIFEST)
    assert wide.found == ()  # upright it is 1000 pixels wide
    picture.resize((4000, 2000)).save(tmp_path / "large.jpg", exif=exif)
    large = mend(tmp_path / "large.jpg", MANIFEST)
    assert large.notes == ("details such as camera and place (EXIF) are left out",)
    with Image.open(large.files[0][0]) as image:
        assert image.size == (1440, 2880)
        assert not dict(image.getexif())
        assert image.getpixel((1400, 20))[0] > 240  # what was top left
        assert image.getpixel((20, 20))[0] < 20


def test_colours_of_another_space_become_srgb(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    drawn(tmp_path / "odd.jpg", icc_profile=profile)
    drawn(tmp_path / "print.jpg", mode="CMYK", colour=(0, 255, 255, 0))
    for name in ("odd.jpg", "print.jpg"):
        done = mend(tmp_path / name, MANIFEST)
        assert [problem.rule for problem in done.found] == ["threads.image.color_space"]
        assert done.files[0][1].color_space == "sRGB"
    with Image.open(tmp_path / "print.threads.jpg") as image:
        red, green, blue = image.getpixel((9, 9))
    assert red > 240
    assert max(green, blue) < 20


def test_borders_are_added_only_where_they_are_asked_for(tmp_path):
    path = drawn(tmp_path / "tall.png", (320, 6400))
    with pytest.raises(Unmendable, match="its sides are 320x6400, beyond 10:1; crop it, or give it borders with --pad"):
        mend(path, MANIFEST)
    done = mend(path, MANIFEST, pad=True)
    assert (done.files[0][1].width, done.files[0][1].height) == (640, 6400)
    with Image.open(done.files[0][0]) as image:
        assert image.getpixel((5, 5)) == (255, 255, 255)
        assert image.getpixel((320, 3000)) == (200, 30, 30)


def test_what_nobody_can_mend_is_still_said(tmp_path):
    done = mend(drawn(tmp_path / "tiny.bmp", (100, 100)), MANIFEST)
    assert [problem.rule for problem in done.left] == ["threads.image.too_narrow"]


def test_sixteen_bits_of_grey_keep_their_shades(tmp_path):
    Image.new("I;16", (1500, 400), 0x8000).save(tmp_path / "scan.png")
    done = mend(tmp_path / "scan.png", MANIFEST)
    with Image.open(done.files[0][0]) as image:
        assert image.getpixel((9, 9)) == pytest.approx((128, 128, 128), abs=3)

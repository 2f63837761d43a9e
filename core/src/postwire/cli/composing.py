"""A post out of the options of a command line."""

import sys
from pathlib import Path

from attrs import frozen

from postwire.cli.exit import Exit
from postwire.cli.option_values import options_given
from postwire.cli.prober import Prober
from postwire.cli.refusal import Refusal, UsageRefusal
from postwire.cli.standard_input import standard_input
from postwire.media import Media
from postwire.post import Post
from postwire.registry import Registry

_LONGEST = 4 * 1024 * 1024
"""Bytes of a text; no platform takes a thousandth of it."""


@frozen(kw_only=True)
class PostOptions:
    """What ``post_options`` collects."""

    text: str | None = None
    text_file: Path | None = None
    media: tuple[str, ...] = ()
    alt: tuple[str, ...] = ()
    reply_to: str | None = None
    link: str | None = None
    options: tuple[str, ...] = ()
    allow_hosts: tuple[str, ...] = ()
    no_probe: bool = False

    def post(self, platforms: set[str], registry: Registry) -> Post:
        """The post, its media probed. Raises `Refusal`."""
        if len(self.alt) > len(self.media):
            raise UsageRefusal(
                f"there are {len(self.alt)} --alt and {len(self.media)} --media",
                field="--alt",
                value=self.alt[len(self.media)],
                fix="The nth --alt belongs to the nth --media; --alt '' leaves one out.",
            )
        if "" in self.media:
            raise UsageRefusal("--media is empty", field="--media", value="", fix="Give a URL or the path of a file.")
        alts = (*self.alt, *("" for _ in self.media[len(self.alt) :]))
        post = Post(
            text=self._text(),
            media=tuple(Media(location, alt or None) for location, alt in zip(self.media, alts, strict=True)),
            reply_to=self.reply_to,
            link=self.link,
            options=options_given(self.options, platforms, registry),
        )
        return self.prober().probed(post)

    def prober(self) -> Prober:
        """What looks into media, as the options say."""
        return Prober.of_options(self.allow_hosts, no_probe=self.no_probe)

    def _text(self) -> str:
        if self.text is not None and self.text_file is not None:
            raise UsageRefusal("--text and --text-file are both given", field="--text-file", fix="Keep one of them.")
        if self.text_file is not None:
            return _read(self.text_file)
        if self.text == "-":
            return _decoded(standard_input().buffer.read(_LONGEST + 1), "stdin")
        return _checked(self.text or "")


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return _decoded(file.read(_LONGEST + 1), str(path))
    except OSError as error:
        raise Refusal(
            f"--text-file {str(path)!r} cannot be read: {error.strerror}",
            code="unreadable",
            exit=Exit.USAGE,
            field="--text-file",
            value=str(path),
            fix="Give the path of a readable text file.",
        ) from None


def _decoded(data: bytes, origin: str) -> str:
    """UTF-8, without the one line feed that ends a file."""
    if len(data) > _LONGEST:
        raise Refusal(
            f"the text in {origin} is longer than {_LONGEST} bytes", code="too_long", field="text", fix="Shorten it."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(
            f"the text in {origin} is not UTF-8 (byte {error.start + 1})",
            code="not_utf8",
            field="text",
            value=origin,
            fix="Save it as UTF-8.",
        ) from None
    return text.removesuffix("\n").removesuffix("\r")


def _checked(text: str) -> str:
    """The text of an argument: bytes that are no text in this locale come as lone surrogates."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Refusal(
            f"--text is not text in this terminal's encoding ({sys.getfilesystemencoding()})",
            code="not_utf8",
            field="--text",
            fix="Set a UTF-8 locale, or pass it with --text-file.",
        ) from None
    return text

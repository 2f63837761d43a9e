"""Where ids come from: the same seed mints the same ids in the same order."""

import base64
import random
import string

_SHORTCODE = string.ascii_letters + string.digits + "-_"


class Mint:
    """Object ids, shortcodes and trace ids. Traces have a stream of their own, so that an error shifts no id."""

    def __init__(self, seed: int) -> None:
        self._ids = random.Random(f"ids {seed}")  # noqa: S311  # repeatable on purpose, and no secret
        self._traces = random.Random(f"traces {seed}")  # noqa: S311  # same
        self._used: set[str] = set()

    def object_id(self) -> str:
        """17 decimal digits, never the same twice."""
        while True:
            minted = str(self._ids.randrange(17_800_000_000_000_000, 18_400_000_000_000_000))
            if minted not in self._used:
                self._used.add(minted)
                return minted

    def shortcode(self) -> str:
        """11 characters, as in a permalink."""
        return "D" + "".join(self._ids.choices(_SHORTCODE, k=10))

    def trace(self) -> str:
        """What stands in ``fbtrace_id`` and ``x-fb-trace-id``."""
        return "A" + base64.urlsafe_b64encode(self._traces.getrandbits(132).to_bytes(17, "big"))[:22].decode()

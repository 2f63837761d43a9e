"""``python -m tests.live``: install the servers that others wrote, and say which are here.

Exits with 3, and the reason, where one cannot be installed.
"""

import sys

from tests.live.pds import install as pds
from tests.live.snac import install as snac


def main() -> int:
    """Install both; what is here already is left alone."""
    for name, module in (("the personal data server of the AT Protocol", pds), ("snac2", snac)):
        try:
            module.installed()
        except pds.NotInstallable as error:
            sys.stdout.write(f"{name} cannot be installed here: {error}\n")
            return 3
        sys.stdout.write(f"{name} is installed\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

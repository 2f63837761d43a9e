"""``python -m tests.live.snac``: lost answers and kills in front of a real server, and what is live after them."""

import sys

from tests.live.snac.trials import places
from tests.live.trials import main

if __name__ == "__main__":
    sys.exit(main("snac", places))

"""``python -m tests.live.pds``: lost answers and kills in front of a real server, and what is live after them."""

import sys

from tests.live.pds.trials import places
from tests.live.trials import main

if __name__ == "__main__":
    sys.exit(main("pds", places))

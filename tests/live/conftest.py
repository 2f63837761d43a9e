"""Only where somebody asks for it: these tests install and start servers that others wrote.

``POSTWIRE_LIVE=1`` runs them.
"""

import os

collect_ignore_glob = [] if os.environ.get("POSTWIRE_LIVE") else ["test_*.py"]

"""Only where somebody asks for it: these tests need a Chromium, which no Python package brings.

``make browser`` runs them; ``CHROMIUM`` names the program.
"""

import os
import shutil

CHROMIUM = os.environ.get("CHROMIUM", "")

collect_ignore_glob = [] if CHROMIUM and shutil.which(CHROMIUM) else ["test_*.py"]

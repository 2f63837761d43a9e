"""Makes of a picture or video one that a platform takes, by the limits of its manifest. Needs the extra ``media``.

The original is never touched, and no file is ever overwritten. Everything here blocks.
"""

from postwire.mending.mend import Mended, findings, mend
from postwire.mending.unmendable import Unmendable

__all__ = ["Mended", "Unmendable", "findings", "mend"]

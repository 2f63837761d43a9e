"""How much a profile may publish through the API, in a moving day."""

from datetime import timedelta

from postwire.manifest import Quota, Use
from postwire_threads.manifest.sources import DELETES, OVERVIEW, REPLIES

_DAY = timedelta(hours=24)

QUOTAS = (
    # Counted by `threads_publish`; a carousel is one post.
    Quota(name="posts", maximum=250, window=_DAY, uses={Use.POST}, sources=(OVERVIEW,)),
    Quota(name="replies", maximum=1000, window=_DAY, uses={Use.REPLY}, sources=(REPLIES,)),
    Quota(name="deletes", maximum=100, window=_DAY, uses={Use.DELETE}, sources=(DELETES,)),
)

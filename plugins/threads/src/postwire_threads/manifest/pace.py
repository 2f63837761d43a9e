"""How patiently Threads wants to be asked."""

from datetime import timedelta

from postwire.manifest import Pace
from postwire_threads.manifest.sources import NOT_THERE_YET, REFERENCE, SAMPLE, TROUBLESHOOTING, VIDEO_TIMES

PACE = Pace(
    # Texts and pictures are finished within seconds, videos after half a minute: look soon, then ever less often, and
    # never less often in the first five minutes than the once a minute that Meta advises.
    first_look=timedelta(seconds=2),
    interval=timedelta(seconds=60),
    window=timedelta(minutes=5),
    slow_interval=timedelta(minutes=5),
    container_life=timedelta(hours=24),
    # Counts and lists were seen to lag by up to a minute.
    settle=timedelta(seconds=60),
    # A container that cannot be found yet was there after 7 s in the median: 3, 6, 12 s.
    retry=timedelta(seconds=3),
    tries=5,
    sources=(TROUBLESHOOTING, REFERENCE, SAMPLE, VIDEO_TIMES, NOT_THERE_YET),
)

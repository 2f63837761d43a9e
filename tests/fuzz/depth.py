"""How hard the fuzzing tries: a little in `make test`, much more with POSTWIRE_DEEP=1."""

import os

from hypothesis import HealthCheck, settings

thoroughly = settings(
    deadline=None,
    max_examples=5_000 if os.environ.get("POSTWIRE_DEEP") else 100,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

"""What we were doing when a platform answered."""

import enum


class Operation(enum.StrEnum):
    """Part of every classification: the same body means different things at different moments."""

    AUTHORIZE = "authorize"
    REFRESH = "refresh"
    CREATE = "create"
    POLL = "poll"
    PUBLISH = "publish"
    DELETE = "delete"
    READ = "read"

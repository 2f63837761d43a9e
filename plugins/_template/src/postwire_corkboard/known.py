"""Everything that the table of errors can say, for documentation and for `postwire explain corkboard CODE`."""

from datetime import date

from postwire.hookspecs import hookimpl
from postwire.meaning import Meaning, Sign
from postwire.source import Source
from postwire_corkboard.errors import MEANINGS

_PROBLEMS = Source("Corkboard API: Problems", date(2026, 11, 21), url="https://corkboard.example/api#problems")


@hookimpl
def meanings() -> tuple[Meaning, ...]:
    """Announce every code that `classify_error` can say.

    Decide: nothing, it is the same table once more. Leave this hook out, and documentation and `explain` know only what
    postwire itself says of every platform.
    """
    return tuple(
        Meaning(
            code=f"corkboard.{name}",
            category=line.category,
            action=line.action,
            caused_by=line.caused_by,
            message=line.message,
            next_step=line.next_step,
            signs=(Sign(rule=f"corkboard.problem.{name}", codes=(name,), sources=(_PROBLEMS,)),),
        )
        for name, line in MEANINGS.items()
    )

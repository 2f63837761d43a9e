"""Codes 24, 100/33, 803 and their words: something is not there. The operation decides what that means."""

from collections.abc import Iterable

from postwire.operation import Operation
from postwire_threads.errors.meanings import connection, lookups
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    MEDIA_NOT_FOUND,
    RECEIVED,
    RECEIVED_META,
    STATUS_OF_A_POST,
)

_NO_OBJECT = (
    r"unsupported (?:get|post|delete|put) request",
    r"object with id .{0,60} does not exist",
)
_NO_FIELD = r"nonexisting field"
_GATED = (
    r"nonexisting field\W{1,6}"
    r"(?:threads_mentions|mentions|keyword_search|profile_lookup|profile_posts|location_search)\b"
)
_NOT_THERE = {
    Operation.PUBLISH: lookups.CONTAINER_NOT_VISIBLE,
    Operation.POLL: lookups.CONTAINER_NOT_VISIBLE,
    Operation.CREATE: lookups.PARENT_GONE,
    Operation.DELETE: lookups.ALREADY_GONE,
    Operation.REFRESH: connection.TOKEN_INVALID,
}


def _missing(
    name: str, *, codes: Iterable[int] = (), subcodes: Iterable[int] = (), says: str | tuple[str, ...] = ()
) -> tuple[Rule, ...]:
    """One rule per operation for an answer that says 'not there'."""
    race = (MEDIA_NOT_FOUND, RECEIVED)
    return (
        *(
            Rule(
                id=f"{name}.{operation}",
                meaning=meaning,
                operations={operation},
                codes=codes,
                subcodes=subcodes,
                says=says,
                sources=race,
            )
            for operation, meaning in _NOT_THERE.items()
        ),
        Rule(id=name, meaning=lookups.OBJECT_MISSING, codes=codes, subcodes=subcodes, says=says, sources=race),
    )


BY_NUMBER = (
    *_missing("24.4279009", subcodes={4279009, 2207006}),
    Rule(id="24.2207045", meaning=lookups.OBJECT_MISSING, subcodes={2207045}, sources=(RECEIVED_META,)),
    *_missing("24", codes={24}),
    Rule(
        id="100.33.outage",
        meaning=lookups.OWN_CONTAINER_OUTAGE,
        codes={100},
        subcodes={33},
        operations={Operation.POLL},
        says=r"authorization error",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="100.33.poll",
        meaning=lookups.OWN_CONTAINER_HIDDEN,
        codes={100},
        subcodes={33},
        operations={Operation.POLL},
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="100.33.delete",
        meaning=lookups.ALREADY_GONE,
        codes={100},
        subcodes={33},
        operations={Operation.DELETE},
        sources=(RECEIVED,),
    ),
    Rule(id="100.33", meaning=lookups.OBJECT_MISSING, codes={100}, subcodes={33}, sources=(RECEIVED, RECEIVED_META)),
    Rule(
        id="100.field.poll",
        meaning=lookups.IS_A_POST_ALREADY,
        codes={100, None},
        operations={Operation.POLL},
        says=_NO_FIELD,
        sources=(STATUS_OF_A_POST,),
    ),
    Rule(id="100.field.gated", meaning=lookups.GATED_FIELD, codes={100, None}, says=_GATED, sources=(RECEIVED,)),
    Rule(id="100.field", meaning=lookups.NO_SUCH_FIELD, codes={100, None}, says=_NO_FIELD, sources=(RECEIVED,)),
    Rule(
        id="100.object.delete",
        meaning=lookups.ALREADY_GONE,
        codes={100, None},
        operations={Operation.DELETE},
        says=_NO_OBJECT,
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.object",
        meaning=lookups.OBJECT_MISSING,
        codes={100, None},
        says=_NO_OBJECT,
        sources=(RECEIVED, RECEIVED_META),
    ),
    Rule(
        id="100.reference",
        meaning=lookups.PARENT_INVALID,
        codes={100, None},
        says=(
            r"param(?:eter)? \W?\w{0,40}_?id\W? (?:is not a valid|is invalid|must be a valid)",
            r"invalid (?:media|user|post|page|object)[ _]id",
        ),
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.method",
        meaning=lookups.OBJECT_MISSING,
        codes={100},
        types={"GraphMethodException"},
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="803.delete",
        meaning=lookups.ALREADY_GONE,
        codes={803},
        operations={Operation.DELETE},
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="803",
        meaning=lookups.OBJECT_MISSING,
        codes={21, 803},
        sources=(RECEIVED_META,),
    ),
)

BY_WORD = _missing(
    "words.missing",
    says=(
        r"requested resource does not exist",
        r"media not found",
        r"(?:media|resource|container).{0,60}cannot be found",
        r"does not exist or (?:has|is) (?:been )?expired",
    ),
)

LAST = (
    Rule(
        id="words.not_there",
        meaning=lookups.OBJECT_MISSING,
        operations={Operation.CREATE, Operation.READ},
        says=(
            r"does not exist",
            r"do not exist",
            r"not found\b",
        ),
        sources=(RECEIVED_META,),
    ),
)

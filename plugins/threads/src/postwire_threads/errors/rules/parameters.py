"""Code 100 and other refusals of what the post itself says."""

from postwire.operation import Operation
from postwire_threads.errors.meanings import access, connection, content, lookups, media, outage
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.rules.access import DENIED, NOT_ENOUGH
from postwire_threads.errors.sources import BY_ANALOGY, DEAD_TOKEN, GRAPH_ERRORS, RECEIVED, RECEIVED_META, THREADS_POSTS

_PARAMETER = (
    r"\bparam(?:eter)?s?\b.{0,80}(?:must|required|missing|invalid|not (?:a )?(?:valid|allowed|supported))",
    r"(?:invalid|missing|required|unknown|unsupported) param(?:eter)?",
    r"must (?:not )?be (?:at (?:most|least)|one of|an? |between|(?:greater|less|longer|shorter|more) )",
)

BY_NUMBER = (
    Rule(
        id="-1.4279047",
        meaning=content.LINK_REFUSED,
        subcodes={4279047, 1609005, 1609008},
        sources=(RECEIVED, GRAPH_ERRORS),
    ),
    Rule(id="100.4279040", meaning=content.FLAW_IN_REQUEST, subcodes={4279040}, sources=(RECEIVED,)),
    Rule(id="1500", meaning=content.LINK_REFUSED, codes={1500}, sources=(RECEIVED_META,)),
    Rule(
        id="1.too_much",
        meaning=content.FLAW_IN_REQUEST,
        says=r"reduce the amount of data",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="100.text_length",
        meaning=content.TEXT_TOO_LONG,
        codes={100, None},
        says=(
            r"param(?:eter)? \W?text\W? must be at most",
            r"text .{0,20}too long",
        ),
        sources=(THREADS_POSTS, RECEIVED),
    ),
    Rule(
        id="100.media_url",
        meaning=media.MEDIA_URL_INVALID,
        codes={100, None},
        says=(
            r"param(?:eter)? \W?(?:image|video|media|picture|photo|file|cover)_?ur[li]",
            r"(?:image|video|media|picture|photo|cover)[ _]ur[li] .{0,30}(?:not|invalid|required|missing|must)",
        ),
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.link",
        meaning=content.LINK_REFUSED,
        codes={100, None},
        says=r"param(?:eter)? \W?link|invalid link attachment",
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.reply_approvals",
        meaning=content.REPLY_APPROVALS_OFF,
        codes={100, None},
        says=r"reply approvals?",
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.insights",
        meaning=lookups.NOT_ENOUGH_DATA,
        codes={100, None},
        says=NOT_ENOUGH,
        sources=(RECEIVED_META,),
    ),
    Rule(id="100.permission", meaning=access.PERMISSION_MISSING, codes={100}, says=DENIED, sources=(RECEIVED_META,)),
    Rule(
        id="100.required",
        meaning=content.PARAMETER_MISSING,
        codes={100, None},
        says=(
            r"param(?:eter)? \W?[\w\[\]]{1,60}\W? is (?:required|missing)",
            r"missing required param",
        ),
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.missing.refresh",
        meaning=connection.TOKEN_INVALID,
        codes={100},
        operations={Operation.REFRESH},
        says=r"does not exist",
        sources=(DEAD_TOKEN,),
    ),
    Rule(
        id="100.missing.create",
        meaning=lookups.PARENT_GONE,
        codes={100},
        operations={Operation.CREATE},
        says=r"requested resource does not exist",
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.missing.container",
        meaning=lookups.CONTAINER_NOT_VISIBLE,
        codes={100},
        operations={Operation.PUBLISH, Operation.POLL},
        says=r"requested resource does not exist",
        sources=(BY_ANALOGY,),
    ),
    Rule(
        id="100.missing",
        meaning=lookups.OBJECT_MISSING,
        codes={100},
        says=r"requested resource does not exist",
        sources=(RECEIVED,),
    ),
    Rule(
        id="100.not_found",
        meaning=lookups.OBJECT_MISSING,
        codes={100},
        says=(
            r"(?:cannot|can't|could not|couldn't) be found",
            r"(?:was |were )?not found\b",
            r"(?:does|do) not exist",
        ),
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="100.method_type",
        meaning=outage.WRONG_METHOD,
        codes={100, None},
        says=r"unsupported request|unknown path components",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="100.refresh",
        meaning=connection.REFRESH_REFUSED,
        codes={100},
        operations={Operation.REFRESH},
        sources=(BY_ANALOGY,),
    ),
    Rule(id="100", meaning=content.PARAMETER_REFUSED, codes={100}, sources=(GRAPH_ERRORS, RECEIVED)),
)

LAST = (
    Rule(
        id="words.invalid",
        meaning=content.PARAMETER_REFUSED,
        says=(
            r"\b(?:is|are) (?:invalid|not (?:valid|allowed|supported|permitted))\b",
            r"(?:cannot|can't|must not) be (?:blank|empty|used|set|combined)",
            r"only one of .{0,80} can",
        ),
        operations={Operation.CREATE, Operation.READ},
        sources=(RECEIVED_META,),
    ),
)
"""What sounds like a refused value, where nothing else is known. Not after a publish call: it could be anything."""

BY_WORD = (
    Rule(
        id="words.links",
        meaning=content.TOO_MANY_LINKS,
        says=r"too many (?:unique |different )?(?:links|urls)|link limit",
        sources=(THREADS_POSTS,),
    ),
    Rule(id="words.parameter", meaning=content.PARAMETER_REFUSED, says=_PARAMETER, sources=(RECEIVED, RECEIVED_META)),
)

"""Codes 4, 9, 17, 32, 341, 368, 613 and 80000-80014: too much, too fast, or taken for spam."""

from postwire_threads.errors.meanings import account, content, limits
from postwire_threads.errors.rule import Rule
from postwire_threads.errors.sources import (
    BLOCKED_BUT_LIVE,
    BY_ANALOGY,
    GRAPH_ERRORS,
    GRAPH_LIMITS,
    INSTAGRAM_CODES,
    RECEIVED,
    RECEIVED_META,
)

_QUOTA = (
    r"maximum number of posts",
    r"daily (?:\w+ ){0,2}(?:limit|maximum|quota)",
    r"(?:publish\w*|posting|posts?|repl(?:y|ies)|delet\w+) (?:limit|quota)",
    r"limit of [0-9,.]+ (?:api.published )?(?:posts?|publish\w*|repl(?:y|ies)|delet\w+)",
    r"feed action request limit",
    r"quota (?:exceeded|reached|has been)",
)

BY_NUMBER = (
    Rule(id="4.2207051", meaning=account.SPAM_BLOCK, subcodes={2207051}, sources=(INSTAGRAM_CODES, BLOCKED_BUT_LIVE)),
    Rule(id="9.2207042", meaning=limits.POST_QUOTA_REACHED, subcodes={2207042}, sources=(INSTAGRAM_CODES, BY_ANALOGY)),
    # no reference explains 2207069; where it was met it came with code 9, which speaks of doing too much
    Rule(id="9.2207069", meaning=limits.POST_QUOTA_REACHED, codes={9}, subcodes={2207069}, sources=(BY_ANALOGY,)),
    Rule(id="613.4279002", meaning=limits.API_RATE_LIMITED, subcodes={4279002, 1996}, sources=(RECEIVED, GRAPH_LIMITS)),
    Rule(id="25.2207050", meaning=account.ACCOUNT_RESTRICTED, subcodes={2207050}, sources=(INSTAGRAM_CODES,)),
    Rule(
        id="368.duplicate",
        meaning=content.DUPLICATE,
        codes={368},
        says=r"already posted this",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="368.content",
        meaning=content.CONTENT_REPORTED,
        codes={368, None},
        says=r"reported as abusive",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="368.how_often",
        meaning=limits.ACCOUNT_RATE_LIMITED,
        codes={368, None},
        says=r"limit how often",
        sources=(RECEIVED_META,),
    ),
    Rule(id="368.1390008", meaning=account.TEMPORARY_BLOCK, subcodes={1390008}, sources=(RECEIVED_META,)),
    Rule(
        id="368.too_fast",
        meaning=account.TEMPORARY_BLOCK,
        codes={368},
        says=r"too fast|temporarily",
        sources=(RECEIVED_META,),
    ),
    Rule(id="368", meaning=account.POLICY_BLOCK, codes={368}, sources=(GRAPH_ERRORS, RECEIVED_META)),
    Rule(id="9.quota", meaning=limits.POST_QUOTA_REACHED, codes={9}, says=_QUOTA, sources=(INSTAGRAM_CODES,)),
    Rule(id="4", meaning=limits.APP_RATE_LIMITED, codes={4}, sources=(GRAPH_LIMITS, RECEIVED_META)),
    Rule(id="17", meaning=limits.ACCOUNT_RATE_LIMITED, codes={9, 17, 32}, sources=(GRAPH_LIMITS, INSTAGRAM_CODES)),
    Rule(id="341", meaning=limits.POST_QUOTA_REACHED, codes={341}, sources=(GRAPH_LIMITS, RECEIVED_META)),
    Rule(
        id="613", meaning=limits.API_RATE_LIMITED, codes={613, *range(80_000, 80_015)}, sources=(GRAPH_LIMITS, RECEIVED)
    ),
    Rule(id="25", meaning=account.ACCOUNT_RESTRICTED, codes={25}, sources=(INSTAGRAM_CODES,)),
)

BY_STATUS = (Rule(id="http.429", meaning=limits.API_RATE_LIMITED, statuses={429}, sources=(BY_ANALOGY,)),)

BY_WORD = (
    Rule(id="words.quota", meaning=limits.POST_QUOTA_REACHED, says=_QUOTA, sources=(INSTAGRAM_CODES,)),
    Rule(
        id="words.spam",
        meaning=account.SPAM_BLOCK,
        says=r"action is blocked|restrict certain activity",
        sources=(INSTAGRAM_CODES,),
    ),
    Rule(
        id="words.too_fast",
        meaning=account.TEMPORARY_BLOCK,
        says=r"temporarily (?:blocked|restricted)|going too fast",
        sources=(RECEIVED_META,),
    ),
    Rule(
        id="words.app_limit",
        meaning=limits.APP_RATE_LIMITED,
        says=r"application request limit",
        sources=(GRAPH_LIMITS,),
    ),
    Rule(
        id="words.user_limit",
        meaning=limits.ACCOUNT_RATE_LIMITED,
        says=(
            r"(?:user|page|account) request limit",
            r"too many actions",
            r"too many (?:calls|posts) (?:to|from|by) this",
        ),
        sources=(GRAPH_LIMITS,),
    ),
    Rule(
        id="words.rate",
        meaning=limits.API_RATE_LIMITED,
        says=(
            r"rate limit",
            r"rate.?limited",
            r"rate.?limit.?(?:exceeded|reached|hit)",
            r"too many (?:api )?(?:calls|requests)",
            r"(?:requests?|calls?|api|usage) (?:\w+ )?limits? (?:was |has been |is )?(?:reached|exceeded|hit)",
            r"exceeded (?:the |your )?(?:\w+ ){0,2}(?:requests?|calls?|usage|api) (?:\w+ )?limit",
            r"throttl",
        ),
        sources=(GRAPH_LIMITS, RECEIVED),
    ),
    Rule(
        id="words.restricted",
        meaning=account.ACCOUNT_RESTRICTED,
        says=r"(?:user|account|access|profile) (?:(?:is|has|was|been|temporarily|permanently|currently) ){0,4}"
        r"(?:restricted|suspended|disabled|deactivated|locked|banned)",
        sources=(INSTAGRAM_CODES,),
    ),
    Rule(
        id="words.policy",
        meaning=account.POLICY_BLOCK,
        says=(
            r"deemed abusive",
            r"otherwise disallowed",
            r"community (?:standards|guidelines)",
        ),
        sources=(GRAPH_ERRORS,),
    ),
)

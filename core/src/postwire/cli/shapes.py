"""The JSON that `--json` prints: its keys are stable, more may be added."""

import json
from datetime import datetime
from typing import Any

import attrs

from postwire.account import Account
from postwire.cli.outlook import advice_of, outlook
from postwire.delivery import Delivery
from postwire.diagnosis import Diagnosis
from postwire.exchange import Reply
from postwire.history import Entry
from postwire.manifest import Quota
from postwire.media import Media, MediaFacts
from postwire.problem import Problem
from postwire.receipt import Receipt
from postwire.source import Source
from postwire.state import Deleted, Deleting, Published, State, diagnosis_of, name_of


def delivery_plain(delivery: Delivery, now: datetime) -> dict[str, Any]:
    """One delivery: where it stands, and what comes next."""
    seen = outlook(delivery, now)
    receipt = receipt_of(delivery.state)
    diagnosis = diagnosis_of(delivery.state)
    return {
        "id": delivery.id,
        "account": delivery.account_id,
        "platform": delivery.platform,
        "state": name_of(delivery.state),
        "in_words": seen.words,
        "next": seen.next,
        "who_acts": seen.who.value,
        "due": delivery.due.isoformat(),
        "wake_at": time_plain(delivery.wake_at),
        "post_id": receipt.post_id if receipt else None,
        "permalink": receipt.permalink if receipt else None,
        "published_at": time_plain(receipt.published_at) if receipt else None,
        "notes": list(receipt.notes) if receipt else [],
        "diagnosis": diagnosis_plain(diagnosis, delivery) if diagnosis else None,
        "text": delivery.post.text,
        "submission": delivery.submission,
        "parent": delivery.parent,
        "idempotency_key": delivery.idempotency_key,
        "created_at": delivery.created_at.isoformat(),
    }


def story_plain(delivery: Delivery, entries: tuple[Entry, ...], now: datetime) -> dict[str, Any]:
    """One delivery with its whole post and everything that happened to it."""
    post = delivery.post
    return delivery_plain(delivery, now) | {
        "post": {
            "text": post.text,
            "media": [media_plain(media) for media in post.media],
            "reply_to": post.reply_to,
            "link": post.link,
            "options": {platform: dict(options) for platform, options in post.options.items()},
        },
        "late": {"kind": delivery.late.kind.value, "within_seconds": delivery.late.within.total_seconds()},
        "prepare_ahead_seconds": delivery.prepare_ahead.total_seconds(),
        "history": [entry_plain(entry) for entry in entries],
    }


def diagnosis_plain(diagnosis: Diagnosis, delivery: Delivery | None = None) -> dict[str, Any]:
    """What a refusal means, in our words and in the three dialects of today's gateways."""
    advice = advice_of(diagnosis, delivery) if delivery else diagnosis.next_step
    return {
        "code": diagnosis.code,
        "category": diagnosis.category.value,
        "action": diagnosis.action.value,
        "caused_by": diagnosis.caused_by.value,
        "message": diagnosis.message,
        "detail": diagnosis.detail,
        "next_step": advice,
        "retry_after": diagnosis.retry_after,
        "rule": diagnosis.rule,
        "error_class": diagnosis.error_class,
        "action_word": diagnosis.action_word,
        "gateway_code": diagnosis.gateway_code,
        "answer": reply_plain(diagnosis.reply) if diagnosis.reply else None,
    }


def reply_plain(reply: Reply) -> dict[str, Any]:
    """A platform's answer as it was understood; its body as JSON where it is some."""
    return {"status": reply.status or None, "headers": dict(reply.headers), "body": body_plain(reply.body)}


def body_plain(body: str) -> Any:
    """JSON where the text is some, else the text."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def entry_plain(entry: Entry) -> dict[str, Any]:
    """One line of a story."""
    data = dict(entry.data)
    if isinstance(data.get("body"), str):
        data["body"] = body_plain(data["body"])
    return {
        "at": entry.at.isoformat(),
        "kind": entry.kind.value,
        "name": entry.name,
        "state": entry.state,
        "data": data,
    }


def problem_plain(problem: Problem, account: str | None = None) -> dict[str, Any]:
    """One finding about a post."""
    return {
        "account": account,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "field": problem.field,
        "item": problem.item,
        "observed": problem.observed,
        "allowed": problem.allowed,
        "message": problem.message,
        "fix": {
            "sentence": problem.fix.sentence,
            "command": problem.fix.command,
            "change": dict(problem.fix.change) if problem.fix.change else None,
        },
        "sources": [source_plain(source) for source in problem.sources],
    }


def source_plain(source: Source) -> dict[str, Any]:
    """Where a fact comes from."""
    return {
        "title": source.title,
        "seen": source.seen.isoformat(),
        "standing": source.standing.value,
        "url": source.url,
    }


def media_plain(media: Media) -> dict[str, Any]:
    """One picture or video, with what is known of it."""
    return {
        "location": media.location,
        "alt_text": media.alt_text,
        "kind": media.kind.value if media.kind else None,
        "facts": facts_plain(media.facts) if media.facts else None,
    }


def facts_plain(facts: MediaFacts) -> dict[str, Any]:
    """What is known of a file's bytes, and nothing else."""
    return attrs.asdict(facts, filter=lambda _, value: value is not None)


def account_plain(account: Account, *, has_token: bool) -> dict[str, Any]:
    """One account; whether it has a token, never the token."""
    return {
        "id": account.id,
        "platform": account.platform,
        "user_id": account.user_id,
        "handle": account.handle or None,
        "scopes": sorted(account.scopes) if account.scopes is not None else None,
        "token": "kept" if has_token else "missing",
        "token_expires_at": time_plain(account.token_expires_at),
        "api_base": account.api_base,
    }


def receipt_of(state: State) -> Receipt | None:
    """What is, or was, live."""
    return state.receipt if isinstance(state, Published | Deleting | Deleted) else None


def quota_plain(quota: Quota) -> dict[str, Any]:
    """One quota."""
    return {"name": quota.name, "maximum": quota.maximum, "window_seconds": quota.window.total_seconds()}


def time_plain(moment: datetime | None) -> str | None:
    """ISO 8601 with an offset."""
    return moment.isoformat() if moment else None

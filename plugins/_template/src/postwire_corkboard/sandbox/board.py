"""What a sandbox remembers, without HTTP: drafts, notes, time, and what shall go wrong."""

import itertools
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from attrs import define, field, validators

DRYING = 2.0
"""Seconds until a draft is dry."""
LIFE = 7 * 86_400.0
"""Seconds until a draft is lost."""
PAGE = 20
"""Notes on one page of a list."""
COLOURS = ("yellow", "pink", "green", "blue")
_PROOF = ("note", "url", "pinned_at")


class Problem(Exception):
    """A refusal."""

    def __init__(self, status: int, name: str, message: str = "") -> None:
        super().__init__(name)
        self.status = status
        self.body = {"problem": {"name": name, "message": message or name.replace("_", " ")}}


@define
class Fault:
    """Something that goes wrong on order."""

    effect: str = field(validator=validators.in_(("lost", "lie", "answer", "tear")))
    """``lost``: done, and no answer. ``lie``: done, and ``status`` with ``name``. ``answer``: the same, and not done.

    ``tear`` (create only): the draft is torn because of ``name``.
    """
    operation: str = field(validator=validators.in_(("create", "status", "publish", "list", "delete")))
    nth: int = 1
    """The first call that it strikes."""
    times: int = 1
    """How many calls in a row."""
    status: int = 500
    name: str = "spilled_ink"
    met: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        """Refuse a fault that cannot be."""
        if self.effect == "tear" and self.operation != "create":
            raise ValueError(f"operation is {self.operation!r}, but the effect 'tear' needs 'create'")


@define
class Draft:
    """A draft, and the note that it became."""

    id: str
    user: str
    made_at: float
    fields: Mapping[str, Any]
    torn: str | None = None
    """Why it cannot be pinned."""
    pins: int = 0
    note: Mapping[str, Any] = field(factory=dict)
    deleted: bool = False


class Board:
    """All boards of a sandbox. Touch it from another thread only while no request is under way."""

    def __init__(self, now: Callable[[], float] = time.time, seed: int = 0) -> None:
        self._now = now
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Begin anew. Ids count on from the seed."""
        self.ahead = 0.0
        """Seconds that this clock is ahead of the given one."""
        self.drafts: dict[str, Draft] = {}
        self.notes: dict[str, Draft] = {}
        self.forgets_pinned = False
        """Whether drafts are gone once they are pinned, as nothing promises that they are kept."""
        self.faults: list[Fault] = []
        self.tokens: dict[str, str] = {}
        """Tokens that stand for one of the usual form, ``ada-write``."""
        self._draft_numbers = itertools.count(self._seed + 1)
        self._note_numbers = itertools.count(self._seed + 1)

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += seconds

    def strike(self, operation: str) -> Fault | None:
        """The fault that this call meets, if any."""
        for fault in self.faults:
            if fault.operation == operation:
                fault.met += 1
                if fault.nth <= fault.met < fault.nth + fault.times:
                    return fault
        return None

    def create(self, user: str, fields: Mapping[str, Any], torn: str | None = None) -> dict[str, Any]:
        """Hang up a draft. Raises `Problem`."""
        text, colour, answered = fields.get("text", ""), fields.get("colour"), fields.get("in_reply_to")
        if not isinstance(text, str) or not (text.strip() or fields.get("picture_url")):
            raise Problem(422, "text_missing")
        if len(text) > 280:
            raise Problem(422, "text_too_long", f"{len(text)} characters; 280 fit")
        if answered is not None and (answered not in self.notes or self.notes[answered].deleted):
            raise Problem(404, "no_such_note", f"in_reply_to: {answered}")
        if answered is not None and colour is not None:
            raise Problem(422, "colour_in_reply")
        if colour is not None and colour not in COLOURS:
            raise Problem(422, "colour_unknown", f"{colour}; there are {', '.join(COLOURS)}")
        draft = Draft(f"d{next(self._draft_numbers)}", user, self._time(), fields, torn)
        self.drafts[draft.id] = draft
        return {"draft": draft.id}

    def status(self, user: str, draft_id: str) -> dict[str, Any]:
        """How a draft is. Raises `Problem`."""
        draft = _own(self.drafts, user, draft_id, "no_such_draft")
        if draft.note and self.forgets_pinned:
            raise Problem(404, "no_such_draft", draft_id)
        if draft.note:
            return {"state": "pinned", **_proof(draft)}
        if draft.torn is not None:
            return {"state": "torn", "reason": draft.torn}
        age = self._time() - draft.made_at
        return {"state": "lost" if age >= LIFE else "dry" if age >= DRYING else "drying"}

    def publish(self, user: str, draft_id: str) -> dict[str, Any]:
        """Pin a draft, or tell the note that it is already. Raises `Problem`."""
        draft = _own(self.drafts, user, draft_id, "no_such_draft")
        draft.pins += 1
        state = self.status(user, draft_id)["state"]
        if state in {"lost", "torn"}:
            raise Problem(404, "no_such_draft", f"{draft_id} is {state}")
        if state == "drying":
            raise Problem(409, "still_drying")
        if state == "dry":
            self._pin(draft)
        return _proof(draft)

    def _pin(self, draft: Draft) -> None:
        note_id, answered = f"n{next(self._note_numbers)}", draft.fields.get("in_reply_to")
        draft.note = {
            "note": note_id,
            "url": f"https://corkboard.example/{draft.user}/{note_id}",
            "pinned_at": datetime.fromtimestamp(self._time(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "text": draft.fields.get("text", ""),
            "picture": draft.fields.get("picture_url"),
            "in_reply_to": answered,
            "colour": self.notes[answered].note["colour"] if answered else draft.fields.get("colour", COLOURS[0]),
        }
        self.notes[note_id] = draft

    def list(self, user: str, since: str = "1970-01-01T00:00:00Z", after: str | None = None) -> dict[str, Any]:
        """A page of somebody's notes, oldest first. Raises `Problem`."""
        try:
            start = datetime.fromisoformat(since).timestamp()
        except ValueError:
            raise Problem(422, "since_unreadable", since) from None
        known = list(self.notes)
        later = known[known.index(after) + 1 :] if after in known else known
        mine = [self.notes[note_id] for note_id in later if self.notes[note_id].user == user]
        rest = [dict(draft.note) for draft in mine if not draft.deleted and _pinned_at(draft) >= start]
        return {"notes": rest[:PAGE], "next": rest[PAGE - 1]["note"] if len(rest) > PAGE else None}

    def delete(self, user: str, note_id: str) -> None:
        """Take a note down. Raises `Problem`."""
        draft = _own(self.notes, user, note_id, "no_such_note")
        if draft.deleted:
            raise Problem(404, "no_such_note", note_id)
        draft.deleted = True

    def published(self) -> dict[str, Any]:
        """Everything that ever went live, oldest first."""
        told = [
            {
                "id": note_id,
                "container_id": draft.id,
                "publish_calls": draft.pins,
                "account": draft.user,
                "text": draft.note["text"],
                "deleted": draft.deleted,
            }
            for note_id, draft in self.notes.items()
        ]
        return {"count": len(told), "published": told}

    def _time(self) -> float:
        return self._now() + self.ahead


def _proof(draft: Draft) -> dict[str, Any]:
    return {name: draft.note[name] for name in _PROOF}


def _pinned_at(draft: Draft) -> float:
    return datetime.fromisoformat(draft.note["pinned_at"]).timestamp()


def _own(things: Mapping[str, Draft], user: str, thing_id: str, problem: str) -> Draft:
    if thing_id not in things or things[thing_id].user != user:
        raise Problem(404, problem, thing_id)
    return things[thing_id]

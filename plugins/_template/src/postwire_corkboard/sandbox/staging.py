"""Corkboards for the stories of the contract suite, so that anybody can record the cassettes again.

Decide, for a platform of your own: what each word means there. Leave out a word whose story cannot happen. Without a
sandbox there is no such module, and the stories are recorded on the platform itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from attrs import field, frozen

from postwire_corkboard.sandbox.board import DRYING, LIFE, Board, Fault
from postwire_corkboard.sandbox.server import SandboxServer

USER = "ada.lovelace"
"""Somebody who must not be found in a recording. On Corkboard the name is the id."""
_SOMEBODY_ELSE = "charles.babbage"
_IDS = 1842
"""Ids count on from here: a short one would be hard to find again in a text."""


@frozen(kw_only=True)
class Scene:
    """A corkboard that is ready to be recorded, and as whom."""

    url: str
    """The API's address, as an account's ``api_base``."""
    user_id: str
    handle: str
    token: str = field(repr=False)
    parent: str
    """A note that can be answered."""
    delete_behind_our_back: Callable[[str], None]
    """Takes a note (by id) down as its author would, without the API."""


@contextmanager
def stage(staging: str, *, token: str, now: Callable[[], float]) -> Iterator[Scene]:
    """Serve a corkboard that accepts this token, runs on this clock, and misbehaves as the word says.

    Raises ValueError for a word whose story cannot happen here.
    """

    def clock() -> float:
        """A week goes by while the first draft is drying, if that is the story."""
        drafted = staging == "container_expired" and any(draft.user == USER for draft in board.drafts.values())
        return now() + (LIFE if drafted else 0.0)

    with SandboxServer(seed=_IDS, now=clock) as server:
        board = server.board
        parent = _note_of_somebody_else(board)
        _prepare(staging, board, token)
        yield Scene(
            url=server.url,
            user_id=USER,
            handle=USER,
            token=token,
            parent=parent,
            delete_behind_our_back=partial(board.delete, USER),
        )


def _note_of_somebody_else(board: Board) -> str:
    draft: str = board.create(_SOMEBODY_ELSE, {"text": "Who has seen the lighthouse?"})["draft"]
    board.advance(DRYING)
    note: str = board.publish(_SOMEBODY_ELSE, draft)["note"]
    return note


def _prepare(staging: str, board: Board, token: str) -> None:
    board.tokens[token] = f"{USER}-write"
    match staging:
        case "honest" | "lost_answer" | "gone" | "container_expired":
            pass  # nothing is refused: the recorder loses the answer, deletes behind our back; the clock does the rest
        case "lost_container":
            board.forgets_pinned = True
        case "bad_media":
            board.faults.append(Fault(effect="tear", operation="create", name="picture_unreachable", times=99))
        case "token_expired":
            board.tokens[token] = f"{USER}-expired"
        case "token_revoked":
            del board.tokens[token]
        case "scope_missing":
            board.tokens[token] = f"{USER}-read"
        case "rate_limited":
            board.faults.append(Fault(effect="answer", operation="create", status=429, name="too_fast"))
        case "quota_used_up":
            board.faults.append(Fault(effect="answer", operation="publish", status=403, name="board_full"))
        case "refused_publish":
            board.faults.append(Fault(effect="answer", operation="publish", status=409, name="still_drying", times=2))
        case _:
            raise ValueError(f"a corkboard knows no story {staging!r}")

"""All commands: where each one lives and what it does in a line. `--help` needs no more than this."""

from typing import NamedTuple


class Row(NamedTuple):
    """One command. Its module is loaded when it is called."""

    module: str
    """Below ``postwire.cli``."""
    attribute: str
    summary: str
    """The first line of the command's own help."""


SECTIONS: dict[str, dict[str, Row]] = {
    "Publish": {
        "post": Row("post", "post", "Accept a post for one or more accounts, now or for later."),
        "import": Row("importing", "import_", "Accept many posts from a file with one JSON object a line."),
        "validate": Row("validate", "validate", "Say what a platform would refuse, without sending anything."),
        "media": Row("media", "media", "Mend pictures and videos for a platform, and see whether it could fetch them."),
        "plan": Row("plan", "plan", "Say what `run` will send and when, before it is started."),
        "run": Row("run", "run", "Send what is due, and look after what is under way."),
    },
    "Look": {
        "status": Row("status", "status", "Count what is queued, sent and in trouble, and say when the next is due."),
        "list": Row("listing", "list_", "List deliveries by their hour."),
        "show": Row("show", "show", "Tell the whole story of one delivery, or of all that one post became."),
        "quota": Row("quota", "quota", "Say how much of an account's quotas is used, and will be."),
        "insights": Row("insights", "insights", "Say how a post or an account does, by the platform's own counts."),
        "read": Row("reading", "read", "Read profiles, posts and conversations from a platform."),
        "replies": Row(
            "replies", "replies", "Hide replies that an account's posts got, show them again, approve or ignore them."
        ),
        "webhooks": Row(
            "webhooks", "webhooks", "Receive what platforms post by themselves, or check a message of theirs."
        ),
        "explain": Row("explain", "explain", "Say what a platform's error means and what to do about it."),
        "unknown": Row("unknown", "unknown", "Count the answers that nobody could explain, by kind."),
        "evidence": Row("evidence", "evidence", "Write what a report to the platform needs into a file."),
    },
    "Mend": {
        "retry": Row("again", "retry", "Start failed, missed or cancelled deliveries anew."),
        "resume": Row("again", "resume", "Go on with held deliveries, or look once more at unconfirmed ones."),
        "resolve": Row("resolve", "resolve", "Say what became of an unconfirmed delivery, after looking yourself."),
        "reschedule": Row("reschedule", "reschedule", "Give a delivery another hour."),
        "reconcile": Row("reconcile", "reconcile", "Look on the platform once more for unconfirmed deliveries."),
        "edit": Row("edit", "edit", "Refused, with what to do instead: delete the post and submit it anew."),
        "cancel": Row("ending", "cancel", "Call deliveries off before they go out."),
        "delete": Row("ending", "delete", "Take published posts down."),
    },
    "Set up": {
        "doctor": Row("doctor", "doctor", "Examine the database, clock, key, accounts, quotas, media and plugins."),
        "backup": Row("backup", "backup", "Copy the database into a new file, while runners work."),
        "prune": Row("prune", "prune", "Forget the stories of deliveries that ended long ago."),
        "accounts": Row("accounts", "accounts", "Connect, add, list, renew and remove accounts."),
        "plugins": Row("plugins", "plugins", "List the installed connectors."),
        "scopes": Row("plugins", "scopes", "List the permissions that a platform's operations need."),
        "new": Row("new", "new", "Make a repository for a connector of your own."),
        "key": Row("key", "key", "Print a new key for the credentials of a database, or replace the one in use."),
        "sandbox": Row("sandbox", "sandbox", "Serve a local imitation of a platform's API."),
        "demo": Row("demo", "demo", "Show everything once, on a local imitation, without an account."),
    },
}

ROWS: dict[str, Row] = {name: row for section in SECTIONS.values() for name, row in section.items()}

"""The authorize page: what a person sees who is asked for access."""

from collections.abc import Mapping, Sequence
from html import escape

from postwire_threads.sandbox.accounts import Profile, Scope
from postwire_threads.sandbox.sign_in import Asked

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Threads sandbox: allow access?</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem }}
label {{ display: block }}
button {{ font: inherit; padding: .5rem 1.5rem; margin: 1rem .5rem 0 0 }}
.toy {{ color: #777 }}
</style>
</head>
<body>
<p class="toy">This is a local sandbox, not Threads.</p>
<h1>Allow app {app} to use your profile?</h1>
<form method="post" action="{action}">
{echoed}
<p><label>Continue as <select name="profile">{profiles}</select></label></p>
<fieldset><legend>The app asks for</legend>
{scopes}
</fieldset>
<button id="allow" name="decision" value="allow">Allow</button>
<button id="deny" name="decision" value="deny">Deny</button>
</form>
</body>
</html>
"""


def page(query: Mapping[str, str], asked: Asked, profiles: Sequence[Profile], action: str) -> str:
    """The page for a request. Everything that came with the request is escaped."""
    return _PAGE.format(
        app=escape(query["client_id"]),
        action=escape(action),
        echoed="\n".join(
            f'<input type="hidden" name="asked.{escape(name)}" value="{escape(value)}">'
            for name, value in query.items()
        ),
        profiles="".join(
            f'<option value="{escape(each.user_id)}">@{escape(each.username)}</option>' for each in profiles
        ),
        scopes="\n".join(_scope(scope) for scope in sorted(asked.scopes)),
    )


def _echoed(name: str, value: str) -> str:
    return f'<input type="hidden" name="asked.{name}" value="{value}">'


def _scope(scope: Scope) -> str:
    fixed = " disabled" if scope is Scope.BASIC else ""
    return f'<label><input type="checkbox" name="scope" value="{scope}" checked{fixed}> {scope}</label>'

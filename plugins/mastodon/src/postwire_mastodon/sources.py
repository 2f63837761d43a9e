"""Where the facts about the Mastodon API were read, and when."""

from datetime import date

from postwire.source import Source, Standing

_DAY = date(2026, 11, 21)
_DOCS = "https://docs.joinmastodon.org"
_CODE = "https://github.com/mastodon/mastodon/blob/main"

STATUSES = Source("Mastodon: statuses API methods", _DAY, url=f"{_DOCS}/methods/statuses/")
MEDIA = Source("Mastodon: media API methods", _DAY, url=f"{_DOCS}/methods/media/")
ACCOUNTS = Source("Mastodon: accounts API methods", _DAY, url=f"{_DOCS}/methods/accounts/")
INSTANCE = Source("Mastodon: instance API methods", _DAY, url=f"{_DOCS}/methods/instance/")
APPS = Source("Mastodon: apps API methods", _DAY, url=f"{_DOCS}/methods/apps/")
OAUTH = Source("Mastodon: oauth API methods", _DAY, url=f"{_DOCS}/methods/oauth/")
SCOPES = Source("Mastodon: OAuth scopes", _DAY, url=f"{_DOCS}/api/oauth-scopes/")
RATES = Source("Mastodon: rate limits", _DAY, url=f"{_DOCS}/api/rate-limits/")
POSTING = Source("Mastodon: posting to your profile", _DAY, url=f"{_DOCS}/user/posting/")
ERRORS = Source(
    "Mastodon's code: error handling of the API",
    _DAY,
    Standing.SEEN,
    f"{_CODE}/app/controllers/concerns/api/error_handling.rb",
)
LENGTHS = Source(
    "Mastodon's code: how a status is measured",
    _DAY,
    Standing.SEEN,
    f"{_CODE}/app/validators/status_length_validator.rb",
)
SNAC = Source("snac 2.75, run on loopback", _DAY, Standing.SEEN, "https://codeberg.org/grunfink/snac2")
PLEROMA = Source(
    "Pleroma's code: who may call the API",
    _DAY,
    Standing.SEEN,
    "https://git.pleroma.social/pleroma/pleroma/-/blob/develop/lib/pleroma/web/plugs/ensure_authenticated_plug.ex",
)
RAILS_WORDS = Source(
    "Rails' translations: how an entry is refused",
    _DAY,
    Standing.SEEN,
    "https://github.com/svenfuchs/rails-i18n/tree/master/rails/locale",
)
MASTODON_WORDS = Source("Mastodon's translations", _DAY, Standing.SEEN, f"{_CODE}/config/locales")

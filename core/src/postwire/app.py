"""The registration of a product at a platform, with which people connect their accounts."""

import os
import stat
from pathlib import Path

from attrs import field, frozen, validators

from postwire.credentials import CredentialError, Secret
from postwire.links import web_address


class AppError(CredentialError):
    """An app is not said, or cannot be used. The text names the variable or the field, and the fix."""


def require_address(name: str, value: str | None) -> None:
    """Raise `AppError` for what is no address that people or requests are sent to; None is none, and fine."""
    parts = None if value is None else web_address(value)
    if value is not None and (parts is None or parts.fragment or parts.username or parts.password):
        raise AppError(
            f"{name} is no plain http(s) address without user and fragment; write it like https://example.com/back"
        )


def _address(app: "App", attribute: object, value: str | None) -> None:
    del app
    require_address(getattr(attribute, "name", "address"), value)


@frozen(kw_only=True)
class App:
    """One app at one platform. Raises `AppError`."""

    platform: str
    client_id: str = field(validator=validators.matches_re(r"[^\s&?#]{1,200}"))
    client_secret: Secret | None = None
    """None: nothing can be connected with it; what needs no secret works."""
    redirect: str = field(default="", validator=lambda app, at, value: _address(app, at, value or None))
    """Where the platform sends people back to, letter for letter as it is registered there."""
    api_base: str | None = field(default=None, validator=_address)
    """Replaces the platform's own API address, as in `postwire.account.Account`: its origin also serves the sign-in."""
    other_secrets: tuple[Secret, ...] = ()
    """More secrets that notices of the platform may be signed with."""
    verify_token: Secret | None = None
    """What the platform shows when it asks whether a webhook's address is ours; None: it is told that none is."""

    @classmethod
    def of_operator(cls, platform: str, client_id: str | None = None) -> "App":
        """The operator's app, out of the environment: ``POSTWIRE_THREADS_APP_ID``, ``..._APP_SECRET`` and so on.

        ``client_id`` goes before the environment's. The secret may stand in a file of mode 0600 that
        ``..._APP_SECRET_FILE`` names. Raises `AppError`.
        """
        names = variables(platform)
        client_id = client_id or os.environ.get(names["id"], "").strip()
        if not client_id:
            raise AppError(
                f"no app is known for {platform!r}: set {names['id']} and {names['secret']} "
                f"(or {names['secret_file']}, a file of mode 0600), and {names['redirect']} to the address "
                "that is registered for it"
            )
        others = os.environ.get(names["others"], "").split()
        return cls(
            platform=platform,
            client_id=client_id,
            client_secret=_secret(names["secret"], names["secret_file"]),
            redirect=os.environ.get(names["redirect"], "").strip(),
            api_base=os.environ.get(names["api_base"], "").strip() or None,
            other_secrets=tuple(map(Secret, others)),
            verify_token=_secret(names["verify_token"], names["verify_token_file"]),
        )

    def signing_secrets(self) -> tuple[str, ...]:
        """Every secret that a notice may be signed with. Raises `AppError` where there is none."""
        known = tuple(secret.reveal() for secret in (self.client_secret, *self.other_secrets) if secret is not None)
        if not known:
            raise AppError(
                f"the app of {self.platform!r} has no secret, so nothing that is signed with it can be checked"
            )
        return known


def variables(platform: str) -> dict[str, str]:
    """The environment variables of a platform's app, by what they hold."""
    prefix = f"POSTWIRE_{platform.upper().replace('-', '_')}_"
    return {
        "id": f"{prefix}APP_ID",
        "secret": f"{prefix}APP_SECRET",
        "secret_file": f"{prefix}APP_SECRET_FILE",
        "redirect": f"{prefix}REDIRECT",
        "api_base": f"{prefix}API_BASE",
        "others": f"{prefix}OTHER_SECRETS",
        "verify_token": f"{prefix}VERIFY_TOKEN",
        "verify_token_file": f"{prefix}VERIFY_TOKEN_FILE",
    }


def _secret(variable: str, file_variable: str) -> Secret | None:
    if given := os.environ.get(variable, "").strip():
        return Secret(given)
    named = os.environ.get(file_variable, "").strip()
    if not named:
        return None
    path = Path(named)
    try:
        mode, text = stat.S_IMODE(path.stat().st_mode), path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise AppError(f"{file_variable} names {named!r}, which cannot be read: {reason}") from None
    if mode & 0o077:
        raise AppError(f"{file_variable}: {path} can be read by others (mode {mode:04o}); run: chmod 600 {path}")
    return Secret(text)

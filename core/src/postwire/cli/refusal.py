"""Everything that a command can refuse, in one shape."""

from collections.abc import Iterable, Mapping
from typing import Any

from postwire.cli.exit import Exit


class Refusal(Exception):
    """The command is not carried out. Names the field, the value, the rule and the fix, where there are such."""

    def __init__(  # noqa: PLR0913 - the parts of a good error
        self,
        message: str,
        *,
        code: str,
        exit: Exit = Exit.REFUSED,  # noqa: A002 - the word of every shell
        field: str | None = None,
        value: str | None = None,
        fix: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.exit = exit
        self.field = field
        self.value = value
        self.fix = fix
        self.details = details or {}

    def text(self) -> str:
        """For a person: one line, and what to do in the next; without secrets."""
        from postwire.redaction import redact  # noqa: PLC0415 - its patterns take 10 ms to compile

        return redact(self.message + (f"\n  {self.fix}" if self.fix else ""))

    def plain(self) -> dict[str, Any]:
        """For a program; without secrets."""
        from postwire.redaction import redacted  # noqa: PLC0415 - as above

        named = {"code": self.code, "message": self.message, "exit": int(self.exit)}
        named |= {"field": self.field, "value": self.value, "fix": self.fix}
        plain: dict[str, Any] = redacted({"error": named | dict(self.details)})
        return plain


class UsageRefusal(Refusal):
    """The command line itself does not make sense."""

    def __init__(
        self, message: str, *, field: str | None = None, value: str | None = None, fix: str | None = None
    ) -> None:
        super().__init__(message, code="usage", exit=Exit.USAGE, field=field, value=value, fix=fix)


# An exception's class, named by its path: nothing has to be imported to recognise what cannot have been raised.
_KNOWN: dict[str, tuple[str, Exit]] = {
    "postwire.engine.errors.UnknownAccount": ("unknown_account", Exit.SETUP),
    "postwire.engine.errors.UnknownDelivery": ("unknown_delivery", Exit.REFUSED),
    "postwire.engine.errors.NoCredential": ("no_token", Exit.SETUP),
    "postwire.engine.errors.Unsupported": ("unsupported", Exit.REFUSED),
    "postwire.engine.errors.ScopeMissing": ("scope_missing", Exit.SETUP),
    "postwire.engine.errors.Denied": ("denied", Exit.REFUSED),
    "postwire.engine.errors.Unreached": ("unreached", Exit.UNFINISHED),
    "postwire.engine.errors.BadQuestion": ("bad_question", Exit.REFUSED),
    "postwire.engine.errors.EngineError": ("refused", Exit.REFUSED),
    "postwire.credentials.errors.WrongKey": ("wrong_key", Exit.SETUP),
    "postwire.credentials.errors.CredentialError": ("credential", Exit.SETUP),
    "postwire.connector.ConnectorFault": ("connector_fault", Exit.SETUP),
    "postwire.registry.UnknownPlatform": ("unknown_platform", Exit.SETUP),
    "postwire.registry.RegistryError": ("plugins", Exit.SETUP),
    "postwire.lifecycle.step.Impossible": ("impossible", Exit.REFUSED),
    "postwire.codec.malformed.Malformed": ("malformed", Exit.SETUP),
    "postwire.store.errors.UnknownAccount": ("unknown_account", Exit.SETUP),
    "postwire.store.errors.UnknownDelivery": ("unknown_delivery", Exit.REFUSED),
    "postwire.store.errors.AccountInUse": ("account_in_use", Exit.REFUSED),
    "postwire.store.errors.IdempotencyConflict": ("idempotency_conflict", Exit.REFUSED),
    "postwire.store.errors.Duplicate": ("duplicate_post", Exit.REFUSED),
    "postwire.store.errors.Unstorable": ("unstorable", Exit.REFUSED),
    "postwire.store.errors.IsFolder": ("database_is_a_folder", Exit.SETUP),
    "postwire.store.errors.NoFolder": ("no_folder", Exit.SETUP),
    "postwire.store.errors.NoFile": ("no_database", Exit.SETUP),
    "postwire.store.errors.FileThere": ("file_exists", Exit.REFUSED),
    "postwire.store.errors.ReadOnly": ("database_read_only", Exit.SETUP),
    "postwire.store.errors.NotADatabase": ("not_a_database", Exit.SETUP),
    "postwire.store.errors.ForeignDatabase": ("foreign_database", Exit.SETUP),
    "postwire.store.errors.NewerDatabase": ("newer_database", Exit.SETUP),
    "postwire.store.errors.Locked": ("database_locked", Exit.SETUP),
    "postwire.store.errors.DiskFull": ("disk_full", Exit.SETUP),
    "postwire.store.errors.Moved": ("database_moved", Exit.SETUP),
    "postwire.store.errors.Corrupt": ("database_corrupt", Exit.SETUP),
    "postwire.store.errors.StoreError": ("database", Exit.SETUP),
    "postwire.demo.demo.DemoUnavailable": ("demo_unavailable", Exit.SETUP),
}


def refusal_of(error: BaseException) -> Refusal | None:
    """What a known exception of the layers below means here; None: it is not a known one."""
    if isinstance(error, Refusal):
        return error
    for path in _paths(error):
        if path in _KNOWN:
            code, exit_ = _KNOWN[path]
            file = getattr(error, "path", None)  # of the database, where it is about the file itself
            field, value = ("--db", str(file)) if file is not None else (None, None)
            return Refusal(str(error), code=code, exit=exit_, field=field, value=value, details=_details(error))
    return None


def _details(error: BaseException) -> Mapping[str, Any]:
    """What a platform's own no means, where that is what the error is about."""
    from postwire.cli.shapes import diagnosis_plain  # noqa: PLC0415 - not every command needs them
    from postwire.diagnosis import Diagnosis  # noqa: PLC0415 - as above

    diagnosis = getattr(error, "diagnosis", None)
    return {"diagnosis": diagnosis_plain(diagnosis)} if isinstance(diagnosis, Diagnosis) else {}


def _paths(error: BaseException) -> Iterable[str]:
    return (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)

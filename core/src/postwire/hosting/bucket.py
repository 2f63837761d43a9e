"""An object store: files are carried there before the platform is told of them, and taken away afterwards.

What lies there says for itself which delivery it is for: everything is kept below a folder of the database's own, under
the delivery's id. So a crash neither loses a file (it is carried once more) nor leaves one (a sweep finds it), without
any record of ours. Needs the extra ``objects``.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError

from postwire.bounds import shortened
from postwire.delivery import Delivery
from postwire.hosting.host import HostingFailed, Lent, content_type_of, is_wanted, store_secret, suffix_of
from postwire.redaction import redact
from postwire.store import Store

T = TypeVar("T")

LONGEST_LIFE = timedelta(days=7)
"""No signed address of S3 or GCS lives longer."""
_LONGEST_WORDS = 500


class Bucket:
    """A bucket, or a part of one, at any provider that obstore speaks to."""

    def __init__(self, store: Store, location: str, options: Mapping[str, str]) -> None:
        """Credentials come from where the provider's own tools look for them. Raises `ValueError`."""
        self._store = store
        client: Any = {"allow_http": True} if options.get("endpoint", "").startswith("http://") else {}
        try:
            self._objects: Any = obstore.store.from_url(
                location, config=cast("Any", dict(options)), client_options=client
            )
        except (BaseError, ValueError, TypeError) as error:
            raise ValueError(_words(error)) from None

    def lend(self, delivery: Delivery, item: int, path: Path, life: timedelta) -> Lent:
        """The signed address of a file, which is carried there unless it is there already."""
        facts = delivery.post.media[item].facts
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(0)
            digest = facts.sha256 if facts and facts.sha256 else hashlib.file_digest(file, "sha256").hexdigest()
        key = f"{self._folder(delivery.id)}{digest[:32]}{suffix_of(facts, path)}"
        if self._size(key) != size:
            kind = {"Content-Type": content_type_of(facts)}
            self._try(lambda: obstore.put(self._objects, key, path, attributes=kind))
        life = min(life, LONGEST_LIFE)
        address: str = self._try(lambda: obstore.sign(self._objects, "GET", key, life))
        return Lent(address, urlsplit(address).query)

    def take_back(self, delivery: Delivery) -> None:
        """Remove the files of a delivery."""
        self._remove(self._keys(self._folder(delivery.id)))

    def sweep(self) -> int:
        """Remove what no delivery of the store wants any more."""
        wanted: dict[str, bool] = {}
        unwanted = []
        for key in self._keys(f"{self._tag()}/"):
            delivery_id = key.split("/")[1]
            if delivery_id not in wanted:
                delivery = self._store.delivery(delivery_id)
                wanted[delivery_id] = delivery is not None and is_wanted(delivery.state)
            if not wanted[delivery_id]:
                unwanted.append(key)
        self._remove(unwanted)
        return len(unwanted)

    def open(self) -> None:
        """Nothing to serve here."""

    def close(self) -> None:
        """Nothing to close."""

    def _tag(self) -> str:
        """The name of this database: several may share a bucket, and none may clear away what is another's."""
        return hashlib.sha256(f"bucket {store_secret(self._store)}".encode()).hexdigest()[:16]

    def _folder(self, delivery_id: str) -> str:
        return f"{self._tag()}/{delivery_id}/"

    def _keys(self, prefix: str) -> list[str]:
        pages = self._try(lambda: list(obstore.list(self._objects, prefix=prefix.rstrip("/"))))
        return [entry["path"] for page in pages for entry in page if entry["path"].startswith(prefix)]

    def _remove(self, keys: list[str]) -> None:
        if keys:
            self._try(lambda: obstore.delete(self._objects, keys))

    def _size(self, key: str) -> int | None:
        try:
            return int(obstore.head(self._objects, key)["size"])
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, ValueError) as error:
            raise HostingFailed(_words(error)) from None

    def _try(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (BaseError, ValueError, OSError) as error:  # what is missing or forbidden comes as an OSError, too
            raise HostingFailed(_words(error)) from None


def _words(error: Exception) -> str:
    """An error of the provider, without secrets and in a few words."""
    return shortened(redact(" ".join(str(error).split())), _LONGEST_WORDS)

"""Local files, shown to platforms that fetch media themselves, for as long as they need it.

Two ways: the runner's own door (`Door`), behind a public address that the operator gives it, and an object store with
addresses that are signed and end (`Bucket`). Neither keeps a record that could be lost: what is shown follows from the
deliveries in the store.
"""

from postwire.hosting.frozen import Changed, check_unchanged, require_same
from postwire.hosting.host import Host, HostingFailed, Lent, is_wanted, local_file, without_addressless
from postwire.hosting.setting import BadSetting, host_of

__all__ = [
    "BadSetting",
    "Changed",
    "Host",
    "HostingFailed",
    "Lent",
    "check_unchanged",
    "host_of",
    "is_wanted",
    "local_file",
    "require_same",
    "without_addressless",
]

"""``python -m postwire``, and the command ``postwire``."""

from postwire.cli.group import postwire as main

__all__ = ["main"]

if __name__ == "__main__":
    main()

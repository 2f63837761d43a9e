"""Real processes that die: `postwire run`, a sandbox over loopback, a SQLite file, and SIGKILL."""

"""The command line: one small module for each command, loaded when it is called.

Programs read ``--json`` (one document on stdout) and the exit code (`postwire.cli.exit.Exit`); people read the rest.
"""

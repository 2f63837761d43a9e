"""Servers that others wrote, on loopback: what a connector says is held against what a platform's own software does."""

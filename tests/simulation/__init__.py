"""A deterministic simulation of everything between a person's wish and a post that readers see.

The real runner, engine, store and connector work in one process against the sandbox's real logic, on a virtual clock,
while a seeded scheduler lets everything go wrong that may go wrong. The same seed is the same story.
"""

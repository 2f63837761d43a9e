"""One post becomes a published post on a social platform: exactly once, never lost, always explained."""

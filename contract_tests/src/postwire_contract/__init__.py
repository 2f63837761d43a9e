"""The contract suite of postwire."""

"""What is said in more than one place."""

BY_ITSELF = "Nothing to do: it goes on by itself."

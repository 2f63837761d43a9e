"""How a delivery came to rest, in words for an author."""

from postwire.state import State, name_of


def ending(state: State) -> str:
    """The state's name and why it is so, without everything that it remembers."""
    diagnosis = getattr(state, "diagnosis", None)
    if diagnosis is None:
        return name_of(state)
    return f"{name_of(state)}: {diagnosis.code}: {diagnosis.detail or diagnosis.message}"

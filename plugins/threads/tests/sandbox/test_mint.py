from postwire_threads.sandbox.mint import Mint


class Repetitive:
    """A source of numbers that says some of them twice."""

    def __init__(self):
        self.numbers = iter([17_900_000_000_000_000, 17_900_000_000_000_000, 17_900_000_000_000_001])

    def randrange(self, _least, _most):
        return next(self.numbers)


def test_an_id_is_never_minted_twice():
    mint = Mint(7)
    mint._ids = Repetitive()
    assert [mint.object_id(), mint.object_id()] == ["17900000000000000", "17900000000000001"]


def test_another_seed_mints_other_ids_and_traces():
    one, two = Mint(1), Mint(2)
    assert one.object_id() != two.object_id()
    assert one.shortcode() != two.shortcode()
    assert one.trace() != two.trace()

"""What is fixed about a container before it is staged."""

from datetime import timedelta

from postwire.engine.envoy import staging_of


def test_what_is_prepared_ahead_bears_the_hour_that_it_is_prepared_for(make_delivery, nine):
    prepared = make_delivery(due=nine)
    assert staging_of(prepared, 0, nine - timedelta(minutes=10)).at == nine
    assert staging_of(prepared, 0, nine + timedelta(minutes=10)).at == nine + timedelta(minutes=10)


def test_a_container_has_one_key_however_often_it_is_staged_and_another_one_has_another(make_delivery, nine):
    first, second = make_delivery(), make_delivery()
    keys = [staging_of(first, 0, nine).key, staging_of(first, 0, nine + timedelta(hours=1)).key]
    assert len(set(keys)) == 1
    assert len({*keys, staging_of(first, 1, nine).key, staging_of(second, 0, nine).key}) == 3

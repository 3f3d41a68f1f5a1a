from shared.plain_text import MaxCharacters


def test_a_limit_is_the_same_limit_for_migrations():
    assert MaxCharacters(10) == MaxCharacters(10)
    assert MaxCharacters(10) != MaxCharacters(11)
    assert MaxCharacters(10) != 10
    assert len({MaxCharacters(10), MaxCharacters(10)}) == 1
    assert MaxCharacters(10).deconstruct() == ("shared.plain_text.MaxCharacters", (10,), {})

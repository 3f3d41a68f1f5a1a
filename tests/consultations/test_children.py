import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from consultations.actions import ChildAge
from consultations.forms.children import MOST_CHILDREN, OLDEST, Children, parse_children

UNBORN = ChildAge(is_unborn=True)
UNKNOWN = ChildAge()


def aged(years, months=None):
    return ChildAge(age_years=years, age_months=months)


@pytest.mark.parametrize(
    ("text", "ages"),
    [
        ("3歳2か月、6か月、妊娠中", [aged(3, 2), aged(0, 6), UNBORN]),
        ("３歳２ヶ月，６ヵ月", [aged(3, 2), aged(0, 6)]),
        ("3y2m 6m", [aged(3, 2), aged(0, 6)]),
        ("1歳半", [aged(1, 6)]),
        ("3才と5才", [aged(3), aged(5)]),
        ("18か月", [aged(1, 6)]),
        ("生後2か月", [aged(0, 2)]),
        ("新生児", [aged(0, 0)]),
        ("0歳", [aged(0)]),
        ("3歳×2", [aged(3), aged(3)]),
        ("3歳が2人", [aged(3), aged(3)]),
        ("年齢不明", [UNKNOWN]),
        ("3歳　5歳", [aged(3), aged(5)]),
        ("2人（3歳、5歳）", [aged(3), aged(5)]),
        ("、3歳、", [aged(3)]),
    ],
)
def test_ages_are_read_as_people_write_them(text, ages):
    assert parse_children(text) == Children(len(ages), tuple(ages))


@pytest.mark.parametrize(
    ("text", "children"),
    [("2人", Children(2)), ("３名", Children(3)), ("3人、5歳", Children(3, (aged(5),)))],
)
def test_a_number_of_children_is_the_number_of_all(text, children):
    assert parse_children(text) == children


@pytest.mark.parametrize(
    ("text", "part_of_message"),
    [
        ("3", "3歳か3人か"),
        ("3歳 6か月", "1人なら「3歳6か月」、2人なら「3歳、6か月」"),
        ("3歳14か月", "0から11まで"),
        ("20歳", "高すぎます"),
        ("妊娠8か月", "「妊娠中」とだけ"),
        ("1人、3歳、5歳", "年齢が2人分"),
        ("2人、3人", "人数が2つ以上"),
        ("0人", "1人から20人まで"),
        ("3歳×21", "1人から20人まで"),
        ("年少", "読み取れません"),
        ("-3歳", "読み取れません"),
        ("、", "1人から20人まで"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text, part_of_message):
    with pytest.raises(ValidationError) as refused:
        parse_children(text)

    assert part_of_message in refused.value.messages[0]


ages = st.one_of(
    st.just(UNBORN),
    st.just(UNKNOWN),
    st.builds(
        aged,
        st.integers(0, OLDEST),
        st.one_of(st.none(), st.integers(0, 11)),
    ),
)


@given(st.lists(ages, min_size=1, max_size=MOST_CHILDREN), st.data())
def test_what_is_written_reads_back_the_same(typed_ages, data):
    count = data.draw(st.integers(len(typed_ages), MOST_CHILDREN))
    children = Children(count, tuple(typed_ages))

    assert parse_children(str(children)) == children


@given(
    st.text(alphabet="0123456789\uff10\uff13歳才か月ヶ半人妊娠中不明生後、, 　と×(y)m", max_size=30)
)
def test_any_text_is_read_or_refused(text):
    try:
        children = parse_children(text)
    except ValidationError:
        return

    assert 1 <= children.count <= MOST_CHILDREN
    assert len(children.ages) <= children.count

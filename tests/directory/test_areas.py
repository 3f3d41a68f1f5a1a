"""The own area and the neighbours': both by default, the own one alone where that is asked."""

from django.urls import reverse

from tests.directory_factories import LocalResourceFactory

LIST = reverse("directory:resource_list")


def test_neighbours_are_found_unless_only_the_own_area_is_asked(
    client_for, consultant, municipality
):
    ours = f"{municipality.name}中央区"
    for name, area in (
        ("甲ひろば", municipality.name),
        ("乙ひろば", ours),
        ("丙ひろば", "となり市"),
    ):
        LocalResourceFactory(municipality=municipality, name=name, area=area)
    client = client_for(consultant)

    found = {
        asked: {row.name for row in client.get(LIST, {"area": asked}).context["page"].object_list}
        for asked in ("", "own", "となり市")
    }

    assert found == {
        "": {"甲ひろば", "乙ひろば", "丙ひろば"},
        "own": {"甲ひろば", "乙ひろば"},
        "となり市": {"丙ひろば"},
    }

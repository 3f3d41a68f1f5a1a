"""The directory in Chromium: a list taken in, a sheet for a family, by keyboard and by everybody."""

import pytest
from django.urls import reverse

from centers.models import LocalResource
from tests.browser.conftest import (
    PHONE,
    assert_accessible,
    assert_no_sideways_scroll,
)
from tests.directory.conftest import CURRENT_TITLES, csv_of, current_row
from tests.directory_factories import (
    LocalResourceFactory,
    PartnerAgencyFactory,
    ResourceImportFactory,
    ResourceVacancyFactory,
)

pytestmark = pytest.mark.browser


def file_of(*rows):
    content = csv_of(CURRENT_TITLES, *rows, encoding="cp932")
    return {"name": "子育て施設一覧.csv", "mimeType": "text/csv", "buffer": content}


def test_a_list_is_looked_at_and_taken_over(browser_for, municipal_officer):
    rows = [current_row(ID=f"H{n}", 名称=f"第{n}園") for n in range(5)]
    rows[1]["名称"], rows[2]["緯度"], rows[3]["開始時間"] = "", "999", "25:00"
    page = browser_for(municipal_officer)
    page.goto(reverse("directory:resource_list"))
    page.get_by_role("link", name="一覧ファイルの取込").click()
    page.get_by_role("link", name="ファイルを選ぶ").click()
    assert_accessible(page)
    page.get_by_label("ファイル", exact=False).first.set_input_files(file_of(*rows))
    page.get_by_role("button", name="読み取って確かめる").click()

    page.get_by_role("link", name="取り込めない 3行").wait_for()
    page.get_by_text("名称が空欄です。").wait_for()
    page.get_by_text("「999」：日本国内の緯度ではありません。").wait_for()
    page.get_by_text("25:00という時刻はありません。").wait_for()
    assert LocalResource.objects.count() == 0
    assert_accessible(page)
    assert_no_sideways_scroll(page)
    page.get_by_role("button", name="この内容で取り込む").click()
    page.get_by_text("取り込みました。新規2件、変更0件です。").wait_for()
    assert_accessible(page)

    resource = LocalResource.objects.get(name="第0園")
    page.goto(reverse("directory:resource_edit", args=[resource.pk]))
    page.get_by_label("電話番号").fill("03-1111-1111")
    page.get_by_role("button", name="保存する").click()
    page.get_by_text("一覧と違うところ").first.wait_for()
    page.goto(reverse("directory:import_create"))
    page.get_by_label("ファイル", exact=False).first.set_input_files(file_of(*rows))
    page.get_by_role("button", name="読み取って確かめる").click()
    choice = page.get_by_label("第0園の電話番号")
    assert not choice.is_checked()
    assert_accessible(page)
    page.get_by_role("button", name="この内容で取り込む").click()
    page.get_by_text("取り込みました。新規0件、変更0件です。").wait_for()
    resource.refresh_from_db()
    assert resource.phone == "03-1111-1111"


def test_a_sheet_for_a_family_is_chosen_from_the_list(browser_for, consultant, municipality):
    wanted = LocalResourceFactory(municipality=municipality, age_from=0, age_to=35)
    LocalResourceFactory(municipality=municipality, name="べつのひろば")
    page = browser_for(consultant)
    page.goto(reverse("directory:resource_list"))
    page.get_by_label("年齢", exact=True).fill("１歳半")
    page.get_by_role("button", name="探す", exact=True).click()
    page.get_by_text("記載がないものが1件あります。").wait_for()
    assert_accessible(page)
    page.get_by_label(f"{wanted.name}を選ぶ").check()
    page.get_by_role("button", name="選んだものを案内の紙にする").click()
    page.get_by_role("heading", name="案内の紙（1件）").wait_for()
    page.get_by_label("大きな文字").check()
    assert_accessible(page)
    with page.expect_request("**/handout/pdf/**") as asked:
        page.get_by_role("button", name="PDFにする（A4）").click()
    assert "size=large" in asked.value.url


def test_pages_fit_a_phone_and_everybody(browser_for, chief_coordinator, municipality):
    resource = LocalResourceFactory(municipality=municipality, name="長い名前の子育てひろば" * 3)
    ResourceVacancyFactory(resource=resource)
    agency = PartnerAgencyFactory(municipality=municipality)
    waiting = ResourceImportFactory(municipality=municipality)
    page = browser_for(chief_coordinator, viewport=PHONE)

    for name, *arguments in (
        ("resource_list",),
        ("resource_detail", resource.pk),
        ("resource_create",),
        ("resource_edit", resource.pk),
        ("vacancy_record", resource.pk),
        ("import_list",),
        ("import_create",),
        ("import_detail", waiting.pk),
        ("agency_list",),
        ("agency_detail", agency.pk),
        ("agency_edit", agency.pk),
    ):
        page.goto(reverse(f"directory:{name}", args=arguments))
        assert_no_sideways_scroll(page)
        assert_accessible(page)
    page.goto(f"{reverse('directory:handout')}?resource={resource.pk}")
    assert_no_sideways_scroll(page)
    assert_accessible(page)

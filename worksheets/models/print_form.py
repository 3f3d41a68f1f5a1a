from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from shared.access import Actor, Capability
from shared.ledger import CURRENT, LedgerEntry, LedgerQuerySet, superseded_together
from worksheets.enums import WorksheetStage
from worksheets.print_enums import PrintDigits, PrintUnit, SheetKind
from worksheets.print_layout import MOST_ROLES, PrintLayout, roles_in

LONGEST_OPENING = 400


class PrintFormQuerySet(LedgerQuerySet["PrintForm"]):
    def visible_to(self, user: Actor, capability: Capability = Capability.WORKSHEET_VIEW) -> Self:
        return self.filter(user.reach(capability).q(center=None))


class PrintForm(LedgerEntry):
    """調書の様式: how a municipality's sheets of one kind and stage look on paper.

    Changed without code and never overwritten: a submitted sheet keeps the look that it had when it
    was submitted.
    """

    municipality = models.ForeignKey(
        "centers.Municipality", verbose_name="自治体", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField("調書の種類", max_length=20, choices=SheetKind.choices)
    stage = models.CharField("段階", max_length=20, choices=WorksheetStage.choices)
    title = models.CharField("表題", max_length=60)
    form_number = models.CharField(
        "様式番号", max_length=60, blank=True, help_text="例：様式第1号（第3条関係）"
    )
    document_number = models.CharField(
        "文書番号", max_length=60, blank=True, help_text="例：○○第123号。日付の上に印刷します。"
    )
    addressee = models.CharField("宛先", max_length=60, blank=True, help_text="例：○○県知事　様")
    sender = models.CharField("提出者", max_length=60, blank=True, help_text="例：○○市長　○○ ○○")
    subject = models.CharField(
        "件名", max_length=60, blank=True, help_text="例：○○年度利用者支援事業の交付申請について"
    )
    opening = models.TextField("本文（「記」の前）", max_length=LONGEST_OPENING, blank=True)
    shows_approval = models.BooleanField("決裁欄", default=True)
    approval_roles = models.CharField(
        "決裁欄の職名",
        max_length=60,
        blank=True,
        help_text=f"読点で区切ります（{MOST_ROLES}つまで）。例：課長、係長、担当",
    )
    shows_seal = models.BooleanField("印鑑欄", default=False)
    unit = models.CharField(
        "金額の単位", max_length=10, choices=PrintUnit.choices, default=PrintUnit.YEN
    )
    digits = models.CharField(
        "数字", max_length=10, choices=PrintDigits.choices, default=PrintDigits.HALF
    )
    is_final = models.BooleanField(
        "確定した様式",
        default=False,
        help_text="確定するまで、印刷した調書に「内部確認用」と表示します。",
    )
    note = models.CharField("欄外の注記", max_length=300, blank=True)

    objects = PrintFormQuerySet.as_manager()

    class Meta:
        verbose_name = "調書の様式"
        verbose_name_plural = verbose_name
        constraints = [
            superseded_together("print_form_superseded_after_recorded"),
            models.UniqueConstraint(
                fields=["municipality", "kind", "stage"],
                condition=CURRENT,
                name="one_print_form_stands",
                violation_error_message="この調書の様式は登録済みです。",
            ),
            models.CheckConstraint(
                name="print_form_names_who_approves",
                condition=Q(shows_approval=False) | ~Q(approval_roles=""),
                violation_error_message="決裁欄の職名を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}　{self.get_stage_display()}"

    def clean(self) -> None:
        if len(roles_in(self.approval_roles)) > MOST_ROLES:
            raise ValidationError({"approval_roles": f"職名は{MOST_ROLES}つまでにしてください。"})

    @property
    def layout(self) -> PrintLayout:
        return PrintLayout(
            title=self.title,
            form_number=self.form_number,
            document_number=self.document_number,
            addressee=self.addressee,
            sender=self.sender,
            subject=self.subject,
            opening=self.opening,
            approval_roles=roles_in(self.approval_roles) if self.shows_approval else (),
            shows_seal=self.shows_seal,
            unit=self.unit,
            digits=self.digits,
            is_final=self.is_final,
            note=self.note,
        )

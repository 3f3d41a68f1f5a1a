from worksheets.models.print_form import PrintForm
from worksheets.models.print_job import PrintJob, PrintJobPart

__all__ = ["PrintForm", "PrintJob", "PrintJobPart"]

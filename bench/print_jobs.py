"""A print job of 200 centers: against bare WeasyPrint of the same HTML, and killed in the middle.

Sizes: S 20, M 200, L 1000 sheets. Nothing but the process that prints is killed.
"""

import io
import json
import os
import signal
import statistics
import subprocess
import sys
import time

from django.utils import timezone
from pypdf import PdfReader

from bench.data import flushed
from bench.run import ROOT
from centers.models import Municipality
from shared import pdf
from shared.job_lock import PRINT_JOBS, one_at_a_time
from shared.municipal_context import all_municipalities
from tests.factories import MunicipalityFactory
from tests.print_factories import PrintJobFactory, PrintJobPartFactory, document
from worksheets import print_work
from worksheets.models import PrintJob, PrintJobPart
from worksheets.printable import sheet_of_document
from worksheets.printing import STYLE, sheet_html

__all__ = ["ensure", "measure"]

SHEETS = {10_000: 20, 100_000: 200, 1_000_000: 1_000}  # by the size asked for
COMPONENTS, CONDITIONS = 12, 8
DIES = """
import os, signal, sys
import django
django.setup()
from django.utils import timezone
from worksheets import print_work

real, left = print_work.sheet_pdf_in_background, [int(sys.argv[1])]

def dying(sheet):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return real(sheet)

print_work.sheet_pdf_in_background = dying
print_work.work(clock=timezone.now)
"""


def ensure(size):
    """An empty database with one municipality; the number of sheets to print."""
    flushed()
    return SHEETS[size]


def measure(count, *, rounds):
    """The same documents in turns, then a whole job with a process that is killed half-way."""
    job = _job(min(count, rounds))
    print(_against_the_floor(job))
    print(_killed_half_way(_job(count), count))


def _job(count):
    with all_municipalities():
        municipality = Municipality.objects.first() or MunicipalityFactory()
        job = PrintJobFactory(municipality=municipality, parts=0)
        for number in range(1, count + 1):
            PrintJobPartFactory(job=job, number=number, document=_document(number))
    return job


def _document(number):
    """As long as the sheet of a こども家庭センター: twelve components, each with its annex."""
    made = document()
    content = made["content"]
    content["center"] |= {"name": f"見本センター{number}号", "code": f"999999-{number:04d}"}
    content["lines"] = [
        line | {"key": f"{n}.{line['key']}"} for n, line in _times(content["lines"])
    ]
    content["claims"] = [claim for _, claim in _times(content["claims"])]
    conditions = [each for part in content["annex"] for each in part["conditions"]] * CONDITIONS
    content["annex"] = [part | {"conditions": conditions} for _, part in _times(content["annex"])]
    return made


def _times(rows):
    return [(number, row) for number in range(COMPONENTS) for row in rows]


def _against_the_floor(job):
    """The floor: the HTML made beforehand, the process that prints, and nothing else."""
    style = STYLE.read_text(encoding="utf-8")
    with all_municipalities():
        documents = list(
            PrintJobPart.objects.filter(job=job)
            .order_by("number")
            .values_list("document", flat=True)
        )
    floor, product = [], []
    for kept in documents:
        html = sheet_html(sheet_of_document(kept))
        floor.append(_timed(lambda html=html: _bare(html, style)))
        product.append(_timed(_one_part))
    with all_municipalities():
        started = time.perf_counter()
        assert print_work.finish_job(job.pk, timezone.now)
        joining = time.perf_counter() - started
        file = bytes(PrintJob.objects.with_file().get(pk=job.pk).file)
    assert len(PdfReader(io.BytesIO(file)).pages) == _pages(job)
    lines = [
        f"| {len(documents)} sheets | median ms | p95 ms | ratio |",
        "|---|--:|--:|--:|",
        *(
            f"| {name} | {statistics.median(times):.0f} | {_p95(times):.0f}"
            f" | {statistics.median(times) / statistics.median(floor):.2f} |"
            for name, times in (("bare WeasyPrint", floor), ("one part of a job", product))
        ),
    ]
    more = f"\njoined in {joining:.1f} s: {_pages(job):,} pages, {len(file) / 2**20:.1f} MiB\n"
    return "\n".join(lines) + more


def _bare(html, style):
    asked = {
        "html": html,
        "stylesheet": style,
        "cpu_seconds": pdf.MOST_CPU_SECONDS,
        "memory_bytes": pdf.MOST_MEMORY_BYTES,
        "niceness": pdf.BEHIND_EVERYBODY,
    }
    done = subprocess.run(
        [sys.executable, "-m", "shared.pdf_process"],
        input=json.dumps(asked).encode(),
        capture_output=True,
        cwd=ROOT,
        check=True,
    )
    assert done.stdout.startswith(b"%PDF")


def _one_part():
    """The two transactions of a part: its attempt is counted before it is printed."""
    with all_municipalities():
        one_at_a_time(PRINT_JOBS)
        part = print_work.take_part()
    with all_municipalities():
        one_at_a_time(PRINT_JOBS)
        assert print_work.print_part(part.pk, timezone.now)


def _timed(do):
    started = time.perf_counter()
    do()
    return (time.perf_counter() - started) * 1000


def _p95(times):
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def _pages(job):
    with all_municipalities():
        return sum(job.parts.values_list("pages", flat=True))


def _killed_half_way(job, count):
    """Nothing doubled, nothing missing; how long the whole took."""
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}
    started = time.perf_counter()
    killed = subprocess.run(
        [sys.executable, "-c", DIES, str(count // 2)], cwd=ROOT, env=env, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    first = _printed(job)
    with all_municipalities():
        half = job.parts.get(number=count // 2 + 1)
    assert (half.attempts, half.printed_at) == (1, None)  # counted, and otherwise untouched
    assert sorted(first) == list(range(1, count // 2 + 1)), sorted(first)
    with all_municipalities():
        one_at_a_time(PRINT_JOBS)  # until PostgreSQL has noticed that the process is gone
    subprocess.run(
        [sys.executable, ROOT / "manage.py", "print_jobs"], cwd=ROOT, env=env, check=True
    )
    seconds = time.perf_counter() - started
    last = _printed(job)
    assert sorted(last) == list(range(1, count + 1))
    assert {number: last[number] for number in first} == first  # none of them printed again
    with all_municipalities():
        done = PrintJob.objects.with_file().get(pk=job.pk)
    reader = PdfReader(io.BytesIO(bytes(done.file)))
    assert len(reader.outline) == count
    assert len(reader.pages) == _pages(job)
    return (
        f"{count} sheets, the process killed after {count // 2}: nothing doubled, nothing missing;"
        f" {seconds:.0f} s in all, {1000 * seconds / count:.0f} ms a sheet,"
        f" {len(reader.pages):,} pages, {done.file_bytes / 2**20:.1f} MiB"
    )


def _printed(job):
    with all_municipalities():
        rows = job.parts.filter(printed_at__isnull=False)
        return dict(rows.values_list("number", "printed_at"))

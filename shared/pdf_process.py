"""The process that makes one PDF: HTML on standard input, the PDF on standard output.

It knows no settings, keys or database, fetches nothing, and ends at its bounds. `shared.pdf`
starts it; a document beyond the bounds costs this process and not a worker of the web server.
"""

import json
import os
import resource
import sys

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

MORE_SECONDS = 2  # at the hard bound the kernel sends SIGKILL, as others may: SIGXCPU comes first
TOO_MUCH = 3  # the exit code for a document that cannot be laid out within the bounds


def make_pdf(html: str, stylesheet: str) -> bytes:
    """The same words give the same pages each time; only `data:` is ever fetched."""
    fetcher = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    fonts = FontConfiguration()
    style = CSS(string=stylesheet, font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher)
    pdf: bytes = document.write_pdf(stylesheets=[style], font_config=fonts)
    return pdf


def main() -> int:
    """Exit code 0 with a PDF, `TOO_MUCH`, or whatever ends a process at its bounds."""
    asked = json.load(sys.stdin.buffer)
    os.nice(asked["niceness"])
    seconds, memory = asked["cpu_seconds"], asked["memory_bytes"]
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + MORE_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pdf = make_pdf(asked["html"], asked["stylesheet"])
    except (MemoryError, RecursionError):
        return TOO_MUCH
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""gunicorn's settings. The access log has no query, referrer or user agent: no personal data."""

import os

bind = f"{os.environ.get('BIND', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
preload_app = True
worker_tmp_dir = os.environ["TMPDIR"]
control_socket_disable = True
timeout = 60
graceful_timeout = 20
accesslog = "-"
access_log_format = '%(t)s %(h)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
raw_env = ["TSUNAGI_WEB=1"]  # short limits on the database, see config/settings.py
limit_request_line = 4094
limit_request_fields = 100
limit_request_field_size = 8190


def post_worker_init(_worker):
    """Each worker seals the audit trail, and starts the process that prints when it is needed."""
    from accounts import regular_sealing  # noqa: PLC0415 -- the application is loaded by now
    from worksheets import regular_printing  # noqa: PLC0415 -- likewise

    regular_sealing.start()
    regular_printing.start()


def worker_exit(_server, _worker):
    """After the last request; a worker that never came to serve has nothing to seal."""
    from accounts import regular_sealing  # noqa: PLC0415 -- likewise
    from worksheets import regular_printing  # noqa: PLC0415 -- likewise

    regular_printing.stop()
    regular_sealing.stop()

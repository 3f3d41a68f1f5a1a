"""What the live server is still answering when a test ends.

A closing page sends its last draft. Emptying the tables meanwhile would be a deadlock, so the
door is shut after each test: what is inside may finish, what comes later touches no table.
"""

import threading
from contextlib import closing, contextmanager

PATIENCE_SECONDS = 60


class LiveRequests:
    """The requests of a live server, which it answers in threads of its own."""

    def __init__(self, server):
        self._application = server.thread.httpd.get_app()
        server.thread.httpd.set_app(self._answer)
        self._inside = 0
        self._is_open = True
        self._changed = threading.Condition()

    def open(self):
        """Let requests in."""
        with self._changed:
            self._is_open = True

    def shut(self):
        """Refuse further requests, and return when the last one inside has been answered."""
        with self._changed:
            self._is_open = False
            is_empty = self._changed.wait_for(lambda: self._inside == 0, PATIENCE_SECONDS)
        assert is_empty, "a request of the test has not been answered"

    def _answer(self, environ, start_response):
        with self._counted(), closing(self._application(environ, start_response)) as response:
            yield from response

    @contextmanager
    def _counted(self):
        with self._changed:
            if not self._is_open:
                raise ConnectionAbortedError("the test is over")
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

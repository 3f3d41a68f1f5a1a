"""What the live server is still answering when a test ends.

A closing page sends its last draft. Emptying the tables meanwhile would be a deadlock, so the
door is shut after each test: what is inside may finish, what comes later touches no table.
"""

import threading

from django.core.signals import request_finished, request_started

PATIENCE_SECONDS = 60


class LiveRequests:
    """Requests answered by threads of the live server; those of the test's own client pass."""

    def __init__(self):
        self._inside = 0
        self._is_open = True
        self._changed = threading.Condition()
        request_started.connect(self._enter)
        request_finished.connect(self._leave)

    def open(self):
        """Let requests in."""
        with self._changed:
            self._is_open = True

    def shut(self):
        """Refuse further requests, and return when the last one inside has been answered."""
        with self._changed:
            self._is_open = False
            is_empty = self._changed.wait_for(lambda: self._inside == 0, PATIENCE_SECONDS)
        assert is_empty, "a request of the test before has not been answered"

    def _enter(self, **_):
        if _is_test():
            return
        with self._changed:
            if not self._is_open:
                raise ConnectionAbortedError("the test is over")
            self._inside += 1

    def _leave(self, **_):
        if _is_test():
            return
        with self._changed:
            self._inside -= 1
            self._changed.notify_all()


def _is_test():
    return threading.current_thread() is threading.main_thread()

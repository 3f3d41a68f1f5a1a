"""What the examples of all sheets share."""

from typing import Any

Row = dict[str, Any]  # what is typed, by heading

TWO_THIRDS = {"国の分子": 2, "国の分母": 3, "県の分子": 1, "県の分母": 6}

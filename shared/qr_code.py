"""A QR code as the path of an SVG: the page draws it, nothing is loaded."""

import io
import re

import qrcode
from qrcode.image.svg import SvgPathImage


def qr_picture(text: str) -> dict[str, str]:
    code = qrcode.QRCode(image_factory=SvgPathImage, border=4)
    code.add_data(text)
    code.make(fit=True)
    buffer = io.BytesIO()
    code.make_image().save(buffer)
    svg = buffer.getvalue().decode()
    return {
        "view_box": _attribute(svg, "viewBox"),
        "path": _attribute(svg, " d"),
    }


def _attribute(svg: str, name: str) -> str:
    found = re.search(rf'{name}="([^"]+)"', svg)
    return found[1] if found else ""

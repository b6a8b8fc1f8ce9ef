"""Bodies unpacked as Scrapy does it, to its bound, but no box in a box in a box."""

from typing import Final

from scrapy import Request
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

MOST_LAYERS: Final = 2


class Unpacking(HttpCompressionMiddleware):
    """Each layer is bounded by Scrapy; how many there are is bounded here.

    The argument that Scrapy's method has besides is deprecated.
    """

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        said = b",".join(response.headers.getlist("Content-Encoding"))
        if said.count(b",") >= MOST_LAYERS:
            raise IgnoreRequest(f"its body is packed more than {MOST_LAYERS} times")
        return super().process_response(request, response)

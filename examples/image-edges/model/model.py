"""Draws the edges of a picture: an image comes in as bytes, and another one goes out."""

from io import BytesIO

from PIL import Image, ImageFilter, ImageOps
from truss import HTTPError, Response

LONGEST_SIDE = 512  # pixels; larger pictures are made smaller first


class Model:
    def preprocess(self, body):
        """From the bytes of a picture (their type is in `body.content_type`) to its grey values."""
        try:
            picture = Image.open(BytesIO(body))
            picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return ImageOps.grayscale(picture)
        except (OSError, SyntaxError, TypeError, Image.DecompressionBombError):
            raise HTTPError(400, "The body is no picture that can be read; send for example image/png") from None

    def predict(self, picture):
        return ImageOps.autocontrast(picture.filter(ImageFilter.FIND_EDGES))

    def postprocess(self, edges):
        file = BytesIO()
        edges.save(file, format="PNG", compress_level=0)  # not compressed: the same bytes on every machine
        return Response(file.getvalue(), media_type="image/png")

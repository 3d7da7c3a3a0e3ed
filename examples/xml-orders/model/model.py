"""Prices an order: an XML document comes in, and another one goes out."""

import json
from decimal import Decimal
from xml.etree import ElementTree as ET

from truss import HTTPError, Response


class Model:
    def __init__(self, data_dir):
        self.data_dir = data_dir

    def load(self):
        prices = json.loads((self.data_dir / "prices.json").read_text("utf-8"))
        self.prices = {article: Decimal(price) for article, price in prices.items()}

    def preprocess(self, document):
        """From the text of the document (the content type is application/xml) to articles and how many of each."""
        try:
            order = ET.fromstring(document)
            return [(item.get("article", ""), int(item.get("quantity", "1"))) for item in order.iter("item")]
        except (ET.ParseError, TypeError, ValueError) as error:
            raise HTTPError(400, f"This is not an order in XML: {error}") from None

    def predict(self, items):
        unknown = sorted({article for article, _ in items} - self.prices.keys())
        if unknown:
            raise HTTPError(404, f"There is no article {', '.join(unknown)}")
        return [(article, quantity, quantity * self.prices[article]) for article, quantity in items]

    def postprocess(self, priced):
        invoice = ET.Element("invoice", total=str(sum((price for *_, price in priced), Decimal(0))))
        for article, quantity, price in priced:
            ET.SubElement(invoice, "item", article=article, quantity=str(quantity), price=str(price))
        return Response(ET.tostring(invoice, encoding="unicode"), media_type="application/xml")

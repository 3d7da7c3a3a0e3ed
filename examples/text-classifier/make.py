"""Trains the classifier and makes a truss of it in this directory: `python make.py`."""

from pathlib import Path

import truss
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

CORPUS = {
    "billing": [
        "I was charged twice for my subscription",
        "please send me the invoice for march",
        "my credit card was declined at the payment",
        "how do I get a refund for the last bill",
        "the price on the invoice is wrong",
        "cancel my subscription and refund the payment",
    ],
    "delivery": [
        "my parcel has not arrived yet",
        "the package was delivered to the wrong address",
        "where is my order, the tracking shows nothing",
        "the courier left the parcel in the rain",
        "can I change the delivery address of my order",
        "the shipment is two weeks late",
    ],
    "technical": [
        "the app crashes when I open the settings",
        "I cannot log in, the page shows an error",
        "the website is very slow today",
        "after the update the app does not start",
        "the password reset link does not work",
        "an error appears when I upload a photo",
    ],
}

texts = [text for examples in CORPUS.values() for text in examples]
labels = [label for label, examples in CORPUS.items() for _ in examples]

classifier = make_pipeline(TfidfVectorizer(ngram_range=(1, 2)), LogisticRegression(C=10))
classifier.fit(texts, labels)

truss.mk_truss(
    classifier,
    target_directory=Path(__file__).parent,
    examples=["I never got my parcel", "the invoice has the wrong price", "the app shows an error"],
)

"""Finds the city that is nearest to a place, among those of data/cities.csv."""

import csv
import json
from math import asin, cos, radians, sin, sqrt

from truss import HTTPError

EARTH_RADIUS_KM = 6371.0


class Model:
    def __init__(self, data_dir):
        self.data_dir = data_dir  # the directory data/ as a pathlib.Path, wherever the truss runs

    def load(self):
        """Reads the files once, before the first request."""
        with open(self.data_dir / "cities.csv", encoding="utf-8", newline="") as file:
            self.cities = [(row["name"], row["country"], place_of(row)) for row in csv.DictReader(file)]
        self.countries = json.loads((self.data_dir / "countries.json").read_text("utf-8"))

    def predict(self, request):
        """Answers {"inputs": [[latitude, longitude], …]} with the nearest city of each place."""
        places = request.get("inputs") if isinstance(request, dict) else None
        if not isinstance(places, list) or not all(is_place(place) for place in places):
            raise HTTPError(400, 'The request needs "inputs", a list of [latitude, longitude]')
        return {"predictions": [self._nearest(place) for place in places]}

    def _nearest(self, place):
        name, country, there = min(self.cities, key=lambda city: distance_km(place, city[2]))
        return {"city": name, "country": self.countries[country], "distance_km": distance_km(place, there)}


def place_of(row):
    """Latitude and longitude of a row of the table, in degrees."""
    return float(row["latitude"]), float(row["longitude"])


def is_place(value):
    """Whether a value of a request is a pair of numbers."""
    return isinstance(value, list) and len(value) == 2 and all(isinstance(number, (int, float)) for number in value)


def distance_km(one, other):
    """The distance of two places on the surface of the earth (haversine)."""
    latitude, longitude = map(radians, one)
    other_latitude, other_longitude = map(radians, other)
    half_chord = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * asin(sqrt(half_chord))

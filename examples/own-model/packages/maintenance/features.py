"""From the readings of a machine, as a client sends them, to the numbers that the model takes."""

FIELDS = ("hours", "temperature", "vibration", "days_since_service")

FEATURES = ("running time", "heat", "vibration", "time since the last service")


def read_features(readings):
    """The features of a machine, in the order of FEATURES.

    Args:
        readings: running time in hours, temperature in °C, vibration in mm/s, days since the last service.

    Raises:
        ValueError: the readings are no dict, or a field is missing or is no number.
    """
    if not isinstance(readings, dict):
        raise ValueError(f"the readings of a machine are needed, found {type(readings).__name__}")
    for field in FIELDS:
        if field not in readings:
            raise ValueError(f"the field {field} is missing")
        value = readings[field]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"{field}: a number is needed, found {type(value).__name__}")
    return [
        readings["hours"] / 1000,
        max(0, readings["temperature"] - 60),  # below 60 °C nothing wears out faster
        readings["vibration"],
        readings["days_since_service"] / 30,
    ]

"""Layers and models as people write them, in a file of their own."""

import keras


class Scaled(keras.layers.Layer):
    """It takes part in the file of a model by what its __init__ takes."""

    def __init__(self, factor=2.0, **kwargs):
        super().__init__(**kwargs)
        self.factor = factor

    def call(self, rows):
        return rows * self.factor

    def get_config(self):
        return {**super().get_config(), "factor": self.factor}


class Forgets(Scaled):
    """What it was made with is not in its config."""

    def __init__(self, factor, **kwargs):
        super().__init__(factor, **kwargs)

    def get_config(self):
        config = super().get_config()
        del config["factor"]
        return config


class Subclassed(keras.Model):
    def __init__(self, units=2, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.out = keras.layers.Dense(units)

    def call(self, rows):
        return self.out(rows)

    def get_config(self):
        return {**super().get_config(), "units": self.units}


class Centred(Subclassed):
    """To which the other rows of a batch matter."""

    def call(self, rows):
        return self.out(rows - keras.ops.mean(rows, axis=0))

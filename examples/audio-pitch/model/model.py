"""Names the note of a sound: a WAV file comes in as bytes, JSON goes out."""

import wave
from io import BytesIO

import numpy as np
from truss import HTTPError

NOTES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
SAMPLE_TYPES = {1: np.uint8, 2: "<i2", 4: "<i4"}  # by bytes a sample


class Model:
    def preprocess(self, body):
        """From the bytes of a WAV file to its samples (mono, about zero) and their rate in Hz."""
        if isinstance(body, dict):  # a form
            body = body.get("sound")
        try:
            with wave.open(BytesIO(body)) as file:
                frames = file.readframes(file.getnframes())
                samples = np.frombuffer(frames, SAMPLE_TYPES[file.getsampwidth()]).astype(float)
                samples = samples.reshape(-1, file.getnchannels()).mean(axis=1)
                return samples - samples.sum() / max(len(samples), 1), file.getframerate()
        except (wave.Error, EOFError, KeyError, TypeError, ValueError):
            raise HTTPError(400, "The body is no WAV file that can be read; send audio/wav") from None

    def predict(self, sound):
        samples, rate = sound
        if not samples.any():
            raise HTTPError(422, "The sound is silent")
        spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
        hertz = float(np.argmax(spectrum[1:]) + 1) * rate / len(samples)
        semitones = round(12 * np.log2(hertz / 440)) + 69  # as MIDI counts: 69 is the A of 440 Hz
        note = f"{NOTES[semitones % 12]}{semitones // 12 - 1}"
        return {"predictions": [{"note": note, "hertz": round(hertz, 1), "seconds": len(samples) / rate}]}

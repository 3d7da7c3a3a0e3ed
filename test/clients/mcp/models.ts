// Models that clients of the Model Context Protocol call as tools.
import { temporaryTruss } from '../../support/temporary-home.ts';

/** Says what it takes and gives. */
const ADDER = `
from dataclasses import dataclass

@dataclass
class Pair:
    a: float
    b: float = 1.5

@dataclass
class Sum:
    total: float

class Model:
    def predict(self, pair: Pair) -> Sum:
        """Adds two numbers."""
        return Sum(pair.a + pair.b)
`;

/** Answers in every way. */
const WAYS = `
import time
from truss import HTTPError, Response

class Model:
    def predict(self, request):
        """Does what it is told."""
        do = request["do"]
        if do == "fail":
            raise HTTPError(409, "That cannot be done")
        if do == "paint":
            return Response(b"\\x89PNG", media_type="image/png")
        if do == "play":
            return Response(b"RIFF", media_type="audio/wav")
        if do == "count":
            return self.count(3)
        if do == "hang":
            return self.hang()
        return request

    def count(self, to):
        for number in range(to):
            yield {"number": number}

    def hang(self):
        try:
            while True:
                yield "."
                time.sleep(0.01)
        finally:
            open("cancelled", "w").close()
`;

/** Their directories. */
export function toolTrusses(): { readonly adder: string; readonly ways: string } {
  const truss = (name: string, model: string): string =>
    temporaryTruss({ 'model/model.py': model, 'config.yaml': `model_name: ${name}\nruntime:\n  mcp: true\n` });
  return { adder: truss('adder', ADDER), ways: truss('ways', WAYS) };
}

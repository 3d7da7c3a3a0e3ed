import type { Start } from './start.ts';

/** A model of any kind. It works as it is, so that everything can be tried before there is a model. */
export const customStart: Start = {
  framework: 'custom',
  requirements: [],
  needs: null,
  model: `"""The model of this truss: Truss makes one \`Model\` per worker process and calls its methods.

Only \`predict\` has to be there. A method may be \`async\`, or yield its answer bit by bit.
"""

from pathlib import Path
from typing import Any


class Model:
    def __init__(self, data_dir: Path, config: dict[str, Any], secrets: dict[str, str]) -> None:
        # Take the parameters that you need and leave out the others: they are given by name.
        self.data_dir = data_dir  # the directory data/: weights and other files
        self.config = config  # config.yaml, with every default filled in
        self.secrets = secrets  # the secrets that config.yaml declares
        self.model: Any = None

    def load(self) -> None:
        # Runs once, before the first request: read the weights here.
        #
        #     import joblib
        #     self.model = joblib.load(self.data_dir / "model.joblib")
        self.model = sum

    def predict(self, request: dict[str, Any]) -> dict[str, Any]:
        # The request is the JSON that was sent. What is returned becomes the answer; numpy and pandas are understood.
        return {"predictions": [self.model(row) for row in request["inputs"]]}
`,
  examples: `# Requests to try the model with. Each has a name, and the whole body of the request as its input. \`truss test\` compares
# the answers with what is expected as output; \`truss test --update\` records them.
- name: example1
  input:
    inputs:
      - [1, 2, 3]
  output:
    predictions: [6]
`,
};

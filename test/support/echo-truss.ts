// A truss without requirements: its environment is built in well under a second, without a network.

const config = 'model_name: Echo\n';
const model = `class Model:
    def predict(self, request):
        return {"predictions": request["inputs"]}
`;

/** The files of a truss at `directory` that answers with its input; `change` replaces or adds files. */
export function echoTruss(directory: string, change: Readonly<Record<string, string>> = {}): Record<string, string> {
  const files = { 'config.yaml': config, 'model/model.py': model, ...change };
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${directory}/${path}`, text]));
}

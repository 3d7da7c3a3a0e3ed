// A truss without requirements that says of itself which version it is, which process, what it knows; and does what a request wants of it.

const MODEL = `import os, signal, socket, time

VERSION = "@VERSION@"


class Model:
    def __init__(self, **kwargs):
        self.secrets = kwargs["secrets"]
        self.stage = kwargs.get("environment")

    def load(self):
        if VERSION == "broken":
            raise RuntimeError("the weights are not what they should be")

    def predict(self, request):
        until = time.monotonic() + float(request.get("burn", 0))
        while time.monotonic() < until:
            pass
        if request.get("die"):
            os.kill(os.getpid(), signal.SIGKILL)
        rows = request["inputs"]
        if not request.get("tell"):
            return rows
        return {
            "predictions": rows,
            "version": VERSION,
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "key": self.secrets["key"] if "key" in self.secrets else None,
            "stage": (self.stage or {}).get("name"),
        }
`;

/** What the config of such a truss has beside its name. */
export interface VersionOptions {
  readonly secrets?: boolean;
  readonly deploy?: string;
  readonly resources?: string;
}

/** The files of the truss at `directory` in a version; `broken` is one whose model does not load. */
export function versionTruss(
  directory: string,
  version: string,
  { secrets = false, deploy = '{}', resources = '{cpu: 50m, memory: 256Mi}' }: VersionOptions = {},
): Record<string, string> {
  const config = [
    `model_name: ${directory}`,
    `resources: ${resources}`,
    `deploy: ${deploy}`,
    'signature:',
    '  inputs: [{name: inputs, datatype: FP64, shape: [-1, 2]}]',
    ...(secrets ? ['secrets: {key: null}'] : []),
    '',
  ].join('\n');
  return {
    [`${directory}/config.yaml`]: config,
    [`${directory}/model/model.py`]: MODEL.replace('@VERSION@', version),
  };
}

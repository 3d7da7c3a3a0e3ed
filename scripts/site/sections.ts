// The pages of the documentation, in the order in which somebody reads them: the site's sidebar and the list in llms.txt are made of it.

/** A page. */
interface Page {
  /** Its file, from the root of the repository. */
  readonly file: string;
  /** What it is called where it is one of many. */
  readonly title: string;
  /** What it is about, in one line. */
  readonly about: string;
}

/** Pages that belong together. */
export interface Section {
  readonly title: string;
  /** Where the site shows it in the sidebar: the beginning of the paths of pages; empty for all that have no sidebar of their own. */
  readonly folder: '' | 'how-to/' | 'examples/' | 'reference/';
  readonly pages: readonly Page[];
}

const guide = (name: string, title: string, about: string): Page => ({ file: `docs/guide/${name}.md`, title, about });
const howTo = (name: string, title: string, about: string): Page => ({ file: `docs/how-to/${name}.md`, title, about });
const example = (name: string, about: string): Page => ({ file: `examples/${name}/README.md`, title: name, about });

/** All pages of the site but the first one. */
export const sections: readonly Section[] = [
  {
    title: 'Start',
    folder: '',
    pages: [
      guide('first-truss', 'Your first truss', 'from a fitted model to a served one'),
      guide('your-own-model', 'Your own model.py', 'the class, its methods, modules, files, requirements'),
    ],
  },
  {
    title: 'Make a truss',
    folder: '',
    pages: [
      guide('model-contract', 'What a model may be', 'every method, streams, cancellation, imports, processes'),
      guide(
        'data',
        'Data in and out',
        'what is sent, what the model gets, what leaves; JSON, msgpack, forms, bytes, tables',
      ),
      guide('testing', 'Testing', 'examples with the answers that they must get, CI, pytest'),
      guide('environments', 'Environments', 'the lock, the store, which Python, private indexes'),
      guide('secrets', 'Secrets', 'where they come from, how a model gets them'),
      guide('weights', 'Weights', 'large files that are fetched: sources, the lock, where the model finds them'),
      guide(
        'frameworks',
        'Models of other libraries',
        'XGBoost, LightGBM, CatBoost, statsmodels, ONNX, MLflow, any function',
      ),
      guide(
        'deep-learning',
        'Deep learning',
        'networks and pipelines: what is taken, what is written, how they are asked',
      ),
    ],
  },
  {
    title: 'Serve it',
    folder: '',
    pages: [
      guide('serving', 'Serving', 'several trusses, probes, tokens, TLS, CORS, batching, load, the end'),
      guide('protocols', 'Protocols', 'routes, errors, V2 over REST and gRPC, OpenAI, WebSocket, MLflow'),
      guide(
        'v2',
        'V2 in detail',
        'inputs, outputs, datatypes, binary data, gRPC, bounds of the Open Inference Protocol',
      ),
      guide('playground', 'The playground', 'a page on which a model is tried'),
      guide('clients', 'Clients', 'typed clients for TypeScript and Python, generated from the schema'),
      guide('agents', 'Tools for agents', 'MCP and tool definitions'),
      guide('observability', 'Observability', "metrics, the model's own too, a dashboard, traces, the log"),
      guide('bench', 'Measure and tune', 'how many requests a second, how long they take, which settings do better'),
      guide('upstream-processes', 'Upstream processes and GPUs', 'a command in the place of a model class'),
      guide('performance', 'Performance', 'compared with other model servers, and what makes a truss faster'),
    ],
  },
  {
    title: 'Ship it',
    folder: '',
    pages: [
      guide('images', 'Images', 'Docker and Podman, layers, what an image runs as, compose'),
      guide('deploy', 'Deploy', 'a truss on Kubernetes, KServe or one machine: stages, canaries, secrets, weights'),
      guide('scaling', 'Scaling', 'how many machines a load needs, what breaks first, what to scale on'),
    ],
  },
  {
    title: 'How do I …',
    folder: 'how-to/',
    pages: [howTo('index', 'All questions', 'the things that people ask, each with an example')],
  },
  {
    title: 'Models of libraries',
    folder: 'how-to/',
    pages: [
      howTo('pytorch', 'Serve a PyTorch network', 'How do I serve a PyTorch network?'),
      howTo('transformers', 'Serve a transformers model', 'How do I serve a model of transformers?'),
    ],
  },
  {
    title: 'Requests and answers',
    folder: 'how-to/',
    pages: [
      howTo('probabilities', 'Return probabilities', 'How do I return probabilities?'),
      howTo('validate', 'Check what is sent', 'How do I check what is sent?'),
      howTo('errors', 'Answer with an error', 'How do I answer with an error of my own?'),
      howTo('tables', 'Send a table or a CSV', 'How do I send a table, a DataFrame or a CSV?'),
      howTo('images', 'Send an image', 'How do I send an image to my model?'),
      howTo('return-a-file', 'Return a file', 'How do I return an image or a file?'),
      howTo('stream', 'Stream tokens', 'How do I stream tokens?'),
      howTo('headers', 'Read or set headers', 'How do I read or set headers?'),
    ],
  },
  {
    title: 'Clients',
    folder: 'how-to/',
    pages: [
      howTo('call', 'Call it from Python, JS, curl', 'How do I call it from Python, JavaScript or a shell?'),
      howTo('browser', 'Try it in a browser', 'How do I try it in a browser?'),
      howTo('typed-client', 'Get a typed client', 'How do I get a typed client?'),
      howTo('agent-tools', 'Give it to an agent', 'How do I give my model to an agent as a tool?'),
      howTo('openai', "Use OpenAI's clients", "How do I make an endpoint for OpenAI's clients?"),
      howTo('grpc', 'Call it over gRPC', 'How do I call it over gRPC?'),
      howTo('cors', 'Call it from a web page', 'How do I let a web page call it (CORS)?'),
    ],
  },
  {
    title: 'Speed',
    folder: 'how-to/',
    pages: [
      howTo('batch', 'Batch requests', 'How do I batch requests?'),
      howTo('gpu', 'Use a GPU', 'How do I use a GPU?'),
      howTo('workers', 'Use all processors', 'How do I use all processors?'),
      howTo(
        'wait-for-others',
        'Wait for other services',
        'How do I answer many requests that wait for another service?',
      ),
      howTo('warm-up', 'Warm it up', 'How do I warm a model up?'),
    ],
  },
  {
    title: 'Limits',
    folder: 'how-to/',
    pages: [
      howTo('time-out', 'Set a timeout', 'How do I set a timeout?'),
      howTo('too-many-requests', 'Handle too many requests', 'What happens when too many requests come?'),
      howTo('memory', 'Limit memory', 'How do I limit memory?'),
      howTo('large-bodies', 'Accept larger requests', 'How do I accept larger requests?'),
    ],
  },
  {
    title: 'Running it',
    folder: 'how-to/',
    pages: [
      howTo('several-models', 'Serve several models', 'How do I serve several models on one port?'),
      howTo('token', 'Ask for a token', 'How do I ask for a token?'),
      howTo('https', 'Use HTTPS', 'How do I use HTTPS?'),
      howTo('other-machines', 'Reach it from elsewhere', 'Why can no other machine reach it?'),
      howTo('proxy', 'Put it behind nginx', 'How do I put it behind nginx?'),
      howTo('health', 'Check its health', 'How do I check its health behind a load balancer?'),
      howTo('logs', 'Get JSON logs', 'How do I get JSON logs?'),
      howTo('prometheus', 'Get metrics', 'How do I get metrics for Prometheus?'),
      howTo('shutdown', 'Stop it safely', 'How do I stop it without losing requests?'),
      howTo('kubernetes', 'Deploy to Kubernetes', 'How do I deploy it to Kubernetes?'),
      howTo('docker', 'Make an image', 'How do I make a Docker image?'),
    ],
  },
  {
    title: 'Working on it',
    folder: 'how-to/',
    pages: [
      howTo('reload', 'See edits at once', 'How do I see my edits at once?'),
      howTo('failing-load', 'Fix a model that does not load', 'Why does my model not load?'),
      howTo('debug', 'Debug a wrong answer', 'How do I debug a wrong answer?'),
      howTo('ci', 'Test it in CI', 'How do I test a model in CI?'),
      howTo('shared-code', 'Share code', 'How do I share code between trusses?'),
    ],
  },
  {
    title: 'What it needs',
    folder: 'how-to/',
    pages: [
      howTo('packages', 'Add or update a package', 'How do I add or update a package?'),
      howTo('python-version', 'Choose a Python', 'How do I choose the version of Python?'),
      howTo('private-index', 'Use a private index', 'How do I use a private package index?'),
      howTo('system-packages', 'Install system packages', 'How do I install packages of the system (apt)?'),
      howTo('large-weights', 'Keep large weights', 'Where do I put weights of many gigabytes?'),
      howTo('secrets', 'Pass a secret', 'How do I give the model an API key?'),
      howTo('offline', 'Run it offline', 'How do I run it without a network?'),
    ],
  },
  {
    title: 'Moving to Truss',
    folder: 'how-to/',
    pages: [
      howTo('from-fastapi', 'Move from FastAPI', 'How do I move from FastAPI?'),
      howTo('from-bentoml', 'Move from BentoML, LitServe', 'How do I move from BentoML or LitServe?'),
      howTo('from-mlflow', 'Serve MLflow, a pickle', 'How do I serve a model of MLflow, or a pickle?'),
      howTo('from-truss-2022', 'Move from an older Truss', 'How do I move from an older Truss?'),
    ],
  },
  {
    title: 'Examples',
    folder: 'examples/',
    pages: [
      { file: 'examples/README.md', title: 'All examples', about: 'trusses to run and to copy' },
      example('iris', 'a model of scikit-learn'),
      example('text-classifier', 'a pipeline that takes texts'),
      example('fares-lightgbm', 'a table with categories, for LightGBM'),
      example('forecast-pytorch', 'a network of PyTorch that takes series of any length'),
      example('moods-transformers', 'a pipeline of transformers with its tokenizer'),
      example('digits-onnx', 'a network of PyTorch as ONNX'),
      example('own-model', 'a model.py written by hand'),
      example('with-data', 'data files that the model reads'),
      example('with-secret', 'a secret that nobody sees'),
      example('xml-orders', 'XML in, XML out'),
      example('image-edges', 'pictures in, pictures out'),
      example('audio-pitch', 'a sound in, JSON out'),
      example('text-stream', 'a generator, whose items leave as they come'),
      example('openai-chat', 'chat, streams and embeddings for the clients of OpenAI'),
      example('upstream-llama', 'a server that somebody else wrote'),
    ],
  },
  {
    title: 'Reference',
    folder: 'reference/',
    pages: [
      { file: 'docs/reference/cli.md', title: 'Commands', about: 'every command of the command line' },
      { file: 'docs/reference/config.md', title: 'config.yaml', about: 'every field of the config' },
      { file: 'docs/reference/python.md', title: 'Python', about: 'everything that `import truss` brings' },
      { file: 'docs/reference/errors.md', title: 'Errors', about: 'every error code' },
    ],
  },
  {
    title: 'The project',
    folder: '',
    pages: [
      { file: 'CHANGELOG.md', title: 'What changed', about: 'newest first' },
      { file: 'SECURITY.md', title: 'Security', about: 'what is promised by default, the threat model, how to report' },
      { file: 'ARCHITECTURE.md', title: 'Architecture', about: 'how it is built, what never happens' },
      {
        file: 'CONTRIBUTING.md',
        title: 'Contributing',
        about: 'how to add a command, a framework, a route, a field, an error',
      },
    ],
  },
];

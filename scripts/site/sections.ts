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
      guide('playground', 'The playground', 'a page on which a model is tried'),
      guide('clients', 'Clients', 'typed clients for TypeScript and Python, made of the schema'),
      guide('agents', 'Tools for agents', 'MCP, and the definitions of tools'),
      guide('observability', 'Observability', "metrics, the model's own too, a dashboard, traces, the log"),
      guide('upstream-processes', 'Upstream processes and GPUs', 'a command in the place of a model class'),
      guide('performance', 'Performance', 'beside other servers of models, and what makes a truss faster'),
    ],
  },
  {
    title: 'Ship it',
    folder: '',
    pages: [
      guide('images', 'Images', 'Docker and Podman, layers, what an image runs as, compose'),
      guide('deploy', 'Deploy', 'a truss on machines of yours'),
      guide('scaling', 'Scaling', 'more than one machine'),
    ],
  },
  {
    title: 'How do I …',
    folder: 'how-to/',
    pages: [howTo('index', 'All questions', 'the things that people ask, each with an example')],
  },
  {
    title: 'Examples',
    folder: 'examples/',
    pages: [
      { file: 'examples/README.md', title: 'All examples', about: 'trusses to run and to copy' },
      example('iris', 'a model of scikit-learn'),
      example('text-classifier', 'a pipeline that takes texts'),
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

// What each room of the core stands on, for .dependency-cruiser.cjs.
const CORE = 'src/core';
const CONFIG = 'src/core/config';

module.exports = (floor) => [
  floor(CORE, 'errors', [], 'whoever fails needs the catalogue, and nothing that it brings along.'),
  floor(CORE, 'requirements', ['errors'], 'a requirement means the same wherever it is written.'),
  floor(
    CORE,
    'config',
    ['errors', 'requirements', 'duration.ts'],
    'what a file says is known before anything is done with it.',
  ),
  floor(CORE, 'weights', ['config', 'errors'], 'which files are meant is known before anything is fetched.'),
  floor(
    CORE,
    'mcp',
    ['config/nearest.ts', 'json', 'schema', 'short-digest.ts', 'version.ts'],
    'tools are made of what describes a model, whoever calls them.',
  ),
  floor(CORE, 'bench', [], 'figures are judged the same, wherever they come from.'),
  floor(
    CORE,
    'image',
    ['config', 'examples', 'requirements', 'shell-word.ts', 'version.ts'],
    'what an image is made of can be said without an engine.',
  ),
  floor(CORE, 'deploy', ['config', 'image', 'short-digest.ts', 'weights'], 'a cluster is asked for it elsewhere.'),
  floor(
    CORE,
    'examples',
    ['config', 'errors', 'media-type.ts'],
    'examples are a file beside the config, read with its YAML.',
  ),
  floor(CORE, 'clients', ['schema'], 'a client is made of what is said of models, and of nothing else.'),
  floor(CORE, 'schema', ['config', 'protocols'], 'a model is described of what is known, wherever that came from.'),
  floor(CONFIG, 'yaml', [], 'YAML is read and edited without knowing what is written in it.'),
  floor(
    CONFIG,
    'schema',
    [],
    'types, checks, texts and the reference are made of the schema, which knows none of them.',
  ),
  floor(
    CONFIG,
    'check',
    ['schema', 'config.ts', 'nearest.ts', 'problem.ts'],
    'a plain value is judged wherever it came from.',
  ),
  floor(
    CONFIG,
    'render',
    ['check', 'schema', 'yaml', 'config.ts'],
    'a text is written from values, and no text is read for it.',
  ),
  floor(CONFIG, 'edit', ['render', 'yaml', 'nearest.ts', 'problem.ts'], 'an edit keeps the text, valid or not.'),
  floor(
    CONFIG,
    'migrate',
    ['yaml', 'cached-model.ts', 'problem.ts'],
    'old configs are mended as texts, whatever the schema says of them today.',
  ),
];

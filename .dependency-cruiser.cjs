// Imports go one way: core <- system <- {server, toolchain} <- host <- cli, and core <- client <- {toolchain, cli}. See ARCHITECTURE.md.
const layer = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `src/${name} may import only ${['itself', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

/** The rooms of a layer, each with the rooms that it may import; what lies above all rooms may import them all. */
const rooms = (parent, allowed) =>
  Object.entries(allowed).map(([room, others]) => ({
    name: `${parent}-${room}-imports`,
    comment: `Rooms of src/${parent} build on each other in one direction, so that each can be read alone: ${room} may import ${others.length === 0 ? 'no other room' : `only ${others.join(', ')}`}.`,
    severity: 'error',
    from: { path: `^src/${parent}/${room}/`, pathNot: '\\.test\\.ts$' },
    to: {
      path: `^src/${parent}/[^/]+/`,
      pathNot: `^src/${parent}/(${[room, ...others].join('|')})/`,
    },
  }));

module.exports = {
  forbidden: [
    layer('core', []),
    layer('client', ['core']),
    layer('system', ['core']),
    layer('server', ['core', 'system']),
    layer('toolchain', ['core', 'client', 'system']),
    layer('host', ['core', 'client', 'system', 'server', 'toolchain']),
    layer('cli', ['core', 'client', 'system', 'toolchain', 'host']),
    {
      name: 'host-rooms-below-host',
      comment:
        'The files at the top of src/host put its rooms together. A room that imported one of them would bring along all the others.',
      severity: 'error',
      from: { path: '^src/host/[^/]+/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/host/[^/]+\\.ts$' },
    },
    ...rooms('host', {
      serve: [],
      prepare: ['serve'],
      ask: ['serve', 'prepare'],
      trials: ['ask', 'prepare'],
      reload: ['ask', 'prepare', 'serve'],
    }),
    ...rooms('cli', {
      output: [],
      definition: ['output'],
      input: ['output'],
      serving: ['output'],
      completion: ['definition'],
      commands: ['completion', 'definition', 'input', 'output', 'serving'],
      former: ['commands', 'definition', 'output'],
    }),
    {
      name: 'models-start-in-one-place',
      comment:
        'A model starts in host/serve/serve-models.ts, behind a port, or in host/ask/with-model.ts, without one: so every command, Python and an image wait for it, and give it up, alike.',
      severity: 'error',
      from: {
        path: '^src/(host|cli)/',
        pathNot: ['^src/host/serve/serve-models\\.ts$', '^src/host/ask/with-model\\.ts$', '\\.test\\.ts$'],
      },
      to: { path: '^src/server/(main|start-service)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-inside',
      comment: 'Inside the server: http -> service -> backends. Nothing goes back up.',
      severity: 'error',
      from: { path: '^src/server/(backends|telemetry)/' },
      to: { path: '^src/server/(http|service)/' },
    },
    {
      name: 'service-inside',
      comment: 'The service knows no transport.',
      severity: 'error',
      from: { path: '^src/server/service/' },
      to: { path: '^src/server/(http|grpc|port)/' },
    },
    {
      name: 'transports-apart',
      comment: "What HTTP and gRPC share is the service's.",
      severity: 'error',
      from: { path: '^src/server/grpc/' },
      to: { path: '^src/server/http/' },
    },
    {
      name: 'core-is-pure',
      comment: 'The core runs in a browser too.',
      severity: 'error',
      from: { path: '^src/core/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'client-is-pure',
      comment: 'The client runs in a browser too.',
      severity: 'error',
      from: { path: '^src/client/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.mjs', '.json'] },
  },
};

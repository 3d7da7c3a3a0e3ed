// Imports go one way: core <- system <- {server, toolchain} <- host <- cli, and core <- client <- {toolchain, cli}. See ARCHITECTURE.md.
const layer = (name, allowed) => ({
  name: `${name}-imports`,
  comment: `src/${name} may import only ${['itself', ...allowed].join(', ')}`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: '^src/', pathNot: `^src/(${[name, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    layer('core', []),
    layer('client', ['core']),
    layer('system', ['core']),
    layer('server', ['core', 'system']),
    layer('toolchain', ['core', 'client', 'system']),
    layer('host', ['core', 'client', 'system', 'server', 'toolchain']),
    layer('cli', ['core', 'client', 'system', 'server', 'toolchain', 'host']),
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

// Node's HTTP. Not by `import`, which evaluates everything that the module has, also what Node itself puts off until it is used: its
// WebSocket, and with it undici and 75 modules more, which are 20 ms of every start.
export const {
  Agent,
  createServer,
  get,
  request,
  ServerResponse,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} = process.getBuiltinModule('node:http');

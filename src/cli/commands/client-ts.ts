import { clientCommand } from './client-command.ts';

export const clientTsCommand = clientCommand({
  language: 'ts',
  name: 'TypeScript',
  needs: '`fetch`, as browsers, Node, Deno and Bun have it',
  file: 'iris.ts',
});

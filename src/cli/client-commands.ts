import type { CommandGroup } from './definition/define-command.ts';

/** `truss client …`: programs that ask models. */
export const clientCommands: CommandGroup = {
  kind: 'group',
  name: 'client',
  summary: 'programs that ask models: typed clients in one file, tools',
  examples: [
    { command: 'truss client ts iris_rfc -o iris.ts', about: 'for a page or a server in JavaScript' },
    { command: 'truss client python http://127.0.0.1:8080 -o models.py', about: 'of all models of a server' },
    { command: 'truss client tools iris_rfc > tools.json', about: 'what a language model is told of it' },
  ],
  commands: [
    {
      kind: 'command',
      name: 'ts',
      summary: 'write a client in TypeScript, which needs fetch alone',
      load: async () => (await import('./commands/client-ts.ts')).clientTsCommand,
    },
    {
      kind: 'command',
      name: 'python',
      summary: 'write a client in Python, which needs the standard library alone',
      load: async () => (await import('./commands/client-python.ts')).clientPythonCommand,
    },
    {
      kind: 'command',
      name: 'tools',
      summary: 'print the models as tools for the API of a language model',
      load: async () => (await import('./commands/client-tools.ts')).clientToolsCommand,
    },
  ],
};

import { clientCommand } from './client-command.ts';

export const clientPythonCommand = clientCommand({
  language: 'python',
  name: 'Python',
  needs: 'the standard library of Python 3.9 or newer',
  file: 'iris_client.py',
});

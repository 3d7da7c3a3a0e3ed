import { setSecret } from '../../toolchain/secrets/edit-local-store.ts';
import { localStorePath } from '../../toolchain/secrets/local-store.ts';
import { requireSecretName } from '../../toolchain/secrets/secret-name.ts';
import { defineCommand } from '../definition/define-command.ts';
import { requiredText } from '../definition/define-options.ts';
import { readSecret } from '../input/read-secret.ts';
import { shortPath } from '../output/short-path.ts';

export const secretSetCommand = defineCommand({
  description:
    'Keeps a secret on this machine, in a file that only you can read, for the trusses whose config declares it. The value is asked for on a terminal, and read from stdin elsewhere. A mounted file /secrets/<name> and the variable TRUSS_SECRET_<name> win over it.',
  examples: [
    { command: 'truss secret set hf_access_token', about: 'asks for the value' },
    { command: 'truss secret set service_key < key.pem', about: 'the value is what is in a file' },
  ],
  arguments: { name: requiredText('its name, as the config of a truss declares it under `secrets`') },
  options: {},
  json: '{"name", "replaced": bool, "store": path}',
  async run({ arguments: { name }, output, signal }) {
    requireSecretName(name);
    const value = await readSecret(name, { stdin: process.stdin, stderr: process.stderr, signal });
    const replaced = await setSecret(name, value);
    const store = localStorePath();
    output.answer(
      { name, replaced, store },
      (styles) => `${styles.success('✔')} ${replaced ? 'Changed' : 'Saved'} ${name} in ${shortPath(store)}`,
    );
    output.note((styles) =>
      styles.dim(`A truss that declares it reads it: \`secrets: {${name}: null}\` in its config.yaml.`),
    );
  },
});

import { completionPlaces } from '../completion/completion-tree.ts';
import { renderBash } from '../completion/render-bash.ts';
import { renderFish } from '../completion/render-fish.ts';
import { renderZsh } from '../completion/render-zsh.ts';
import { defineCommand } from '../definition/define-command.ts';
import { requiredChoice } from '../definition/define-options.ts';

const renderers = { bash: renderBash, zsh: renderZsh, fish: renderFish };

export const completionCommand = defineCommand({
  description:
    'Prints a script with which a shell completes commands, options, their values and directories. Put it where your shell looks for such scripts, and print it anew after an update.',
  examples: [
    {
      command: 'truss completion bash > ~/.local/share/bash-completion/completions/truss',
      about: 'for bash, with the package bash-completion',
    },
    { command: "echo 'source <(truss completion bash)' >> ~/.bashrc", about: 'for bash without it' },
    { command: 'truss completion zsh > "${fpath[1]}/_truss"', about: 'for zsh' },
    { command: 'truss completion fish > ~/.config/fish/completions/truss.fish', about: 'for fish' },
  ],
  arguments: { shell: requiredChoice('the shell that you use', ['bash', 'zsh', 'fish']) },
  options: {},
  json: '{"shell", "script"}',
  async run({ arguments: { shell }, output, commands }) {
    const script = renderers[shell](await completionPlaces(commands));
    output.answer({ shell, script }, () => script.trimEnd());
  },
});

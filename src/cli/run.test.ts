import { PassThrough } from 'node:stream';

import { describe, expect, it } from 'vitest';

import { commandList } from './command-list.ts';
import { run } from './run.ts';

async function truss(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const code = await run(words, { stdout, stderr });
  const text = (stream: PassThrough): string => (stream.read() as Buffer | null)?.toString() ?? '';
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']], [['--json']]])('truss %j', async (words) => {
    const { code, stdout, stderr } = await truss(...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Usage: truss <command> [options]');
    expect(stdout).not.toContain('engine');
  });

  it('of the whole', async () => {
    expect((await truss('--help')).stdout).toMatchInlineSnapshot(`
      "Usage: truss <command> [options]

      Turn a trained model into a directory that answers over HTTP, in an environment
      of its own.

      Options:
        -V, --version   print the version
        --json          print data on one line, for programs
        -h, --help      show this help

      Commands:
        init            make a new truss to fill with a model of your own
        predict         call the model once and print its answer
        test            run the examples and compare the answers with what is expected
        serve           serve one or more trusses over HTTP
        schema          say what the model takes and gives, as JSON Schema
        client          programs that ask models: typed clients in one file, tools
        mcp             offer the models to an assistant or an editor as tools (MCP
                        over stdin)
        bench           measure how many requests a second the model answers, and how
                        fast
        convert         make a truss that answers the same, faster: its model as an
                        ONNX graph
        env             the Python environments that trusses run in
        image           images of trusses, for Docker and Podman
        container       containers that images of trusses run in
        deploy          trusses on a cluster: Kubernetes
        weights         large files that do not lie in the truss: fetched once,
                        pinned, checked
        config          what a truss's config.yaml says
        metrics         what servers tell of themselves
        secret          what models may know and nobody else, kept on this machine
        doctor          look whether everything is there that Truss uses
        cleanup         free the space of caches and unused environments
        completion      print a script that completes commands in your shell
        help [command]  show the help of a command

      Examples:
        # a new truss in my-model/
        truss init my-model
        # call it once
        truss predict my-model -d '{"inputs": [[1, 2]]}'
        # serve it on http://127.0.0.1:8080
        truss serve my-model
      "
    `);
  });

  it('of a command', async () => {
    const { stdout } = await truss('help', 'serve');
    expect(stdout).toBe((await truss('serve', '--help')).stdout);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: truss serve [options] [directories...]

      Serves each truss in an environment of its own, over HTTP, until Ctrl-C or
      SIGTERM; then it answers what it has accepted and ends. A second Ctrl-C ends it
      at once.

      Arguments:
        directories                truss directories (default: the current directory)

      Options:
        -p, --port <number>        the port to listen on; 0 is any that is free
                                   (default: 8080)
        --host <address>           the address to listen on (default: 127.0.0.1)
        --grpc-port <number>       a second port, on which gRPC alone is spoken;
                                   --port speaks it too
        --tokens <path>            let in only those with a token of this file, a line
                                   \`name: token\` each
        --trusted-proxies <list>   believe what these proxies say of the client
                                   (X-Forwarded-*): addresses and networks, or *
        --root-path <path>         the path that a proxy puts before those of the
                                   server
        --drain-timeout <seconds>  how long it may take to end: what is not answered
                                   by then fails (default: 25)
        --tls-cert <path>          encrypt, with this PEM certificate and those
                                   between it and a root
        --tls-key <path>           the key of the certificate
        -w, --workers <number>     processes for each model (default:
                                   runtime.num_workers of its config)
        --reload                   serve changes of code, config, data and
                                   requirements as soon as they have loaded
        --profile-start            show where the time goes until the first answer:
                                   process, imports, load, warm-up
        --mcp                      offer the models to agents as tools, at /mcp (MCP)
        --dev                      show the model's tracebacks to clients, and let the
                                   playground add to examples.yaml
        --ui                       have the playground at /ui/ for other machines too;
                                   for this one alone it is always there
        --env <which>              the truss's own environment, or the Python at hand:
                                   isolated or current (default: isolated)
        --frozen                   fail where a lock does not fit the config, instead
                                   of making it anew
        --offline                  fetch nothing over the network: say what is missing
        --json                     print data on one line, for programs
        -h, --help                 show this help

      Examples:
        # on http://127.0.0.1:8080
        truss serve iris_rfc
        # four processes, another port
        truss serve iris_rfc --workers 4 --port 9000
        # several trusses; their names are in /v1/models
        truss serve iris_rfc churn
        # every edit is served; a broken one leaves what answers
        truss serve iris_rfc --reload
        # for other machines too, with a token
        truss serve --host 0.0.0.0 --tokens tokens.txt

      With --json:
        {"url", "ui"?, "mcp"?, "grpcPort"?, "entries": [{"name", "directory", "python", "workers", "predict": url | null, "start"?: {"spawnMs", "importMs", "initMs", "loadMs", "warmUpMs", "firstPredictMs": ms | null, "imports": [[module, ms]]}}]} when it is ready; \`start\` with --profile-start
      "
    `);
  });

  it('of a group', async () => {
    const { code, stdout } = await truss('env');
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "Usage: truss env <command> [options]

      The Python environments that trusses run in.

      Options:
        -h, --help  show this help

      Commands:
        create      lock the truss's requirements and build its environment
        lock        write the truss's requirements.lock, without installing
        show        show the truss's environment: which Python, which packages, where
        path        print where the truss's environment is
        list        list the environments on this machine
        remove      remove environments; they are built anew when needed

      Examples:
        # build the environment before it is needed
        truss env create iris_rfc
        # which there are, and how large
        truss env list
      "
    `);
  });

  const rows = commandList.flatMap((entry) =>
    entry.kind === 'command'
      ? [{ path: [entry.name], row: entry }]
      : entry.commands.map((row) => ({ path: [entry.name, row.name], row })),
  );
  it.each(rows)('has examples: $path', async ({ path }) => {
    const { code, stdout } = await truss(...path, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`\n  truss ${path.join(' ')}`);
    expect(stdout).toContain('With --json:');
  });
});

describe('wrong use', () => {
  it.each([
    [['prdict']],
    [['help', 'prdict']],
    [['prdict', '--help']],
    [['env', 'lst']],
    [['serve', '--prot', '1']],
    [['serve', '--port', 'http']],
    [['serve', '--port', '70000']],
    [['serve', '--env', 'conda']],
    [['predict', 'a', 'b']],
    [['predict', 'a', '{"inputs": [[1]]}']],
    [['init']],
    [['predict', '-d']],
    [['--wat']],
  ])('truss %j', async (words) => {
    const { code, stdout, stderr } = await truss(...words);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatchSnapshot();
  });

  it.each([
    ['check', '`truss config check`'],
    ['lock', '`truss env lock` or `truss weights lock`'],
    ['logs', '`truss container logs` or `truss deploy logs`'],
    ['serv', '`serve`'],
  ])('knows that %s is a command of a group, or what is nearest', async (word, meant) => {
    expect((await truss(word)).stderr).toContain(`→ Did you mean ${meant}? See \`truss --help\`.`);
  });

  it('is JSON with --json', async () => {
    const { code, stdout, stderr } = await truss('serve', '--prot', '1', '--json');
    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(JSON.parse(stdout)).toEqual({
      error: {
        code: 'USAGE',
        message: "Unknown option '--prot'.",
        hint: 'Did you mean `--port`? See `truss serve --help`.',
        issues: [],
        exception: null,
      },
    });
  });
});

describe('--version', () => {
  it('is short for people and whole for programs', async () => {
    expect((await truss('--version')).stdout).toMatch(/^truss \d+\.\d+\.\d+\S*\n$/);
    expect(JSON.parse((await truss('--version', '--json')).stdout)).toEqual({
      truss: expect.stringMatching(/^\d/) as string,
      node: process.versions.node,
    });
  });
});

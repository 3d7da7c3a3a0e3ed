// The proxies that a server is tried behind, each with the shortest configuration that its guide names.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { onTestFinished } from 'vitest';

import { freePort } from '../support/free-port.ts';
import { temporaryTruss } from '../support/temporary-home.ts';

/** Where a proxy listens, and what it does. */
export interface Placement {
  /** What it puts before the paths of the server; empty for nothing. */
  readonly prefix: string;
  /** Whether it takes that off again before it asks the server. */
  readonly strips: boolean;
  /** The server. */
  readonly server: number;
}

interface Ports extends Placement {
  readonly http: number;
  readonly grpc: number;
  readonly directory: string;
}

/** How to start one. */
export interface Proxy {
  readonly name: string;
  readonly program: string;
  readonly configure: (ports: Ports) => string;
  readonly words: (file: string, directory: string) => readonly string[];
}

const nginx = ({ prefix, strips, server, http, grpc, directory }: Ports): string => `
daemon off;
pid ${directory}/pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path ${directory}/bodies;
  proxy_temp_path ${directory}/answers;
  fastcgi_temp_path ${directory}/f;
  uwsgi_temp_path ${directory}/u;
  scgi_temp_path ${directory}/s;
  client_max_body_size 100m;
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    listen 127.0.0.1:${http};
    location ${prefix}/ {
      proxy_pass http://127.0.0.1:${server}${strips ? '/' : ''};
      proxy_http_version 1.1;
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
      proxy_set_header X-Forwarded-Host $http_host;
      ${prefix === '' ? '' : `proxy_set_header X-Forwarded-Prefix ${prefix};`}
    }
  }
  server {
    listen 127.0.0.1:${grpc} http2;
    location / { grpc_pass grpc://127.0.0.1:${server}; }
  }
}`;

const haproxy = ({ prefix, strips, server, http, grpc }: Ports): string => `
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
frontend web
  bind 127.0.0.1:${http}
  default_backend truss
backend truss
  option forwardfor
  http-request set-header X-Forwarded-Host %[req.hdr(host)]
  http-request set-header X-Forwarded-Proto http
  ${prefix === '' ? '' : `http-request set-header X-Forwarded-Prefix ${prefix}`}
  ${prefix !== '' && strips ? `http-request replace-path ${prefix}(/.*) \\1` : ''}
  server truss 127.0.0.1:${server}
frontend grpc
  bind 127.0.0.1:${grpc} proto h2
  default_backend truss_grpc
backend truss_grpc
  server truss 127.0.0.1:${server} proto h2
`;

const caddy = ({ prefix, strips, server, http, grpc }: Ports): string => `
{
  admin off
  auto_https off
  servers {
    protocols h1 h2c
  }
}
http://:${http} {
  bind 127.0.0.1
  ${prefix === '' ? 'handle' : strips ? `handle_path ${prefix}/*` : `handle ${prefix}/*`} {
    reverse_proxy 127.0.0.1:${server} {
      flush_interval -1
      ${prefix === '' ? '' : `header_up X-Forwarded-Prefix ${prefix}`}
    }
  }
}
http://:${grpc} {
  bind 127.0.0.1
  reverse_proxy h2c://127.0.0.1:${server}
}
`;

/** All of them. */
export const PROXIES: readonly Proxy[] = [
  {
    name: 'nginx',
    program: find('nginx'),
    configure: nginx,
    words: (file, directory) => ['-p', directory, '-c', file],
  },
  { name: 'haproxy', program: find('haproxy'), configure: haproxy, words: (file) => ['-db', '-f', file] },
  {
    name: 'caddy',
    program: find('caddy'),
    configure: caddy,
    words: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
];

/** The path of a program; empty where it is not here. Debian keeps some where only the administrator's PATH leads. */
function find(name: string): string {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin'];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? '';
}

/** Starts a proxy, which ends with the test; resolves with its ports when it listens. */
export async function startProxy({ program, configure, words }: Proxy, placement: Placement): Promise<Ports> {
  const directory = temporaryTruss({ 'config.yaml': '' });
  mkdirSync(path.join(directory, 'home'));
  const ports = { ...placement, http: await freePort(), grpc: await freePort(), directory };
  const file = path.join(directory, 'configuration');
  writeFileSync(file, configure(ports));
  const child = spawn(program, words(file, directory), {
    cwd: directory,
    env: { ...process.env, HOME: path.join(directory, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
  onTestFinished(() => void child.kill('SIGTERM'));
  for (const port of [ports.http, ports.grpc]) {
    while (!(await listens(port))) {
      if (child.exitCode !== null) throw new Error(`the proxy has ended: ${said}`);
      await sleep(20);
    }
  }
  return ports;
}

async function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

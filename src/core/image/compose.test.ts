import { expect, test } from 'vitest';

import { defaultConfig } from '../config/config.ts';
import { parseConfig } from '../config/parse-config.ts';
import { composeDocument } from './compose.ts';

const TAKEN = `docker_server:
  {no_build: true, server_port: 8000, predict_endpoint: /p, readiness_endpoint: /r, liveness_endpoint: /l}
`;

test('a service and a port each, with limits, secrets, data and GPUs', () => {
  const config = {
    ...defaultConfig(),
    secrets: { key: null },
    resources: { ...defaultConfig().resources, cpu: '500m', memory: '512Mi', use_gpu: true, accelerator: 'A100:2' },
  };
  const one = { name: 'iris', image: 'iris:latest', config, port: 8081, inside: 8080, data: '/trusses/iris/data' };
  expect(composeDocument([one])).toEqual({
    services: {
      iris: {
        image: 'iris:latest',
        init: true,
        restart: 'unless-stopped',
        ports: ['127.0.0.1:8081:8080'],
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        stop_grace_period: '30s',
        deploy: {
          resources: {
            limits: { cpus: '0.5', memory: '536870912b' },
            reservations: { devices: [{ driver: 'nvidia', count: 2, capabilities: ['gpu'] }] },
          },
        },
        secrets: [{ source: 'key', target: '/secrets/key' }],
        volumes: ['/trusses/iris/data:/app/data:ro'],
      },
    },
    secrets: { key: { environment: 'TRUSS_SECRET_key' } },
  });
});

test('nothing stands there that a truss does not ask for', () => {
  const truss = { name: 'a', image: 'a', config: defaultConfig(), port: 1, inside: 2, data: null };
  const { services, ...rest } = composeDocument([truss]);
  expect(rest).toEqual({});
  expect(Object.keys((services as { a: object }).a)).not.toEqual(expect.arrayContaining(['secrets']));
  // A service that has secrets cannot be read-only: Compose copies them into it.
  expect(services).toMatchObject({
    a: { read_only: true, deploy: { resources: { limits: { cpus: '1', memory: '2147483648b' } } } },
  });
});

test('one port for all of them, where the server of one of the images is the router', () => {
  const base = { config: defaultConfig(), port: null, inside: 8080, data: null };
  const taken = parseConfig(TAKEN, { file: 'config.yaml' }).config ?? defaultConfig();
  const trusses = [
    { ...base, name: 'router', image: 'theirs:1', config: taken, inside: 8000 },
    { ...base, name: 'iris-dev', model: 'iris', image: 'iris:1' },
  ];
  const { services } = composeDocument(trusses, 9000) as { services: Readonly<Record<string, object>> };
  expect(services['truss-router']).toMatchObject({
    image: 'iris:1',
    entrypoint: ['/opt/truss/bin/node', '/opt/truss/server/router.mjs'],
    command: ['router=router:8000', 'iris=iris-dev:8080'],
    ports: ['127.0.0.1:9000:8080'],
    read_only: true,
  });
  for (const name of ['router', 'iris-dev']) expect(services[name]).not.toHaveProperty('ports');
  expect(() => composeDocument(trusses.slice(0, 1), 9000)).toThrow(/none of these images has a router/);
});

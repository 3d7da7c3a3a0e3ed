import { z } from 'zod';

import { section } from './section.ts';
import { hostname, ipv4OrRange } from './values/network-names.ts';

const seconds = z.int().nullable().default(null);

const healthChecks = section({
  restart_check_delay_seconds: seconds.meta({ description: 'How long nothing is checked after the start.' }),
  restart_threshold_seconds: seconds.meta({ description: 'How long it may be ill before it is restarted.' }),
  stop_traffic_threshold_seconds: seconds.meta({ description: 'How long it may be ill before it gets no requests.' }),
  startup_threshold_seconds: seconds.meta({ description: 'How long a start may take.' }),
});

const ping = z.number().min(0).nullable().default(null);

const transport = section({
  kind: z.enum(['http', 'websocket', 'grpc']).default('http').meta({ description: 'The protocol.' }),
  ping_interval_seconds: ping.meta({
    description: 'For websocket: the time between two pings of its client; 0 for none. Unwritten: 30 seconds.',
  }),
  ping_timeout_seconds: ping.meta({
    description:
      'For websocket: how long an answer to a ping may take before the connection is ended; 0 for as long as it likes. Unwritten: until the next ping.',
  }),
});

const egressRestrictions = section({
  ip_allow_list: z.array(ipv4OrRange).nullable().default(null).meta({ description: 'IPv4 addresses and ranges.' }),
  fqdn_allow_list: z
    .array(hostname)
    .nullable()
    .default(null)
    .meta({ description: 'Names of hosts; `*` for any part.' }),
});

/** What PEP 440 takes for a version, as far as releases of Truss go. */
const VERSION =
  /^v?\d+(?:\.\d+)*(?:[-._]?(?:a|b|c|rc|alpha|beta|pre|preview|post|rev|r|dev)[-._]?\d*)*(?:\+[\w.-]+)?$/i;

/** Fields under `runtime` that the hosted platform knows; ../support.ts says which of them do something here. */
export const hostedRuntimeFields = {
  transport: transport.prefault({}).meta({ description: 'The protocol: every one is spoken here.' }),
  is_websocket_endpoint: z.boolean().nullable().default(null).meta({ description: 'The old form of `transport`.' }),
  health_checks: healthChecks.prefault({}).meta({ description: 'When the platform restarts the model.' }),
  oidc: z
    .record(z.string(), z.unknown())
    .nullable()
    .default(null)
    .meta({ description: 'Identity tokens of the platform.' }),
  remote_ssh: section({
    enabled: z.boolean().default(false).meta({ description: 'Whether it can be had.' }),
  })
    .prefault({})
    .meta({ description: 'A shell in the running container.' }),
  egress_restrictions: egressRestrictions
    .nullable()
    .default(null)
    .meta({ description: 'Where the model may connect to.' }),
  enable_tracing_data: z.boolean().default(false).meta({ description: 'Record traces of requests.' }),
  enable_debug_logs: z.boolean().default(false).meta({ description: 'Write debug logs of the server.' }),
  truss_server_version_override: z
    .string()
    .regex(VERSION, { error: 'a version, such as "0.9.0"' })
    .nullable()
    .default(null)
    .meta({ description: 'Another server version.' }),
};

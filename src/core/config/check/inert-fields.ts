// The fields of which less happens here than they say. What is below such a field is meant as well.
import { KNOWN_SYSTEM_LIBRARIES } from '../../requirements/system-libraries.ts';
import type { ConfigPath } from '../problem.ts';

/**
 * Why less happens: the model cannot run without (`refused`), or answers the same without (`later`); it is done in images only, or by a
 * hosted platform only.
 */
export type Inertia = 'refused' | 'later' | 'image' | 'hosted';

/** A field of which less happens here than it says. */
export interface InertField {
  readonly path: ConfigPath;
  readonly why: Inertia;
  /** What that means for the model; completes "FIELD …". */
  readonly follows: string;
  /** Of which of its values that holds, for the reference. Not given: of all. */
  readonly when?: string;
  /** Of a list: values of which nothing is said. */
  readonly except?: readonly string[];
  /** What to do instead. */
  readonly instead?: string;
}

const NEEDED = 'is not supported by this version, and the model cannot run without it';

const REFUSED: readonly InertField[] = [
  { why: 'refused', path: ['bdn'], follows: NEEDED, instead: 'Put the files into data/ and remove this field.' },
  { why: 'refused', path: ['trt_llm'], follows: NEEDED, instead: 'Write a model class that loads the engine.' },
  { why: 'refused', path: ['bis_llm'], follows: NEEDED, instead: 'Write a model class that loads the model.' },
  {
    why: 'refused',
    path: ['training_checkpoints'],
    follows: NEEDED,
    instead: 'Put the checkpoint into data/ and remove this field.',
  },
  {
    why: 'refused',
    path: ['build', 'model_server'],
    when: 'anything but `TrussServer`',
    follows: 'names a server that is not part of Truss, and the model cannot run without it',
    instead: 'Start that server with docker_server.start_command, or write a model class, and remove this field.',
  },
];

const OF_OTHERS: InertField = {
  why: 'later',
  path: ['build', 'arguments'],
  follows: 'is for other servers than that of Truss, and does nothing',
};

/** Here the machine has to be as the model needs it. */
const IMAGE: readonly InertField[] = [
  {
    why: 'image',
    path: ['system_packages'],
    except: KNOWN_SYSTEM_LIBRARIES,
    follows: 'is for images: here nothing is installed on the system',
    instead: 'Install what this machine lacks, with its own package manager.',
  },
  {
    why: 'image',
    path: ['build_commands'],
    follows: 'is for images: here no command is run, and what it would install or change is missing',
    instead: 'Run the commands yourself where the model needs them; `truss env path` says where its packages are.',
  },
  {
    why: 'image',
    path: ['base_image'],
    follows: 'is for images: here the model runs in an environment of its own, without what the image brings',
    instead: 'Add the Python packages that the image brings to requirements.',
  },
  { why: 'image', path: ['build', 'secret_to_path_mapping'], follows: 'is for images: here no build reads secrets' },
  { why: 'image', path: ['docker_server', 'run_as_user_id'], follows: 'is for images: here the server runs as you' },
  { why: 'image', path: ['docker_server', 'no_build'], follows: 'is for images: here start_command is run' },
];

const HOSTED: readonly ConfigPath[] = [
  ['resources', 'instance_type'],
  ['resources', 'node_count'],
  ['resources', 'fabric'],
  ['runtime', 'health_checks'],
  ['runtime', 'oidc'],
  ['runtime', 'remote_ssh'],
  ['runtime', 'egress_restrictions'],
  ['runtime', 'enable_tracing_data'],
  ['runtime', 'enable_debug_logs'],
  ['runtime', 'truss_server_version_override'],
  ['live_reload'],
  ['apply_library_patches'],
  ['use_local_src'],
  ['cache_internal'],
];

/** All of them but those of lists, which are told of where their lists are judged. */
export const INERT_FIELDS: readonly InertField[] = [
  ...REFUSED,
  OF_OTHERS,
  ...IMAGE,
  ...HOSTED.map((path) => ({
    path,
    why: 'hosted' as const,
    follows: 'is for a hosted platform and does nothing here',
  })),
];

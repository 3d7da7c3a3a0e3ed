/** Where things are in an image. */
export const PLACES = {
  /** The truss, which is the working directory. */
  app: '/app',
  home: '/home/app',
  node: '/opt/truss/bin/node',
  server: '/opt/truss/server',
  environment: '/opt/truss/env',
} as const;

/** The port that an image listens on, unless it is told another one. */
export const IMAGE_PORT = 8080;

/** The user that an image runs as: without rights, and without a name that a base image could have. */
export const IMAGE_USER = { name: 'app', id: 60_000 } as const;

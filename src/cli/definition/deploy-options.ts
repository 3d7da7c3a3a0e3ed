import { integer, repeatedText, text } from './define-options.ts';

/** What a deployment is, for every command that plans one. What is said here wins over `deploy:` of the config. */
export const deployOptions = {
  image: repeatedText('--image <reference>', 'the image, as a node pulls it; NAME=… for one of several trusses'),
  stage: text('-s, --stage <name>', 'a stage of the config; the model sees it as `environment`'),
  namespace: text('-n, --namespace <name>', 'the namespace'),
  name: text('--name <name>', 'what the objects are called (default: as the model, with the stage)'),
  replicas: integer('--replicas <number>', 'how many pods', { min: 0, max: 10_000, fallback: null }),
  canaryImage: text('--canary-image <reference>', 'a second version, which gets a part of the requests'),
  canaryPercent: integer('--canary-percent <number>', 'how many of a hundred requests it gets', {
    min: 0,
    max: 100,
    fallback: 10,
  }),
};

import type { EngineMethod } from './engine-method.ts';
import { cancel } from './methods/cancel.ts';
import { cleanup } from './methods/cleanup.ts';
import { containerKill } from './methods/container-kill.ts';
import { containerList } from './methods/container-list.ts';
import { containerLogs } from './methods/container-logs.ts';
import { containerRun } from './methods/container-run.ts';
import { environmentEnsure } from './methods/environment-ensure.ts';
import { hello } from './methods/hello.ts';
import { imageBuild } from './methods/image-build.ts';
import { imageContext } from './methods/image-context.ts';
import { imageList } from './methods/image-list.ts';
import { modelTest } from './methods/model-test.ts';
import { projectAddFiles } from './methods/project-add-files.ts';
import { projectCheckTarget } from './methods/project-check-target.ts';
import { projectCreate } from './methods/project-create.ts';
import { projectEdit } from './methods/project-edit.ts';
import { projectExamples } from './methods/project-examples.ts';
import { projectInit } from './methods/project-init.ts';
import { projectLoad } from './methods/project-load.ts';
import { projectReadme } from './methods/project-readme.ts';
import { projectRequire } from './methods/project-require.ts';
import { serverReload } from './methods/server-reload.ts';
import { serverStart } from './methods/server-start.ts';
import { serverStop } from './methods/server-stop.ts';

/** The methods of specs/engine-protocol.md, section 2, by their names. */
export const engineMethods: ReadonlyMap<string, EngineMethod> = new Map([
  ['hello', hello],
  ['project.check_target', projectCheckTarget],
  ['project.create', projectCreate],
  ['project.init', projectInit],
  ['project.load', projectLoad],
  ['project.edit', projectEdit],
  ['project.require', projectRequire],
  ['project.add_files', projectAddFiles],
  ['project.examples', projectExamples],
  ['project.readme', projectReadme],
  ['environment.ensure', environmentEnsure],
  ['model.test', modelTest],
  ['server.start', serverStart],
  ['server.reload', serverReload],
  ['server.stop', serverStop],
  ['image.build', imageBuild],
  ['image.context', imageContext],
  ['image.list', imageList],
  ['container.run', containerRun],
  ['container.list', containerList],
  ['container.logs', containerLogs],
  ['container.kill', containerKill],
  ['cancel', cancel],
  ['cleanup', cleanup],
]);

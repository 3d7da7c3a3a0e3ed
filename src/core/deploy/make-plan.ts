import type { Config } from '../config/config.ts';
import { objectName } from './names.ts';
import type { DeployPlan, PlannedCanary, PlannedSecret } from './plan.ts';
import { deploySettings } from './settings.ts';

/** What is asked for beside the config; what is said here wins over it. */
export interface DeployRequest {
  /** The name under which the model is served. */
  readonly model: string;
  readonly config: Config;
  readonly stage: string | null;
  readonly image: string;
  readonly digest?: string | null;
  readonly namespace?: string | null;
  readonly replicas?: number | null;
  /** Of the objects. Not given: made of model and stage. */
  readonly name?: string | null;
  readonly secret?: Partial<PlannedSecret>;
  readonly canary?: PlannedCanary | null;
}

/** A plan for one truss. */
export function makePlan(request: DeployRequest): DeployPlan {
  const { model, config, stage, image } = request;
  const meant = deploySettings(config, stage);
  const replicas = request.replicas ?? null;
  const settings = replicas === null ? meant : { ...meant, replicas: { min: replicas, max: replicas } };
  const name = request.name ?? objectName(model, stage);
  const secret: PlannedSecret = {
    name: settings.secret ?? `${name}-secrets`,
    store: 'existing',
    revision: null,
    ...request.secret,
  };
  return {
    name,
    model,
    namespace: request.namespace ?? settings.namespace,
    stage,
    image,
    digest: request.digest ?? null,
    config,
    settings,
    kept: null,
    secret: Object.keys(config.secrets).length === 0 ? null : secret,
    canary: request.canary ?? null,
    track: 'stable',
  };
}

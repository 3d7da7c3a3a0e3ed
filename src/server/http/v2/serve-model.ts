// The routes of V2 that tell about a model.
import { modelConfig } from '../../../core/protocols/model-config.ts';
import { modelMetadata } from '../../../core/protocols/model-metadata.ts';
import type { Entry } from '../../service/entry.ts';
import { sendJson } from '../answer/send.ts';
import type { RouteCall } from '../exchange/route-call.ts';
import { describeStatistics } from './model-statistics.ts';

/** `GET /v2/models/{name}` */
export function serveModelMetadata({ response }: RouteCall, entry: Entry): void {
  sendJson(response, 200, modelMetadata(entry));
}

/** `GET /v2/models/{name}/ready`: whether the model takes requests and says that it is well. */
export async function serveModelReady({ context: { service }, response }: RouteCall, entry: Entry): Promise<void> {
  const { healthy } = await service.health(entry);
  sendJson(response, healthy ? 200 : 503, { name: entry.name, ready: healthy });
}

/** `GET /v2/models/{name}/config` */
export function serveModelConfig({ response }: RouteCall, entry: Entry): void {
  sendJson(response, 200, modelConfig(entry));
}

/** `GET /v2/models/{name}/stats` */
export function serveModelStatistics({ response }: RouteCall, entry: Entry): void {
  sendJson(response, 200, { model_stats: [describeStatistics(entry)] });
}

/** `GET /v2/models/stats` */
export function serveAllStatistics({ context: { service }, response }: RouteCall): void {
  sendJson(response, 200, { model_stats: service.registry.entries.map(describeStatistics) });
}

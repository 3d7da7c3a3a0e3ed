// Every route of the server. Predictions are also matched before this table is looked at: see handle-request.ts.
import { DEBUG_ROUTES } from '../debug/routes.ts';
import type { Route } from '../exchange/route.ts';
import { MCP_ROUTES } from '../mcp/routes.ts';
import { METRICS_ROUTES } from '../metrics/routes.ts';
import { MLFLOW_ROUTES } from '../mlflow/routes.ts';
import { OPENAI_ROUTES } from '../openai/routes.ts';
import { openApiRoutes } from '../openapi/routes.ts';
import { UI_ROUTES } from '../ui/routes.ts';
import { V1_ROUTES } from '../v1/routes.ts';
import { V2_ROUTES } from '../v2/routes.ts';
import { WEBSOCKET_ROUTES } from '../websocket/routes.ts';

const DESCRIBED: readonly Route[] = [...V1_ROUTES, ...V2_ROUTES, ...OPENAI_ROUTES, ...MLFLOW_ROUTES, ...METRICS_ROUTES];

export const ROUTES: readonly Route[] = [
  ...DESCRIBED,
  ...DEBUG_ROUTES,
  ...MCP_ROUTES,
  ...WEBSOCKET_ROUTES,
  ...UI_ROUTES,
  ...openApiRoutes(DESCRIBED),
];

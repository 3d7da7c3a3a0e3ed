import type { McpFace } from '../../mcp/mcp-face.ts';
import type { BodyBudget } from '../../service/body-budget.ts';
import type { Endings } from '../../service/ending.ts';
import type { InferenceService } from '../../service/inference-service.ts';
import type { ServiceMetrics } from '../../service/service-metrics.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { Gate } from '../gate/gate.ts';
import type { HttpLimits } from './http-limits.ts';
import type { OpenExchanges } from './open-exchanges.ts';
import type { PageOptions } from './page-options.ts';

/** What every route works with: made once for a server. */
export interface HttpContext {
  readonly service: InferenceService;
  readonly metrics: ServiceMetrics;
  readonly gate: Gate;
  readonly limits: HttpLimits;
  /** Whether clients may see tracebacks. */
  readonly dev: boolean;
  readonly page: PageOptions;
  readonly logger: Logger;
  readonly endings: Endings;
  readonly mcp: McpFace;
  readonly open: OpenExchanges;
  readonly bodies: BodyBudget;
  readonly unread: UnreadAnswers;
}

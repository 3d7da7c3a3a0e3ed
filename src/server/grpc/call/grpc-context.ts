import type { TokenFile } from '../../auth/token-file.ts';
import type { BodyBudget } from '../../service/body-budget.ts';
import type { Endings } from '../../service/ending.ts';
import type { InferenceService } from '../../service/inference-service.ts';
import type { UnreadAnswers } from '../../service/unread-answers.ts';
import type { Logger } from '../../telemetry/logger.ts';
import type { OpenCalls } from './open-calls.ts';
import type { Slices } from './slices.ts';

/** What every method works with: made once for a server. */
export interface GrpcContext {
  readonly service: InferenceService;
  /** Null: no token is needed. */
  readonly tokens: TokenFile | null;
  /** Whether clients may see tracebacks. */
  readonly dev: boolean;
  readonly logger: Logger;
  readonly endings: Endings;
  /** Shared with HTTP: the memory is the same. */
  readonly bodies: BodyBudget;
  /** Likewise. */
  readonly unread: UnreadAnswers;
  readonly calls: OpenCalls;
  /** Who reads and writes large messages. */
  readonly slices: Slices;
}

import type { Logger } from '../logger.ts';
import type { Tracing } from './otlp-tracing.ts';
import { readTracingSettings } from './tracing-settings.ts';

/**
 * Exports spans, where the environment variables of OpenTelemetry ask for it; null where they do not. What does it is loaded only then: it
 * takes longer than the rest of a start, and memory.
 */
export async function openTracing(variables: NodeJS.ProcessEnv, logger: Logger): Promise<Tracing | null> {
  const settings = readTracingSettings(variables);
  if (settings === null) return null;
  for (const doubt of settings.doubts) logger.warn({}, doubt);
  const { OtlpTracing } = await import('./otlp-tracing.ts');
  return OtlpTracing.open(settings, logger);
}

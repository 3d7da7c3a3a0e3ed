// Whether and how spans are exported, by the environment variables that OpenTelemetry has for that:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;

/** How spans travel. */
export type OtlpProtocol = (typeof PROTOCOLS)[number];

/** What is asked for. */
export interface TracingSettings {
  readonly protocol: OtlpProtocol;
  /** What is asked for that cannot be, for people. */
  readonly doubts: readonly string[];
}

/** Reads the variables; null where no spans are to be exported. */
export function readTracingSettings(variables: NodeJS.ProcessEnv): TracingSettings | null {
  // An empty variable is as good as none.
  const valueOf = (...names: readonly string[]): string | undefined =>
    names.map((name) => variables[name]?.trim()).find((value) => value !== undefined && value !== '');
  const exporters = (valueOf('OTEL_TRACES_EXPORTER') ?? '').split(',').map((name) => name.trim());
  const isAsked =
    exporters.includes('otlp') ||
    (exporters.join('') === '' &&
      valueOf('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT') !== undefined);
  const isOff = valueOf('OTEL_SDK_DISABLED')?.toLowerCase() === 'true';
  if (!isAsked || isOff) return null;
  const asked = valueOf('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL');
  const protocol = PROTOCOLS.find((known) => known === asked);
  const others = exporters.filter((name) => !['', 'otlp', 'none'].includes(name));
  return {
    protocol: protocol ?? 'http/protobuf',
    doubts: [
      ...(asked !== undefined && protocol === undefined
        ? [`OTEL_EXPORTER_OTLP_PROTOCOL is ${asked}: spans go over http/protobuf. There are ${PROTOCOLS.join(', ')}`]
        : []),
      ...others.map((name) => `OTEL_TRACES_EXPORTER asks for ${name}: spans are exported over OTLP alone`),
    ],
  };
}

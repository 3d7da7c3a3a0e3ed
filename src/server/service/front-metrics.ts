// What the server's own process takes of the machine. Not under the usual names (`process_…`): an upstream process may have those.
import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';

const MICROSECONDS = 1e6;

/** Adds the metrics of this process, which are read when they are asked for. */
export function countFront(registry: Registry): void {
  const registers = [registry];
  const memory: Gauge = new Gauge({
    name: 'truss_front_memory_bytes',
    help: "Resident memory of the server's own process, without its workers.",
    registers,
    collect: () => memory.set(process.memoryUsage.rss()),
  });
  const cpu: Counter = new Counter({
    name: 'truss_front_cpu_seconds_total',
    help: "Processor time of the server's own process, without its workers.",
    registers,
    collect(): void {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / MICROSECONDS);
    },
  });
}

import { openLines } from '../fronts/lines.ts';
import { type ViaName, vias } from '../result/vias.ts';
import { conditionsOf, type Settings } from '../run/settings.ts';
import type { Task } from './measure.ts';

/**
 * Event streams that one reader requests, and the HTTP/1.1 connections that a browser opens per origin (Chromium's
 * `net/socket/client_socket_pool_manager.cc`).
 */
const asked = { streams: 100, connections: 6 } as const;

/** One reader that requests a hundred event streams at once: over six connections, or as streams of one. */
export function linesTask(name: ViaName, settings: Settings): Task[] {
  if (!settings.contenders.some(({ arm }) => arm === 'sse')) return [];
  return [
    {
      key: `via ${name} lines`,
      title: `${asked.streams} event streams of one reader via ${name}`,
      seconds: 2.5,
      rounds: 1,
      run: (bench, round) =>
        bench.use({ contender: { arm: 'sse', twin: false }, via: name, seed: settings.seed * 1_000 + round }, async ({ target }) => {
          const connections = vias[name].http2 ? 1 : asked.connections;
          const { open, waiting } = await openLines(target, { streams: asked.streams, connections, patience: bench.patience });
          return [
            {
              measure: 'via',
              arm: 'sse',
              twin: false,
              variant: `${name} · ${asked.streams} streams over ${connections === 1 ? 'one connection' : `${connections} connections`}`,
              conditions: conditionsOf(settings, 'sse', { clients: 1, rate: 0 }),
              round: {
                seconds: 0,
                metrics: { openLines: open, waitingLines: waiting },
                ledger: { expected: 0, delivered: 0, lost: 0, doubled: 0, reordered: 0, gaps: 0 },
              },
            },
          ];
        }),
    },
  ];
}

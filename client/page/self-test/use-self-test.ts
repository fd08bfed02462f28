import { type Signal, useSignal, useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { awayNow } from './away.ts';
import type { Check, Finding, Surroundings } from './checks/check.ts';
import { judged } from './findings.ts';

/** A run of the checks, and what came of it. */
export interface SelfTestRun {
  readonly running: boolean;
  /** In the order of the checks; `undefined` while one runs, none before the first run. */
  readonly findings: readonly (Finding | undefined)[];
  /** Starts all of them at once. @returns the findings; `undefined` if it was stopped before its end */
  start(): Promise<readonly Finding[] | undefined>;
  stop(): void;
}

/** Why the lab was away while the checks ran: a check may fail before the reason is known. */
function useAway(controller: Signal<AbortController | undefined>): Signal<string | undefined> {
  const away = useSignal<string | undefined>(undefined);
  useSignalEffect(() => {
    const why = awayNow();
    if (controller.peek() && why) away.value = why;
  });
  return away;
}

export function useSelfTest(checks: readonly Check[], surroundings: Surroundings): SelfTestRun {
  const heard = useSignal<readonly (Finding | undefined)[]>([]);
  const controller = useSignal<AbortController | undefined>(undefined);
  const away = useAway(controller);
  useEffect(() => () => controller.peek()?.abort(), []);
  const judgedNow = () => heard.value.map((finding) => finding && judged(finding, away.value));
  return {
    running: controller.value !== undefined,
    findings: judgedNow(),
    async start() {
      const own = new AbortController();
      controller.value = own;
      heard.value = checks.map(() => undefined);
      away.value = awayNow();
      const run = async ({ run: check }: Check, place: number) => {
        const finding = await check(surroundings, own.signal);
        if (!own.signal.aborted) heard.value = heard.value.with(place, finding);
      };
      await Promise.all(checks.map(run));
      if (controller.value === own) controller.value = undefined;
      return own.signal.aborted ? undefined : judgedNow().flatMap((finding) => finding ?? []);
    },
    stop() {
      controller.value?.abort();
      controller.value = undefined;
      heard.value = [];
    },
  };
}

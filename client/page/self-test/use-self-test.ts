import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { leavesWithin, watchAway } from './away.ts';
import type { Check, Finding, Surroundings } from './checks/check.ts';
import { judged } from './findings.ts';

/** A run of the checks, and its results. */
export interface SelfTestRun {
  readonly running: boolean;
  /** In the order of the checks; `undefined` while one runs; empty before the first run. */
  readonly findings: readonly (Finding | undefined)[];
  /** Starts all of them at once. @returns the findings; `undefined` if it was stopped */
  start(): Promise<readonly Finding[] | undefined>;
  stop(): void;
}

/** Milliseconds after a failed check within which the page may learn that the lab was away. */
const patience = 1_000;

export function useSelfTest(checks: readonly Check[], surroundings: Surroundings): SelfTestRun {
  const heard = useSignal<readonly (Finding | undefined)[]>([]);
  const controller = useSignal<AbortController | undefined>(undefined);
  /** Why the lab was away while the checks ran. */
  const away = useSignal<string | undefined>(undefined);
  useEffect(() => () => controller.peek()?.abort(), []);
  const judgedNow = () => heard.value.map((finding) => finding && judged(finding, away.value));
  return {
    running: controller.value !== undefined,
    findings: judgedNow(),
    async start() {
      const own = new AbortController();
      controller.value = own;
      heard.value = checks.map(() => undefined);
      away.value = undefined;
      const stopWatching = watchAway((why) => {
        away.value = why;
      });
      const run = async ({ run: check }: Check, place: number) => {
        const finding = await check(surroundings, own.signal);
        if (!own.signal.aborted) heard.value = heard.value.with(place, finding);
      };
      await Promise.all(checks.map(run));
      if (!away.value && heard.value.some((finding) => finding?.passed === false)) await leavesWithin(patience);
      stopWatching();
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

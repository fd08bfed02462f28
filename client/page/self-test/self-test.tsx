import { useSignal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { CopyLine } from '../copy-line.tsx';
import { labRoot } from '../here.ts';
import { address, labState } from '../lab.ts';
import { awayNow } from './away.ts';
import { checks, type Finding, formatFindings, judged, type Surroundings } from './checks.ts';
import './self-test.css';

const surroundings: Surroundings = {
  root: labRoot(),
  fetch: (...question) => fetch(...question),
  WebSocket,
  now: () => performance.now(),
  hold: 10,
  idle: 12,
  patience: 3_000,
};

/** What a reader of the report has to know besides. */
function facts(): Record<string, string> {
  const { weather, faults } = labState.value ?? { weather: null, faults: [] };
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return {
    lab: labRoot(),
    when: new Date().toISOString(),
    browser: navigator.userAgent,
    protocol: navigation?.nextHopProtocol ?? 'unknown',
    "the lab's own weather":
      !address.value?.weather || !weather
        ? 'off'
        : `RTT ${weather.rtt} ms, ${faults.length === 0 ? 'no fault' : faults.map(({ fault }) => fault.kind).join(', ')}`,
  };
}

const mark = (finding: Finding | undefined): string => {
  if (finding === undefined) return '…';
  if (finding.passed === undefined) return '– unsure';
  return finding.passed ? '✓ passes' : '✕ fails';
};

/** How it stands once all of them are over. */
function outcome(findings: readonly (Finding | undefined)[]): string {
  const count = (verdict: Finding['passed']) => findings.filter((finding) => finding && finding.passed === verdict).length;
  if (count(undefined) > 0) return `${count(undefined)} of ${findings.length} say nothing, because the lab was away.`;
  return count(false) === 0 ? 'Everything passes.' : `${count(false)} of ${findings.length} do not pass.`;
}

/** Fifteen seconds that say which transports get through from here. */
export function SelfTest() {
  const heard = useSignal<readonly (Finding | undefined)[]>([]);
  /** Why the lab was away while the test ran. */
  const away = useSignal<string | undefined>(undefined);
  const findings = heard.value.map((finding) => finding && judged(finding, away.value));
  const running = useSignal<AbortController | undefined>(undefined);
  const report = useSignal('');
  const left = useRef(false);
  // What did not pass may be known before it is known why.
  useSignalEffect(() => {
    const why = awayNow();
    if (running.peek() && why) away.value = why;
  });
  useEffect(
    () => () => {
      left.current = true;
      running.peek()?.abort();
    },
    [],
  );

  const start = async () => {
    const controller = new AbortController();
    running.value = controller;
    report.value = '';
    heard.value = checks.map(() => undefined);
    away.value = awayNow();
    await Promise.all(
      checks.map(async ({ run }, index) => {
        const finding = await run(surroundings, controller.signal);
        if (!controller.signal.aborted) heard.value = heard.value.map((old, place) => (place === index ? finding : old));
      }),
    );
    if (running.value === controller) running.value = undefined;
    if (controller.signal.aborted || left.current) return;
    report.value = formatFindings(
      checks.flatMap(({ name }, index) => {
        const finding = heard.value[index];
        return finding ? [[name, judged(finding, away.value)] as const] : [];
      }),
      facts(),
    );
  };
  const stop = () => {
    running.value?.abort();
    running.value = undefined;
    heard.value = [];
  };
  const missing = findings.filter((finding) => finding === undefined).length;

  return (
    <section class="self-test" aria-labelledby="self-test-title">
      <h2 id="self-test-title">What passes here?</h2>
      <p class="hint">
        Asks this lab in five ways and says what stands in between: a proxy that buffers, a firewall without WebSockets, a timeout. The lab's own
        weather is part of the way.
      </p>
      <p class="buttons">
        {running.value ? (
          <button type="button" onClick={stop}>
            Stop the test
          </button>
        ) : (
          <button type="button" onClick={() => void start()}>
            Test the way, 15 s
          </button>
        )}
      </p>
      <p class="hint" role="status">
        {running.value && `${missing} of ${checks.length} still run.`}
        {!running.value && findings.length > 0 && outcome(findings)}
      </p>
      {findings.length > 0 && (
        <ul>
          {checks.map(({ name }, index) => {
            const finding = findings[index];
            return (
              <li key={name} class={finding?.passed === false ? 'bad' : ''}>
                <strong>{mark(finding)}</strong> <span>{name}</span> {finding && <span class="hint">{finding.reason}</span>}
              </li>
            );
          })}
        </ul>
      )}
      {report.value && <CopyLine where="For a bug report" code={report.value} />}
    </section>
  );
}

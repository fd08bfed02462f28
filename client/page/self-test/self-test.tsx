import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { CopyLine } from '../copy-line.tsx';
import { labRoot } from '../here.ts';
import { address, labState } from '../lab.ts';
import { checks, type Finding, formatFindings, type Surroundings } from './checks.ts';
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

const mark = (finding: Finding | undefined): string => (finding === undefined ? '…' : finding.passed ? '✓ passes' : '✕ fails');

/** Fifteen seconds that say which transports get through from here. */
export function SelfTest() {
  const findings = useSignal<readonly (Finding | undefined)[]>([]);
  const running = useSignal<AbortController | undefined>(undefined);
  const report = useSignal('');
  const left = useRef(false);
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
    findings.value = checks.map(() => undefined);
    await Promise.all(
      checks.map(async ({ run }, index) => {
        const finding = await run(surroundings, controller.signal);
        if (!controller.signal.aborted) findings.value = findings.value.map((old, place) => (place === index ? finding : old));
      }),
    );
    if (running.value === controller) running.value = undefined;
    if (controller.signal.aborted || left.current) return;
    report.value = formatFindings(
      checks.flatMap(({ name }, index) => {
        const finding = findings.value[index];
        return finding ? [[name, finding] as const] : [];
      }),
      facts(),
    );
  };
  const stop = () => {
    running.value?.abort();
    running.value = undefined;
    findings.value = [];
  };
  const missing = findings.value.filter((finding) => finding === undefined).length;
  const failures = findings.value.filter((finding) => finding && !finding.passed).length;

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
        {!running.value && findings.value.length > 0 && (failures === 0 ? 'Everything passes.' : `${failures} of ${checks.length} do not pass.`)}
      </p>
      {findings.value.length > 0 && (
        <ul>
          {checks.map(({ name }, index) => {
            const finding = findings.value[index];
            return (
              <li key={name} class={finding && !finding.passed ? 'bad' : ''}>
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

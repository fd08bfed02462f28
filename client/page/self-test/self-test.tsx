import { useSignal } from '@preact/signals';
import { labRoot } from '../lab-url.ts';
import { navigationEntry } from '../navigation.ts';
import { labState } from '../telemetry/telemetry.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import type { Finding, Surroundings } from './checks/check.ts';
import { checks } from './checks/index.ts';
import { formatFindings, outcome } from './findings.ts';
import { type SelfTestRun, useSelfTest } from './use-self-test.ts';
import './self-test.css';

const surroundings: Surroundings = {
  root: labRoot(),
  fetch: (...request) => fetch(...request),
  WebSocket,
  now: () => performance.now(),
  hold: 10,
  idle: 12,
  patience: 3_000,
};

/** Facts that a reader of the report needs. */
function facts(): Record<string, string> {
  const { weather, faults } = labState.value ?? { weather: null, faults: [] };
  return {
    lab: labRoot(),
    when: new Date().toISOString(),
    browser: navigator.userAgent,
    protocol: navigationEntry()?.nextHopProtocol ?? 'unknown',
    'simulated network': weather
      ? `RTT ${weather.rtt} ms, ${faults.length === 0 ? 'no fault' : faults.map(({ fault }) => fault.kind).join(', ')}`
      : 'off',
  };
}

const mark = (finding: Finding | undefined): string => {
  if (finding === undefined) return '…';
  if (finding.passed === undefined) return '– unsure';
  return finding.passed ? '✓ passed' : '✕ failed';
};

const Findings = ({ findings }: Pick<SelfTestRun, 'findings'>) => (
  <ul>
    {findings.map((finding, index) => (
      <li key={index} class={finding?.passed === false ? 'bad' : ''}>
        <strong>{mark(finding)}</strong> <span>{checks[index]?.name}</span> {finding && <span class="hint">{finding.reason}</span>}
      </li>
    ))}
  </ul>
);

function status({ running, findings }: SelfTestRun): string {
  const missing = findings.filter((finding) => finding === undefined).length;
  if (running) return `${missing} of ${checks.length} still running.`;
  return findings.length > 0 ? outcome(findings) : '';
}

/** A test of fifteen seconds that shows which transports work from here. */
export function SelfTest() {
  const test = useSelfTest(checks, surroundings);
  const report = useSignal('');
  const start = async () => {
    report.value = '';
    const findings = await test.start();
    if (findings)
      report.value = formatFindings(
        checks.flatMap(({ name }, index) => (findings[index] ? [[name, findings[index]]] : [])),
        facts(),
      );
  };
  return (
    <section class="self-test" aria-labelledby="self-test-title">
      <h2 id="self-test-title">Connection test</h2>
      <p class="hint">
        Sends five requests to the lab through its simulated network, and names what gets in between: a buffering proxy, a firewall without
        WebSockets, a timeout.
      </p>
      <p class="buttons">
        {test.running ? (
          <button type="button" onClick={test.stop}>
            Stop the test
          </button>
        ) : (
          <button type="button" onClick={() => void start()}>
            Test the connection (15 s)
          </button>
        )}
      </p>
      <p class="hint" role="status">
        {status(test)}
      </p>
      {test.findings.length > 0 && <Findings findings={test.findings} />}
      {report.value && <CopyLine where="Text for a bug report" code={report.value} />}
    </section>
  );
}

import { useMemo } from 'preact/hooks';
import { CheckForm } from './check-form.tsx';
import { CheckResult } from './check-result.tsx';
import { CheckRun } from './check-run.ts';
import './endpoint-check.css';

/** Judges a push endpoint from this page: with the visitor's browser, over the visitor's network. */
export function EndpointCheck() {
  const run = useMemo(() => new CheckRun(), []);
  const { step, told, refusal } = run;
  return (
    <div class="endpoint-check">
      <h1>Check my endpoint</h1>
      <p class="lead">
        Does your stream resume after a cut? Does something hold it back, double it, or end it in silence? This page opens it as your users' browsers
        do, publishes marks, cuts, comes back, and listens.
      </p>
      <p class="hint">
        A page reads this lab and servers that allow it (CORS, and the origin of a WebSocket). Two connections at most, some ten marks of up to 4 KiB,
        and every wait has an end.
      </p>
      <div class="check-sides">
        <CheckForm run={run} />
        <div class="told">
          <p role="status">{step.value && `${step.value} …`}</p>
          {refusal.value && (
            <p class="warn" role="alert">
              {refusal.value}
            </p>
          )}
          {told.value && <CheckResult {...told.value} />}
        </div>
      </div>
    </div>
  );
}

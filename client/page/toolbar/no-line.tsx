import { whyDisabled } from '../conditions/why-disabled.ts';
import { asProse, flagIn } from '../refusal.ts';
import { connectionTrouble, labConnected } from '../telemetry/telemetry.ts';
import { CopyLine } from '../ui/copy-line.tsx';

/** Why this page cannot set conditions and faults, and the flag that changes it. While the page connects it says nothing yet. */
export function NoLine() {
  if (labConnected.value) {
    const why = whyDisabled('weather');
    return why ? <p class="hint warn">{why}</p> : null;
  }
  const trouble = connectionTrouble.value;
  const flag = trouble && flagIn(trouble);
  return trouble ? (
    <div class="no-line">
      <p class="hint warn">{asProse(trouble)}</p>
      {flag && <CopyLine where="Start the lab with" code={flag} />}
    </div>
  ) : null;
}

import { type Signal, useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { perTransport } from '../../../bench/result/identity.ts';
import { type LabAddress, longestName } from '../../../server/lab/apparatus/telemetry/messages.ts';
import { labRoot, labUrl } from '../lab-url.ts';
import { notifyOf } from '../notice.ts';
import { token } from '../settings/store.ts';
import { visitorName } from '../settings/visitor-name.ts';
import { classToken, labState, sendCommand } from '../telemetry/telemetry.ts';
import { reset } from '../toolbar/reset.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { Switch } from '../ui/switch.tsx';
import { TextField } from '../ui/text-field.tsx';
import { JoinCode } from './join-code.tsx';
import { endLead, lead, leaderName, mute } from './leading.ts';
import { classShown, role } from './role.ts';

/** Addresses of this lab for others. Behind a proxy or a tunnel the page knows it better than the server. */
async function findUrls(): Promise<readonly string[]> {
  const { urls } = (await (await fetch(labUrl('lab'), { cache: 'no-store' })).json()) as LabAddress;
  if (/^(localhost|127\.|\[::1\])/.test(location.hostname)) return urls;
  const own = labRoot();
  return [own, ...urls.filter((url) => url !== own)];
}

interface AddressChoiceProps {
  readonly urls: readonly string[];
  /** An index of `urls`. */
  readonly chosen: Signal<number>;
}

const AddressChoice = ({ urls, chosen }: AddressChoiceProps) => (
  <label>
    <span class="label">address</span>
    <select value={chosen.value} onChange={({ currentTarget }) => (chosen.value = Number(currentTarget.value))}>
      {urls.map((one, index) => (
        <option key={one} value={index}>
          {one}
        </option>
      ))}
    </select>
  </label>
);

interface AddressProps {
  readonly urls: readonly string[];
  readonly children: ComponentChildren;
}

/** The address to project, and beside it actions for all pages. */
function Address({ urls, children }: AddressProps) {
  const chosen = useSignal(0);
  const url = urls[chosen.value];
  if (url === undefined)
    return (
      <>
        <CopyLine where="Only this machine reaches this lab. For a class, start it with" code="npm start -- --host 0.0.0.0 --token auto" />
        {children}
      </>
    );
  const link = classToken.value === undefined ? url : `${url}/#token=${classToken.value}`;
  return (
    <>
      <p class="join-url">{link}</p>
      <div class="join">
        <JoinCode url={link} />
        <div>
          {urls.length > 1 && <AddressChoice {...{ urls, chosen }} />}
          <CopyLine where="Link for pupils" code={link} />
          {token !== undefined && (
            <details>
              <summary>Link for another teacher: it gives control, so do not project it</summary>
              <CopyLine where="Link for a teacher" code={`${url}/#token=${token}`} />
            </details>
          )}
          {children}
        </div>
      </div>
    </>
  );
}

/** Everything as on the first visit, for all pages, and an empty log where a relay can restart the streams. */
async function resetLab(): Promise<void> {
  reset();
  await sendCommand({ type: 'bots', bots: perTransport(() => 0) });
  if (labState.peek()?.weather) await sendCommand({ type: 'fault', fault: { kind: 'restart', seconds: 0.1 } });
}

function Controls() {
  const { lead: there, muted } = labState.value?.class ?? { lead: null, muted: false };
  const { leads, id } = role.value;
  const carry = (act: Promise<void>) => act.catch(notifyOf);
  return (
    <>
      <TextField label="your name, as pupils see it" name="teacher" maxLength={longestName} value={visitorName} />
      {there && there.id !== id && (
        <p class="hint">
          <bdi>{leaderName(there.name)}</bdi> leads at present.
        </p>
      )}
      <p class="buttons">
        <button type="button" onClick={() => carry(leads ? endLead() : lead())}>
          {leads ? 'Let each page go its own way' : 'Let all pages follow this one'}
        </button>
        {there && !leads && (
          <button type="button" onClick={() => carry(endLead())}>
            End following
          </button>
        )}
        <button
          type="button"
          title="Conditions, faults, bots and counters as on the first visit, and an empty log."
          onClick={() => carry(resetLab())}
        >
          Reset the lab for all
        </button>
      </p>
      <Switch checked={muted} set={(paused) => void carry(mute(paused))}>
        Pause publishing from all pages
      </Switch>
    </>
  );
}

const close = () => {
  classShown.value = false;
};

/** How a class joins, and what a teacher can do for all pages. */
export function ClassDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const urls = useSignal<readonly string[] | undefined>(undefined);
  useEffect(() => {
    dialog.current?.showModal();
    findUrls().then((found) => {
      urls.value = found;
    }, notifyOf);
  }, []);
  return (
    <dialog ref={dialog} class="class-dialog" aria-labelledby="class-title" onClose={close}>
      <h2 id="class-title">Class</h2>
      {urls.value && (
        <Address urls={urls.value}>
          <Controls />
        </Address>
      )}
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}

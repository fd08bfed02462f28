import { type Signal, useSignal } from '@preact/signals';
import { type TransportName, transportNames } from '../../../server/stream/protocol.ts';
import { labUrl } from '../lab-url.ts';
import { Choice } from '../ui/choice.tsx';
import { NumberField } from '../ui/number-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { CheckRun } from './check-run.ts';
import { type DialectName, dialects, markPlace, type Typed } from './request.ts';

/** The lab's own stream over this transport, as an example. */
function ownUrl(kind: TransportName): string {
  const url = labUrl(`stream/${kind}`);
  if (kind === 'websocket') url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** Seconds. */
const silence = { least: 0, most: 600, usual: 65 };

const dialectNames: Readonly<Record<DialectName, string>> = { plain: 'as the standards say', lab: 'as this lab and attach' };

/** Lines of text with their label. */
const Lines = ({ label, value }: { readonly label: string; readonly value: Signal<string> }) => (
  <label>
    <span class="label">{label}</span>
    <textarea
      rows={2}
      spellcheck={false}
      value={value.value}
      onInput={({ currentTarget }) => {
        value.value = currentTarget.value;
      }}
    />
  </label>
);

type TypedSignals = { readonly [Name in keyof Typed]: Signal<Typed[Name]> };

/** The content of the form. */
function useTyped(): TypedSignals {
  return {
    kind: useSignal<TransportName>('sse'),
    url: useSignal(ownUrl('sse')),
    dialect: useSignal<DialectName>('lab'),
    publish: useSignal(labUrl('publish').href),
    body: useSignal(`{"event":"check","data":"${markPlace}"}`),
    headers: useSignal(''),
    listen: useSignal(silence.usual),
    own: useSignal(false),
  };
}

/** The fields for the stream and its protocol. */
function Stream({ kind, url, dialect }: TypedSignals) {
  const chooseKind = (chosen: TransportName) => {
    if (url.value === ownUrl(kind.value)) url.value = ownUrl(chosen);
    kind.value = chosen;
  };
  const chooseDialect = (chosen: DialectName) => {
    dialect.value = chosen;
  };
  return (
    <>
      <Choice label="transport" name="check-kind" options={transportNames} chosen={kind.value} choose={chooseKind} />
      <TextField label="URL of the stream" name="check-url" value={url} required spellcheck={false} />
      <div class="chosen">
        <span class="label">the server speaks</span>
        <Choice
          label="the server speaks"
          name="check-dialect"
          options={dialects}
          chosen={dialect.value}
          show={(name) => dialectNames[name]}
          choose={chooseDialect}
        />
      </div>
    </>
  );
}

/** The fields for publishing. */
const Publishing = ({ publish, body, headers }: TypedSignals) => (
  <>
    <TextField label="URL to publish to by POST; empty: nothing is published" name="check-publish" value={publish} spellcheck={false} />
    <Lines label={`body, with ${markPlace} where text may stand`} value={body} />
    <Lines label="headers, one on each line" value={headers} />
  </>
);

/** The fields for the extent of the check. */
const Bounds = ({ listen, own }: TypedSignals) => (
  <>
    <p>
      <label class="label" for="check-listen">
        seconds of silence to listen to
      </label>
      <NumberField
        id="check-listen"
        {...{ ...silence, value: listen.value }}
        set={(seconds) => {
          listen.value = seconds;
        }}
      />
    </p>
    <label class="tick">
      <input
        type="checkbox"
        checked={own.value}
        onChange={({ currentTarget }) => {
          own.value = currentTarget.checked;
        }}
      />
      I may test this server
    </label>
  </>
);

/** The form, and the button that starts the check. */
export function CheckForm({ run }: { readonly run: CheckRun }) {
  const typed = useTyped();
  const runs = run.step.value !== undefined;
  const start = (event: SubmitEvent) => {
    event.preventDefault();
    const { kind, url, dialect, publish, body, headers, listen, own } = typed;
    void run.start({
      ...{ kind: kind.value, url: url.value.trim(), dialect: dialect.value, publish: publish.value.trim() },
      ...{ body: body.value, headers: headers.value, listen: listen.value, own: own.value },
    });
  };
  return (
    <form class="check-form" aria-label="Endpoint" onSubmit={start}>
      <Stream {...typed} />
      <Publishing {...typed} />
      <Bounds {...typed} />
      <div class="acts">
        <button type="submit" class="primary" disabled={runs}>
          Check
        </button>
        <button type="button" disabled={!runs} onClick={() => run.stop()}>
          Stop
        </button>
      </div>
    </form>
  );
}

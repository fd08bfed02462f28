import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { Switch } from '../ui/switch.tsx';
import { keysHere, keysOn, keysShown } from './keys.ts';

/** The keys that act on this page, and those that act on the picture alone. */
const Keys = () => (
  <dl class="keys">
    {keysHere.value.map(({ name, does }) => (
      <div key={name}>
        <dt>
          <kbd>{name}</kbd>
        </dt>
        <dd>{does}</dd>
      </div>
    ))}
    <div>
      <dt>
        <kbd>←</kbd> <kbd>→</kbd>
      </dt>
      <dd>In the picture: previous or next exchange</dd>
    </div>
  </dl>
);

const close = () => {
  keysShown.value = false;
};

/** Which key does what, and the switch that takes them away. */
export function KeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (keysShown.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  return (
    <dialog ref={dialog} aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">Keys</h2>
      <Keys />
      <Switch
        checked={keysOn.value}
        set={(checked) => {
          keysOn.value = checked;
        }}
      >
        Keys act on this page
      </Switch>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}

import { useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { keys, keysOn, keysShown } from './keys.ts';

/** Which key does what, and the switch that takes them away. */
export function KeyList() {
  const dialog = useRef<HTMLDialogElement>(null);
  useSignalEffect(() => {
    if (keysShown.value) dialog.current?.showModal();
    else dialog.current?.close();
  });
  return (
    <dialog
      ref={dialog}
      aria-labelledby="keys-title"
      onClose={() => {
        keysShown.value = false;
      }}
    >
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {keys.map(({ name, does }) => (
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
          <dd>In the picture: the exchange before, the one after</dd>
        </div>
      </dl>
      <label class="switch">
        <input
          type="checkbox"
          checked={keysOn.value}
          onChange={({ currentTarget }) => {
            keysOn.value = currentTarget.checked;
          }}
        />
        Keys act on this page
      </label>
      <button
        type="button"
        onClick={() => {
          keysShown.value = false;
        }}
      >
        Close
      </button>
    </dialog>
  );
}

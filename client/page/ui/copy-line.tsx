import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import './copy-line.css';

/** Code to take along, with a button that copies it. */
export function CopyLine({ where, code }: { where: string; code: string }) {
  const place = useRef<HTMLPreElement>(null);
  const status = useSignal('');
  useEffect(() => {
    status.value = '';
  }, [code]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code);
      status.value = 'Copied.';
    } catch {
      // Without https there is no clipboard: selecting is the next best.
      if (place.current) getSelection()?.selectAllChildren(place.current);
      status.value = 'Selected: copy it with the keyboard.';
    }
  };
  return (
    <div class="copy">
      <div class="heading">
        <p class="label">
          {where} <output>{status.value}</output>
        </p>
        <button type="button" aria-label={`Copy: ${where}`} onClick={() => void copy()}>
          Copy
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <pre ref={place} tabIndex={0}>
        <code>{code}</code>
      </pre>
    </div>
  );
}

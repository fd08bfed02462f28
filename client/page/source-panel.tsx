import { signal, useSignal } from '@preact/signals';
import { byHand, withLibrary } from './by-hand.ts';
import { CopyLine } from './copy-line.tsx';
import { transport } from './one/store.ts';
import type { SourceFile, Sources } from './sources.ts';
import { Shape } from './transport-mark.tsx';

const sides = ['client', 'server'] as const;

/** Not needed to follow the stream, so it does not delay that. */
const sources = signal<Sources | undefined>(undefined);
void import('./sources.ts').then((loaded) => {
  sources.value = loaded.sources;
});

/** Comments apart from code. Good enough for our own files, which keep comments out of strings. */
const comments = /(\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*)/;

const Code = ({ path, text }: SourceFile) => (
  <>
    <h3>{path}</h3>
    <pre>
      <code>
        {text
          .trimEnd()
          .split(comments)
          .map((part, index) => (index % 2 ? <i key={index}>{part}</i> : part))}
      </code>
    </pre>
  </>
);

/** What the chosen transport is made of, on both ends, and how to speak it without this page. */
export function SourcePanel() {
  const side = useSignal<(typeof sides)[number]>('client');
  const name = transport.value;
  const turn = ({ key, currentTarget }: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return;
    side.value = side.value === 'client' ? 'server' : 'client';
    currentTarget.querySelector<HTMLElement>(`#tab-${side.value}`)?.focus();
  };
  return (
    <section class={`source ${name}`} aria-labelledby="source-title">
      <h2 id="source-title">
        <Shape of={name} /> The code of {name}
      </h2>
      <div class="tabs" role="tablist" aria-label="End of the line" onKeyDown={turn}>
        {sides.map((one) => (
          <button
            key={one}
            id={`tab-${one}`}
            type="button"
            role="tab"
            aria-selected={side.value === one}
            aria-controls="source-code"
            tabIndex={side.value === one ? 0 : -1}
            onClick={() => {
              side.value = one;
            }}
          >
            {one}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div key={`${name} ${side.value}`} class="code" id="source-code" role="tabpanel" tabIndex={0} aria-labelledby={`tab-${side.value}`}>
        {sources.value?.[name][side.value].map((file) => (
          <Code key={file.path} {...file} />
        ))}
      </div>
      <CopyLine where={byHand[name].where} code={byHand[name].line} />
      <CopyLine where="With the client library" code={withLibrary(name)} />
    </section>
  );
}

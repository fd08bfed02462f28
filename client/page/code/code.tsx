import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type TransportName, transportNames } from '../../stream/index.ts';
import { CopyLine } from '../copy-line.tsx';
import { labRoot } from '../here.ts';
import { frame, shownLane, track } from '../lab.ts';
import { serverNow } from '../telemetry/clock.ts';
import type { RecordKind } from '../track/records.ts';
import { Shape } from '../transport-mark.tsx';
import { byHand, inDevTools, withLibrary } from './by-hand.ts';
import { deeds, glowingLines } from './glow.ts';
import { type End, readSource, type SourceFile, sides, sources } from './sources.ts';
import './code.css';

/** Comments apart from code. Good enough for our own files, which keep comments out of strings. */
const comments = /(\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*)/;

/** Milliseconds for which a line that ran stays marked, and between two looks. */
const [glowing, pace] = [400, 100];

/** The text in lines, comments dimmed; a comment over several lines is one run, so lines are cut after runs are found. */
function Lines({ text }: { text: string }) {
  const runs = text.trimEnd().split(comments);
  const lines: { readonly text: string; readonly comment: boolean }[][] = [[]];
  for (const [index, run] of runs.entries()) {
    for (const [place, part] of run.split('\n').entries()) {
      if (place > 0) lines.push([]);
      if (part) lines.at(-1)?.push({ text: part, comment: index % 2 === 1 });
    }
  }
  return (
    <code>
      {lines.map((parts, line) => (
        <span key={line} class="row" style={{ '--indent': `${/^ */.exec(parts[0]?.text ?? '')?.[0].length}ch` }}>
          {parts.map((part, index) => (part.comment ? <i key={index}>{part.text}</i> : part.text))}
          {'\n'}
        </span>
      ))}
    </code>
  );
}

/** Marks the lines that have just run: it follows the track, not the messages. */
function useGlow(name: TransportName, end: End, text: string) {
  const place = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const lines = glowingLines(text, deeds[name][end]);
    if (lines.size === 0) return;
    let looked = 0;
    return frame(() => {
      const now = performance.now();
      if (now - looked < pace) return;
      looked = now;
      const ran = new Set<RecordKind>();
      track.scan(serverNow() - glowing, Number.POSITIVE_INFINITY, ({ kind, lane }) => {
        if (lane === name) ran.add(kind);
      });
      const shown = place.current?.querySelectorAll('.row') ?? [];
      for (const [kind, line] of lines) shown[line]?.classList.toggle('runs', ran.has(kind));
    });
  }, [name, end, text]);
  return place;
}

function File({ file, name, end }: { file: SourceFile; name: TransportName; end: End }) {
  const text = useSignal('');
  const place = useGlow(name, end, text.value);
  useEffect(() => {
    readSource(file).then(
      (read) => {
        text.value = read;
      },
      (error: Error) => {
        text.value = `// ${error.message}`;
      },
    );
  }, [file]);
  return (
    <>
      <h3>{file.path}</h3>
      <pre ref={place}>
        <Lines text={text.value} />
      </pre>
    </>
  );
}

/** Tabs that go round with the arrow keys. */
function Tabs<Name extends string>({
  label,
  of,
  names,
  chosen,
  choose,
}: {
  label: string;
  of: string;
  names: readonly Name[];
  chosen: Name;
  choose: (name: Name) => void;
}) {
  const turn = ({ key, currentTarget }: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = names[(names.indexOf(chosen) + by + names.length) % names.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={turn}>
      {names.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={chosen === name}
          aria-controls={of}
          tabIndex={chosen === name ? 0 : -1}
          onClick={() => choose(name)}
        >
          {transportNames.some((one) => one === name) && <Shape of={name as unknown as TransportName} />} {name}
        </button>
      ))}
    </div>
  );
}

/** What each transport is made of, on both ends, and how to speak it without this page. */
export function Code() {
  const end = useSignal<End>('client');
  const name = shownLane.value;
  return (
    <section class={`source ${name}`} aria-labelledby="source-title">
      <h2 id="source-title">
        <Shape of={name} /> The code of {name}
      </h2>
      <Tabs
        label="Transport"
        of="source-code"
        names={transportNames}
        chosen={name}
        choose={(one) => {
          shownLane.value = one;
        }}
      />
      <Tabs
        label="End of the line"
        of="source-code"
        names={sides}
        chosen={end.value}
        choose={(one) => {
          end.value = one;
        }}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div key={`${name} ${end.value}`} class="code" id="source-code" role="tabpanel" tabIndex={0} aria-labelledby={`tab-${end.value}`}>
        {sources[name][end.value].map((file) => (
          <File key={file.path} file={file} name={name} end={end.value} />
        ))}
      </div>
      <p class="hint">A marked line has just run. In Chromium's DevTools: {inDevTools[name]}</p>
      <div class="copies">
        {byHand(labRoot())[name].map(({ where, line }) => (
          <CopyLine key={where} where={where} code={line} />
        ))}
        <CopyLine where="With the client library" code={withLibrary(labRoot(), name)} />
      </div>
    </section>
  );
}

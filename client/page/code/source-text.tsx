import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TransportName } from '../../stream/index.ts';
import { readSource, type SourceFile } from './source-file.ts';
import type { TracedLine } from './transports/transport-code.ts';
import { useTracedLines } from './use-traced-lines.ts';

/** Comments apart from code. Good enough for our own files, which keep comments out of strings. */
const comments = /(\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*)/;

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

/** One file with its path; lines that have just run are marked. */
export function SourceText({ file, name, traced }: { file: SourceFile; name: TransportName; traced: readonly TracedLine[] }) {
  const text = useSignal('');
  const place = useTracedLines(name, traced, text.value);
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

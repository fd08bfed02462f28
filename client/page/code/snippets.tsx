import { useEffect } from 'preact/hooks';
import type { TransportName } from '../../stream/index.ts';
import { labRoot } from '../lab-url.ts';
import { CopyLine } from '../ui/copy-line.tsx';
import { lazyJson } from './lazy-json.ts';
import snippetsUrl from './transports/snippets.json?url';

/** How to read a stream without this page. */
interface ByHand {
  /** Lines to copy. `{root}` stands for the URL of the lab, including a proxy's prefix, and `{socket}` for the same as a WebSocket URL. */
  readonly snippets: readonly { readonly where: string; readonly code: string }[];
  /** Where Chromium's developer tools show the stream, under the names that they use. */
  readonly devTools: string;
}

const { data, load } = lazyJson<Readonly<Record<TransportName, ByHand>>>('snippets.json', snippetsUrl);

/** The same stream with the client library, in any page or program. */
const withLibrary = (root: string, name: TransportName): string => `import { openStream } from '${root}/sdk.js';

const stream = openStream('${root}/', { transport: '${name}' });
stream.addEventListener('notification', ({ detail }) => console.log(detail));`;

/** How to read this transport's stream without this page, and where a browser shows it. */
export function Snippets({ name }: { name: TransportName }) {
  useEffect(() => void load().catch(() => {}), []);
  const root = labRoot();
  const known = data.value?.[name];
  const filled = (code: string) => code.replace('{root}', root).replace('{socket}', root.replace('http', 'ws'));
  return (
    <>
      <p class="hint">A marked line has just run. {known && `In Chromium's DevTools: ${known.devTools}`}</p>
      <div class="copies">
        {known?.snippets.map(({ where, code }) => (
          <CopyLine key={where} where={where} code={filled(code)} />
        ))}
        <CopyLine where="Client library" code={withLibrary(root, name)} />
      </div>
    </>
  );
}

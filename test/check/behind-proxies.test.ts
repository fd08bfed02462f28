import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startFront } from '../../bench/fronts/front.ts';
import type { FrontName } from '../../bench/result/vias.ts';
import { transportNames } from '../../server/stream/protocol.ts';
import { ServerProcess, temporaryFolder } from '../support/lab-process.ts';
import { providePrograms } from '../support/programs.ts';
import { startTestLab } from '../support/start-lab.ts';

interface Told {
  readonly endpoint: string;
  readonly failure?: string;
  readonly findings?: readonly { readonly name: string; readonly seen: string }[];
  readonly untried?: readonly string[];
}

/** Shortens the time-outs of the files in deploy/wrong for a test. */
const hurried = (text: string): string => text.replace(/\b20s\b/g, '1s');

/** The output of the command for the lab's four streams behind a proxy of `deploy`, over TLS. */
async function checkBehind(name: FrontName, wrong: boolean): Promise<readonly Told[]> {
  const lab = await startTestLab({ heartbeat: 0.5 });
  const front = await startFront(name, [lab.port], { wrong, edit: hurried });
  onTestFinished(() => front.close());
  const ca = join(temporaryFolder(), 'ca.pem');
  writeFileSync(ca, front.ca);
  // A long poll is held for a second, or with the wrong file for longer than the proxy waits.
  const hold = wrong ? 3 : 1;
  const endpoints = transportNames.map(
    (transport) => `${transport}:${front.url}/stream/${transport}${transport === 'long-polling' ? `?hold=${hold}` : ''}`,
  );
  const publish = ['--publish', `POST ${front.url}/publish`, '--body', '{"event":"check","data":"{{mark}}"}'];
  const command = new ServerProcess(
    ['check', ...endpoints, '--dialect', 'lab', ...publish, '--listen', '4', '--patience', '4', '--json', '--quiet'],
    {
      environment: { NODE_EXTRA_CA_CERTS: ca },
    },
  );
  await command.exit;
  if (!command.stdout.startsWith('{')) throw new Error(`Expected JSON; got ${command.stdout}${command.stderr}`);
  return (JSON.parse(command.stdout) as { endpoints: readonly Told[] }).endpoints;
}

const findingsOf = (told: readonly Told[]): readonly (readonly string[] | undefined)[] =>
  told.map(({ findings }) => findings?.map(({ name }) => name));
const unchecked = (sentence: string) => expect.stringContaining(sentence) as string;
const noUpgrade = unchecked('got 426. The header Upgrade did not arrive: look at the proxy in front');

/** The three mistakes of deploy/wrong: event streams are buffered, long polls end before their hold, and WebSockets are not upgraded. Caddy buffers whole answers, and an event stream never ends. */
const wrongs = {
  nginx: { sse: ['late-head', 'held-back'] },
  haproxy: { sse: ['late-head', 'held-back'] },
  caddy: { sse: undefined },
} as const;

for (const [name, wrong] of Object.entries(wrongs) as [FrontName, (typeof wrongs)[FrontName]][]) {
  describe.skipIf(!(await providePrograms(name, 'openssl')))(`The lab behind ${name}`, () => {
    it('with the file of deploy: nothing is found over TLS, and all checks ran', async () => {
      const told = await checkBehind(name, false);
      expect(told.flatMap(({ failure }) => failure ?? [])).toEqual([]);
      expect(findingsOf(told)).toEqual([[], [], [], []]);
      expect(told.map(({ untried }) => untried)).toEqual([[], [], [], ['no-message-limit']]);
    });

    it('with the file of deploy/wrong: each mistake is found, and polling works', async () => {
      const told = await checkBehind(name, true);
      expect(findingsOf(told)).toEqual([[], ['hold-ends-badly'], wrong.sse, undefined]);
      expect(told[3]?.failure).toEqual(noUpgrade);
      if (!wrong.sse) expect(told[2]?.failure).toEqual(unchecked('something before it holds its answer back'));
    });
  });
}

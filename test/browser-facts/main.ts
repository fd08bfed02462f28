/** `npm run browser:facts`: asks Chromium, Firefox and WebKit what they do, and writes the answers into docs/. About half an hour. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { browserFactsProgram } from '../programs.ts';
import type { Driver } from '../support/browsers/driver.ts';
import { browserNames, type Launch, provideBrowser } from '../support/browsers/provide.ts';
import { PageControl } from '../support/browsers/remote-page.ts';
import { type BrowserFacts, type Fact, type FactsFile, places, readFacts } from './facts.ts';
import { questions } from './questions.ts';
import { Site } from './site.ts';
import { factsTable, withTable } from './table.ts';

type Name = (typeof browserNames)[number];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { only } = startProgram(browserFactsProgram).values;
const known = only ? readFacts() : undefined;

/** @returns what is known of this version already; nothing where all questions are to be asked */
function factsBefore(name: Name, version: string): Readonly<Record<string, Fact>> {
  const before = known?.browsers.find((one) => one.name === name);
  if (known && before?.version !== version) {
    throw new Error(`Expected ${before?.version}, of which the other answers are; got ${version}. Ask all questions: npm run browser:facts.`);
  }
  return before?.facts ?? {};
}

async function askAll(driver: Driver, control: PageControl, before: Readonly<Record<string, Fact>>): Promise<Record<string, Fact>> {
  const elsewhere = await Site.open(driver, control);
  // Its page would hold a WebSocket, and some browsers count those of all tabs.
  await elsewhere.leave();
  const facts: Record<string, Fact> = {};
  for (const { key, ask } of questions) {
    const answer = before[key];
    if (answer !== undefined && !only?.includes(key)) {
      facts[key] = answer;
      continue;
    }
    const site = await Site.open(driver, control);
    facts[key] = await ask(site, elsewhere);
    await site.close();
    say(`${driver.version}: ${key}: ${facts[key]}`);
  }
  await elsewhere.close();
  return facts;
}

async function factsOf(name: Name, launch: Launch): Promise<BrowserFacts> {
  const [driver, control] = [await launch(), await PageControl.start()];
  try {
    const { version } = driver;
    return { name, version, facts: await askAll(driver, control, factsBefore(name, version)) };
  } finally {
    await driver.close();
    control.close();
  }
}

/** @throws Error where it is not on this machine */
async function launchOf(name: Name): Promise<Launch> {
  const launch = await provideBrowser(name);
  if (!launch) throw new Error(`Expected ${name} on this machine; found none. The facts are of all browsers or not written.`);
  return launch;
}

// Found one after the other, because an installation locks the package database; asked side by side, because most of the time is spent waiting for what does not happen.
const launches: [Name, Launch][] = [];
for (const name of browserNames) launches.push([name, await launchOf(name)]);
const browsers = await Promise.all(launches.map(([name, launch]) => factsOf(name, launch)));
const file: FactsFile = { taken: new Date().toISOString().slice(0, 10), system: `${platform()} ${arch()}`, browsers };
writeFileSync(places.facts, `${JSON.stringify(file, undefined, 2)}\n`);
writeFileSync(places.document, withTable(readFileSync(places.document, 'utf8'), factsTable(file)));

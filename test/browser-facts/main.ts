/** `npm run browser:facts`: asks Chromium, Firefox and WebKit what they do, and writes the answers into docs/. About fifteen minutes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { browserFactsProgram } from '../programs.ts';
import type { Driver } from '../support/browsers/driver.ts';
import { browserNames, type Launch, provideBrowser } from '../support/browsers/provide.ts';
import { PageControl } from '../support/browsers/remote-page.ts';
import { type BrowserFacts, type Fact, type FactsFile, places } from './facts.ts';
import { questions } from './questions.ts';
import { Site } from './site.ts';
import { factsTable, withTable } from './table.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function askAll(driver: Driver, control: PageControl): Promise<Record<string, Fact>> {
  const elsewhere = await Site.open(driver, control);
  // Its page would hold a WebSocket, and some browsers count those of all tabs.
  await elsewhere.leave();
  const facts: Record<string, Fact> = {};
  for (const { key, ask } of questions) {
    const site = await Site.open(driver, control);
    facts[key] = await ask(site, elsewhere.url);
    await site.close();
    say(`${driver.version}: ${key}: ${facts[key]}`);
  }
  await elsewhere.close();
  return facts;
}

async function factsOf(name: (typeof browserNames)[number], launch: Launch): Promise<BrowserFacts> {
  const [driver, control] = [await launch(), await PageControl.start()];
  try {
    return { name, version: driver.version, facts: await askAll(driver, control) };
  } finally {
    await driver.close();
    control.close();
  }
}

/** @throws Error where it is not on this machine */
async function launchOf(name: (typeof browserNames)[number]): Promise<Launch> {
  const launch = await provideBrowser(name);
  if (!launch) throw new Error(`Expected ${name} on this machine; found none. The facts are of all browsers or not written.`);
  return launch;
}

startProgram(browserFactsProgram);
// Found one after the other, because an installation locks the package database; asked side by side, because most of the time is spent waiting for what does not happen.
const launches: [(typeof browserNames)[number], Launch][] = [];
for (const name of browserNames) launches.push([name, await launchOf(name)]);
const browsers = await Promise.all(launches.map(([name, launch]) => factsOf(name, launch)));
const file: FactsFile = { taken: new Date().toISOString().slice(0, 10), system: `${platform()} ${arch()}`, browsers };
writeFileSync(places.facts, `${JSON.stringify(file, undefined, 2)}\n`);
writeFileSync(places.document, withTable(readFileSync(places.document, 'utf8'), factsTable(file)));

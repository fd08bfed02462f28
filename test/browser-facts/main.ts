/** `npm run browser:facts`: asks Chromium, Firefox and WebKit what they do, and writes the answers into docs/. About half an hour. */
import { readFileSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { startProgram } from '../../server/lab/command-line/start.ts';
import { browserFactsProgram } from '../programs.ts';
import type { Driver } from '../support/browsers/driver.ts';
import { browserNames, type Launch, provideBrowser } from '../support/browsers/provide.ts';
import { PageControl } from '../support/browsers/remote-page.ts';
import { type BrowserFacts, type Fact, type FactsFile, places, readFacts } from './facts.ts';
import { type Question, questions } from './questions.ts';
import { Site } from './site.ts';
import { factsTable, withTable } from './table.ts';

type Name = (typeof browserNames)[number];

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const { only } = startProgram(browserFactsProgram).values;
const known = readFacts();

/** @returns what is known of this version already */
function factsBefore(name: Name, version: string): Readonly<Record<string, Fact>> {
  const before = known.browsers.find((one) => one.name === name);
  if (before?.version === version) return before.facts;
  if (only) throw new Error(`Expected ${before?.version}, of which the other answers are; got ${version}. Ask all questions: npm run browser:facts.`);
  return {};
}

/** The keys of questions that a browser did not answer. */
const unanswered = new Set<string>();

async function answerOn(site: Site, ask: Question['ask'], elsewhere: Site): Promise<Fact> {
  try {
    return await ask(site, elsewhere);
  } finally {
    await site.close();
  }
}

async function askAll(driver: Driver, control: PageControl, before: Readonly<Record<string, Fact>>): Promise<Record<string, Fact>> {
  const elsewhere = await Site.open(driver, control);
  // Its page would hold a WebSocket, and some browsers count those of all tabs.
  await elsewhere.leave();
  const facts: Record<string, Fact> = {};
  for (const { key, ask } of questions) {
    const answer = before[key];
    if (answer !== undefined && only && !only.includes(key)) {
      facts[key] = answer;
      continue;
    }
    try {
      facts[key] = await answerOn(await Site.open(driver, control), ask, elsewhere);
      say(`${driver.version}: ${key}: ${facts[key]}`);
    } catch (error) {
      // Go on: the other answers are worth printing, and they are kept if this version has an earlier answer to this question.
      unanswered.add(key);
      say(`${driver.version}: ${key}: no answer. ${error instanceof Error ? error.message : error}`);
      if (answer !== undefined) facts[key] = answer;
    }
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
const isWhole = browsers.every(({ facts }) => questions.every(({ key }) => facts[key] !== undefined));
if (isWhole) {
  const file: FactsFile = { taken: new Date().toISOString().slice(0, 10), system: `${platform()} ${arch()}`, browsers };
  writeFileSync(places.facts, `${JSON.stringify(file, undefined, 2)}\n`);
  writeFileSync(places.document, withTable(readFileSync(places.document, 'utf8'), factsTable(file)));
}
if (unanswered.size > 0) {
  const again = `npm run browser:facts -- --only ${[...unanswered].join(',')}`;
  say(
    isWhole
      ? `Kept the earlier answer where none came. Ask again: ${again}`
      : 'Wrote nothing: the facts are of all browsers. Ask all questions again: npm run browser:facts',
  );
  process.exitCode = 1;
}

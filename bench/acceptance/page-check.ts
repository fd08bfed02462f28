import { startProgram } from '../../server/lab/command-line/start.ts';
import { requireChromium } from '../browser/require-chromium.ts';
import { exitCodes } from '../command-line/exit-code.ts';
import { placesOf, requireWritable, writeAtTheEnd } from '../command-line/outputs.ts';
import { untilInterrupted } from '../command-line/run-acceptance.ts';
import { complain, interruption, runProgram } from '../command-line/run-program.ts';
import { type Finding, formatFindings } from './page/findings.ts';
import { checkFirst } from './page/first.ts';
import { checkFlood } from './page/flood.ts';
import { checkModel, checkTie } from './page/means.ts';
import { type CheckName, checkNames, program } from './page/options.ts';

/** Whether the page shows what it promises, in numbers: `npm run bench:page`. */
const checks: Readonly<Record<CheckName, (signal: AbortSignal) => Promise<Finding[]>>> = {
  first: checkFirst,
  model: checkModel,
  tie: checkTie,
  flood: checkFlood,
};

async function main(): Promise<number> {
  const { only, json } = startProgram(program).values;
  const findings: Finding[] = [];
  const format = () => `${JSON.stringify(findings, undefined, 1)}\n`;
  const outputs = placesOf({ json }).map((output) => ({ ...output, format }));
  requireWritable(outputs);
  requireChromium('bench:page');
  const signal = interruption();
  let isWhole = false;
  const look = async () => {
    try {
      isWhole = await untilInterrupted(signal, async () => {
        for (const name of checkNames.filter((one) => only.length === 0 || only.includes(one))) {
          complain(`${name} …`);
          findings.push(...(await checks[name](signal)));
        }
      });
    } finally {
      if (json !== '-') process.stdout.write(formatFindings(findings));
    }
  };
  const isWritten = await writeAtTheEnd(outputs, look, complain);
  if (!isWhole) return exitCodes.interrupted;
  return isWritten && findings.every(({ held }) => held) ? exitCodes.fine : exitCodes.failure;
}

runProgram(main);

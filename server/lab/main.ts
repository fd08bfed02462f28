#!/usr/bin/env node
import { isLoopbackName } from '../stream/guard/host-names.ts';
import { RedisLogError } from '../stream/log/redis/problem.ts';
import { answerText } from './command-line/start.ts';
import { UsageError } from './command-line/usage-error.ts';
import { type Config, readConfig } from './config.ts';
import { invitation } from './invitation.ts';
import { type Lab, startLab } from './lab.ts';
import { ListenError } from './listen.ts';
import { program } from './options.ts';
import { logAs, outliveOutput, report, reportMistake, say } from './output.ts';
import { command, envFile } from './places.ts';
import { SourceError } from './sources/index.ts';

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  if (args[0] === 'check') return check(args.slice(1));
  const invocation = readConfig(args, process.env, envFile);
  if (invocation.show === 'help' || invocation.show === 'version') say(answerText(program, invocation.show).trimEnd());
  else if (invocation.show === 'config') say(JSON.stringify(invocation.config, null, 2));
  else await serve(invocation.config);
}

/** The command `check`, which is loaded only when it is used. */
async function check(args: readonly string[]): Promise<void> {
  const { checkServer } = await import('../../bench/check/main.ts');
  process.exitCode = await checkServer(args, command, report);
}

async function serve(config: Config): Promise<void> {
  logAs(config.log);
  const lab = await startLab(config, report);
  // Before the URL is printed, because a script that waits for it may send a signal at once.
  endOnSignals(lab);
  void lab.broken.then(async (error) => {
    report(error.message);
    process.exitCode = 1;
    await lab.close();
  });
  say(`${greeting(lab)}\n${weatherLine(lab, config)}`);
  if (lab.address.urls.length > 0) say(invitation(lab.address.urls, lab.token, lab.readToken));
  if (!isLoopbackName(config.host) && lab.readToken === '') {
    report(`Warning: listening on ${config.host}. Everybody who reaches this address can read and publish.`);
  }
}

const greeting = ({ url, token, readToken }: Lab): string =>
  `Transport Lab: ${url}${(token || readToken) && `/#token=${token || readToken}`}  (process ${process.pid}; stop with Ctrl-C)`;

const weatherLine = ({ weatherPid }: Lab, { rtt }: Config): string =>
  weatherPid === undefined
    ? 'No simulated network in front: the lab is served as it is, without distance and faults.'
    : `A simulated network of ${rtt} ms is in front (process ${weatherPid}); --no-weather serves without it.`;

/** The first signal ends the streams in order, which takes at most a second; a second Ctrl-C does not wait. */
function endOnSignals(lab: Lab): void {
  let ending = false;
  // By default SIGUSR1 opens Node's debugger to every program of this machine. To debug, start the lab with --inspect.
  process.on('SIGUSR1', () => {});
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (ending && signal === 'SIGINT') process.exit(130);
      if (ending) return;
      ending = true;
      report(`${signal}: saying goodbye to ${lab.followers()} readers.`);
      void lab.close();
    });
  }
}

outliveOutput();
main().catch((error: unknown) => {
  const known = error instanceof UsageError || error instanceof ListenError || error instanceof SourceError || error instanceof RedisLogError;
  if (known) report(error.message);
  else reportMistake(error);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});

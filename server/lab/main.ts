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

/** Judges a server that somebody else runs. Loaded only then. */
async function check(args: readonly string[]): Promise<void> {
  const { checkServer } = await import('../../bench/check/main.ts');
  process.exitCode = await checkServer(args, command, report);
}

async function serve(config: Config): Promise<void> {
  logAs(config.log);
  const lab = await startLab(config, report);
  // Before the URL is told: whoever waits for it may send a signal at once.
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
    ? 'No weather in front: it is served as it is, without distance and faults.'
    : `${rtt} ms of weather in front (process ${weatherPid}); --no-weather serves without.`;

/** The first signal says goodbye to the readers, which takes a second at most; a second Ctrl-C does not wait for that. */
function endOnSignals(lab: Lab): void {
  let ending = false;
  // Node would open its debugger to every program of this machine: whoever wants that starts the lab with --inspect.
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

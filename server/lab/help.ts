import { options } from './option-table.ts';
import { command, envFile } from './places.ts';

const examples: readonly (readonly [line: string, what: string])[] = [
  [command.replace(/ --$/, ''), 'the lab on http://localhost:3000'],
  [`${command} --port 8080 --ticker 0`, 'another port, and only what you publish'],
  [`${command} --no-weather`, 'without the 100 ms and the faults in front'],
  [`tail -f app.log | ${command} --source -`, 'every new line of a log file'],
  [`${command} --source events.ndjson`, 'a recorded file'],
  [`${command} --source sse:http://localhost:3000/stream/sse --port 3001`, ''],
  ['', "another lab's stream, or any public SSE feed"],
];

/** `--help`, examples first. */
export function helpText(): string {
  const rows = Object.values(options).map((option) => {
    const { flag, value, env, fallback, help, list } = option;
    const left = (option.switch ? `--no-${flag}` : `--${flag} <${value}>`).padEnd(25);
    const standard = list ? 'may be repeated' : option.switch ? 'default on, 1' : `default ${fallback === '' ? 'none' : fallback}`;
    return `  ${left} ${help}\n${' '.repeat(28)}(${standard}; environment ${env})`;
  });
  return `Transport Lab: one notification stream over polling, long-polling, SSE and WebSocket.

Examples
${examples.map(([line, what]) => `  ${line.padEnd(53)}${what}`).join('\n')}

Options
${rows.join('\n')}
  --print-config            print what would be used, as JSON, and end
  --version                 print the version and end
  --help, -h                print this and end

Flags win over the environment, the environment over ${envFile && `${envFile}, and ${envFile} over `}the defaults.
`;
}

import { afterEach, describe, expect, it, vi } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { programOf } from '../../bench/fronts/programs.ts';
import { planRun } from '../../bench/run/plan.ts';

const settingsOf = (...args: readonly string[]) => readInvocation(args, false).settings;

afterEach(() => void vi.unstubAllEnvs());

describe('--via', () => {
  it('measures only the real paths by default', () => {
    expect(settingsOf('--via', 'direct,caddy-h2')).toMatchObject({ measures: ['via'], vias: ['direct', 'caddy-h2'], rtts: [0, 100, 300] });
    expect(settingsOf('--via', 'direct', '--measures', 'bytes').measures).toEqual(['bytes', 'via']);
    expect(settingsOf('--full').measures).not.toContain('via');
  });

  it('runs every transport on every path in each round, those with a round trip less often, and no floor', () => {
    const plan = planRun(settingsOf('--via', 'direct,nginx-h2', '--rtt', '0,100'));
    const titles = plan.filter(({ round }) => round === 0).map(({ task }) => task.title);
    for (const way of ['direct', 'nginx-h2'])
      for (const arm of ['polling', 'long-polling', 'sse', 'websocket', 'websocket A/A']) expect(titles).toContain(`${arm} via ${way}`);
    expect(titles).toContain('sse via nginx-h2, RTT 100 ms');
    expect(plan.filter(({ task }) => task.title === 'sse via direct')).toHaveLength(3);
    expect(plan.filter(({ task }) => task.title === 'sse via direct, RTT 100 ms')).toHaveLength(2);
    expect(titles.filter((title) => title.startsWith('tcp'))).toEqual([]);
  });

  it.each([
    [['--via', 'foo'], /Expected --via to be .*direct, nginx, nginx-h2, haproxy, haproxy-h2, caddy, caddy-h2.*; got "?foo/s],
    [['--via', 'nginx', '--sse', 'http://127.0.0.1:1/events'], /Expected --via or --sse; got both\./],
    [['--via', 'nginx', '--target', 'http://127.0.0.1:1'], /Expected --via or --target; got both\./],
    [['--via', 'nginx', '--against', 'HEAD~1'], /Expected --via or --against; got both\./],
    [['--measures', 'via'], /Expected --via beside --measures via; got none\. Say which ways/],
  ])('refuses %j', (args, sentence) => {
    expect(() => settingsOf(...args)).toThrow(sentence);
  });

  it('names the missing program and how to install it, before it runs anything', () => {
    vi.stubEnv('PATH', '/nonexistent');
    expect(() => settingsOf('--via', 'caddy-h2')).toThrow(
      /^--via caddy-h2: Expected the program caddy on PATH; found none\. Install it: on Debian .*, on macOS `brew install caddy`\.$/,
    );
    expect(() => programOf('nginx', ['/nonexistent'])).toThrow('Expected the program nginx on PATH; found none.');
  });
});

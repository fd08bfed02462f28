import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readInvocation } from '../../bench/command-line/options.ts';
import { predictUplink, uplink } from '../../bench/measures/uplink.ts';
import { Uplink, uplinkWays } from '../../bench/processes/uplink.ts';
import { planRun } from '../../bench/run/plan.ts';
import { runBench } from '../../bench/run/run.ts';
import { listeningPort } from '../../server/lab/processes/listening-port.ts';
import { startTestLab } from '../support/start-lab.ts';

describe.each(uplinkWays)('Uplink by %s', (way) => {
  it.each([40, 125, 1_000])('takes the bytes that the model predicts, with %i bytes of data', async (payload) => {
    const lab = await startTestLab();
    const target = { host: '127.0.0.1', port: lab.port };
    const client = await Uplink.open({ way, target, payload });
    onTestFinished(() => client.close());
    // At least two lengths of the ref and of the id.
    const report = await client.say(12);
    expect({ up: report.up, down: report.down }).toEqual(predictUplink(way, target, report, payload));
    expect(report.kinds.length).toBeGreaterThan(1);
    expect(report.latencies.reduce((sum, [, count]) => sum + count, 0)).toBe(12);
    expect(lab.log.window.head).toBe(12);
  });

  it('reports a refusal by the server', async () => {
    const server = createServer((_request, response) => void response.writeHead(403, { 'Content-Length': 2 }).end('no'));
    server.listen(0, '127.0.0.1');
    onTestFinished(() => void server.close().closeAllConnections());
    await new Promise((resolve) => server.once('listening', resolve));
    const target = { host: '127.0.0.1', port: listeningPort(server) };
    const spoken = Uplink.open({ way, target, payload: 100 }).then((client) => {
      onTestFinished(() => client.close());
      return client.say(1);
    });
    await expect(spoken).rejects.toThrow(/Expected (an acknowledgement|101); got/);
  });
});

describe('The uplink measure', () => {
  it('has both kinds of publishing, to the byte as predicted and as counted by the server', async () => {
    const { settings } = readInvocation(['--quick', '--measures', 'uplink', '--runs', '1'], false);
    const plan = planRun(settings, [uplink]);
    const { result } = await runBench(settings, { command: 'test', signal: new AbortController().signal, plan, calibrate: false });
    expect(result.warnings).toEqual([]);
    const rows = result.measures[0]?.rows ?? [];
    expect(rows.map(({ arm, variant }) => `${arm} ${variant}`)).toEqual(['polling POST /publish', 'websocket message']);
    for (const { rounds, warnings } of rows) {
      expect(warnings).toEqual([]);
      expect(rounds[0]?.metrics).toMatchObject(rounds[0]?.predicted ?? {});
    }
  });
});

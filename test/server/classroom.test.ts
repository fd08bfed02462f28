import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.ts';
import { expectNoMistakes } from '../support/no-mistakes.ts';
import { startTestLab } from '../support/start-lab.ts';
import { Onlooker } from './telemetry-support.ts';

expectNoMistakes();

const lead = { id: 'run-1', name: 'Ms <b>Bell', path: 'try/chat', query: '', view: 'v=1&mode=one&rate=2' };

describe('a page with control', () => {
  it('leads all pages, also those that open later, and through a restart; the page that leads last wins', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const [teacher, pupil] = await Promise.all([Onlooker.at(lab), Onlooker.at(lab, { origin: null })]);
    expect(pupil.welcome.state.class).toEqual({ lead: null, muted: false, hidden: [], ballot: null });
    expect(await teacher.tell({ type: 'class', set: { lead } })).toMatchObject({ type: 'done' });
    await pupil.until('the lead', () => pupil.state.class.lead?.id === 'run-1');
    await teacher.tell({ type: 'fault', fault: { kind: 'restart', seconds: 0.1 } });
    await pupil.until(
      'the streams to be back',
      () => pupil.all('state').some(({ state }) => state.faults.length > 0) && pupil.state.faults.length === 0,
    );
    expect(pupil.state.class).toEqual({ lead, muted: false, hidden: [], ballot: null });
    const late = await Onlooker.at(lab);
    expect(late.welcome.state.class.lead).toEqual(lead);
    await late.tell({ type: 'class', set: { lead: { ...lead, id: 'run-2' } } });
    await Promise.all([teacher, pupil].map((one) => one.until('the other lead', () => one.state.class.lead?.id === 'run-2')));
    await late.tell({ type: 'class', set: { lead: null } });
    await pupil.until('the end of it', () => pupil.state.class.lead === null);
  });

  it('is the only one that can lead, and invalid commands change nothing', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const [teacher, pupil] = await Promise.all([Onlooker.at(lab), Onlooker.at(lab, { origin: null })]);
    expect(await pupil.tell({ type: 'class', set: { lead } })).toMatchObject({ type: 'refused', code: 'not-allowed' });
    expect(await pupil.tell({ type: 'class', set: { muted: true } })).toMatchObject({ type: 'refused', code: 'not-allowed' });
    for (const set of [
      undefined,
      { led: lead },
      { muted: 1 },
      { lead: 'me' },
      { lead: { ...lead, id: 'a b' } },
      { lead: { ...lead, name: 'x'.repeat(25) } },
      { lead: { ...lead, name: 'a\u0007b' } },
      { lead: { ...lead, path: '../etc' } },
      { lead: { ...lead, path: 'https://evil.example' } },
      { lead: { ...lead, view: 'x'.repeat(1_001) } },
      { lead: { ...lead, more: 1 } },
      { lead: { ...lead, query: 'network=company' } },
      { lead: { ...lead, query: '?a#token=b' } },
      { lead: { ...lead, query: `?${'x'.repeat(1_000)}` } },
      { hidden: 'k3f9ab-42' },
      { hidden: ['k3f9ab-42', '<b>'] },
      { hidden: Array(201).fill('k3f9ab-42') },
    ]) {
      const answer = await teacher.tell({ type: 'class', set });
      expect(answer, JSON.stringify(set)).toMatchObject({
        type: 'refused',
        code: 'bad-message',
        message: expect.stringMatching(/^Expected .*; got .*\. /),
      });
    }
    expect((await Onlooker.at(lab)).welcome.state.class).toEqual({ lead: null, muted: false, hidden: [], ballot: null });
  });

  it('alone can close a vote; every page bets, and receives the number of bets, over the streams too', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const [teacher, pupil] = await Promise.all([Onlooker.at(lab), Onlooker.at(lab, { origin: null })]);
    const round = { id: 'average', options: ['little', 'half'] };
    const at = { lesson: 'how-late', round: 'average' };
    const vote = { type: 'vote', ...at, vote: 1, voter: 'ann', bet: 'half' };
    expect(await pupil.tell(vote)).toMatchObject({ type: 'refused', code: 'not-found' });
    expect(await teacher.tell({ type: 'class', set: { lead: { ...lead, path: 'learn/how-late', round } } })).toMatchObject({ type: 'done' });
    expect(await pupil.tell(vote)).toMatchObject({ type: 'done' });
    expect(await pupil.tell({ type: 'ballot', ...at, do: 'close' })).toMatchObject({ type: 'refused', code: 'not-allowed' });
    await pupil.until('the bet to be counted', () => pupil.state.class.ballot?.bets === 1);
    expect(pupil.state.class.ballot).toEqual({ ...at, open: true, bets: 1, pages: 1, closed: [] });
    const told = await (await fetch(`${lab.url}/stream/polling?after=earliest`)).text();
    expect(told).toContain('"event":"class.bets","data":{"lesson":"how-late","round":"average","vote":1,"bets":1,"pages":1}');
    for (const bad of [
      { ...vote, lesson: 'nonsense' },
      { ...vote, round: '<b>' },
      { ...vote, vote: 3 },
      { ...vote, voter: 'a b' },
      { ...vote, bet: 'never' },
      { ...vote, bet: [-1] },
      { type: 'ballot', ...at, do: 'stuff' },
      { type: 'ballot', ...at, do: 'restore', open: 1, closed: [] },
      { type: 'ballot', ...at, do: 'restore', open: true, closed: [{ bets: -1, counts: [] }] },
      { type: 'class', set: { ballot: null } },
      { type: 'class', set: { lead: { ...lead, round } } },
      { type: 'class', set: { lead: { ...lead, path: 'learn/herd', round: { ...round, options: ['a', 'a'] } } } },
      { type: 'class', set: { lead: { ...lead, path: 'learn/herd', round: { ...round, options: Array(25).fill('a') } } } },
      { type: 'class', set: { lead: { ...lead, path: 'learn/herd', round: { ...round, measured: { mean: '1' } } } } },
    ])
      expect(await teacher.tell(bad), JSON.stringify(bad)).toMatchObject({
        type: 'refused',
        code: 'bad-message',
        message: expect.stringMatching(/^Expected .*; got .*\. /),
      });
    expect(await teacher.tell({ type: 'ballot', ...at, do: 'close' })).toMatchObject({ type: 'done' });
    await pupil.until('the end of the vote', () => pupil.state.class.ballot?.open === false);
    expect(pupil.state.class.ballot?.closed).toEqual([{ bets: 1, counts: [0, 1] }]);
    expect(await pupil.tell(vote)).toMatchObject({ type: 'refused', code: 'unavailable' });
  });

  it('hides published notifications on all pages, and on a page that comes after all others have gone', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const [teacher, pupil] = await Promise.all([Onlooker.at(lab), Onlooker.at(lab, { origin: null })]);
    expect(await pupil.tell({ type: 'class', set: { hidden: ['k3f9ab-1'] } })).toMatchObject({ type: 'refused', code: 'not-allowed' });
    expect(await teacher.tell({ type: 'class', set: { hidden: ['k3f9ab-1', 'k3f9ab-7'] } })).toMatchObject({ type: 'done' });
    await pupil.until('the hidden notifications', () => pupil.state.class.hidden.length === 2);
    await teacher.tell({ type: 'class', set: { muted: true } });
    await pupil.until('the pause', () => pupil.state.class.muted);
    expect(pupil.state.class.hidden).toEqual(['k3f9ab-1', 'k3f9ab-7']);
    for (const { ws } of [teacher, pupil]) ws.close();
    // The pause ends with the class: five seconds after its last page has gone.
    const publish = () =>
      fetch(`${lab.url}/publish`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"event":"a","data":1}' });
    await eventually('publishing to be allowed again', async () => (await publish()).status === 201);
    expect((await Onlooker.at(lab)).welcome.state.class).toEqual({ lead: null, muted: false, hidden: ['k3f9ab-1', 'k3f9ab-7'], ballot: null });
  });

  it('pauses publishing by visitors on every path; the schedule goes on, and visitors publish again afterwards', async () => {
    const lab = await startTestLab({ weather: true, rtt: 0 });
    const teacher = await Onlooker.at(lab);
    const post = (path: string, type: string, body: string) =>
      fetch(`${lab.url}${path}`, { method: 'POST', headers: { 'Content-Type': type }, body });
    const publish = () => post('/publish', 'application/json', '{"event":"news","data":1}');
    const push = () => post('/push', 'application/x-www-form-urlencoded', 'text=hello');
    const ws = new WebSocket(`${lab.url.replace('http', 'ws')}/stream/websocket`);
    let said = '';
    ws.on('message', (text) => {
      said += text;
    });
    await eventually('the socket to be open', () => ws.readyState === ws.OPEN);
    await teacher.tell({ type: 'class', set: { muted: true } });
    for (const refused of await Promise.all([publish(), push()])) {
      expect(refused.status).toBe(403);
      expect(await refused.json()).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('the teacher has paused that') });
    }
    ws.send('{"type":"publish","event":"news","data":1,"ref":1}');
    await eventually('the refusal', () => said.includes('the teacher has paused that'));
    await teacher.tell({ type: 'schedule', schedule: { rate: 50, burst: 1, payload: 16, seed: 1 } });
    const { head } = lab.log.window;
    await eventually('the schedule to publish', () => lab.log.window.head > head);
    await teacher.tell({ type: 'class', set: { muted: false } });
    for (const { status } of await Promise.all([publish(), push()])) expect(status).toBe(201);
    ws.send('{"type":"publish","event":"news","data":1,"ref":2}');
    await eventually('the ack', () => said.includes('"ref":2'));
    ws.terminate();
  });
});

import { expect, test } from 'vitest';
import { command, openRawWebSocket } from '../support/raw-websocket.ts';
import { startTestLab } from '../support/start-lab.ts';

test('a subscription over WebSocket does not deliver notifications that were stored before it arrived, even if they are not delivered yet', async () => {
  const lab = await startTestLab();
  // Stored in the same turn in which the command arrives: the flush, later in that turn, finds the reader behind the head.
  lab.server.on('connection', (socket) => {
    socket.prependListener('data', (bytes: Buffer) => {
      if (bytes.includes('"subscribe"')) void lab.log.append([{ event: 'late', data: 'before' }]);
    });
  });
  const connection = await openRawWebSocket(lab, '?broadcasts=only');
  connection.send(command({ type: 'subscribe', event: 'late', ref: 1 }));
  await connection.hears('"ref":1');
  await lab.log.append([{ event: 'late', data: 'after' }]);
  await connection.hears('"after"');
  expect(connection.received).not.toContain('"before"');
});

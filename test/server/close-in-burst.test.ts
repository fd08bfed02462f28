import { expect, test } from 'vitest';
import { frame, openRawWebSocket } from '../support/raw-websocket.ts';
import { appendNumbers, startTestLab } from '../support/start-lab.ts';

/** Opcodes of the frames after the handshake. Throws if the last frame is incomplete. */
function opcodesOf(received: string): number[] {
  const bytes = Buffer.from(received, 'latin1');
  const opcodes: number[] = [];
  let place = bytes.indexOf('\r\n\r\n') + 4;
  while (place < bytes.byteLength) {
    const short = (bytes[place + 1] ?? 0) & 0x7f;
    const length = short === 126 ? bytes.readUInt16BE(place + 2) : short;
    opcodes.push((bytes[place] ?? 0) & 0x0f);
    place += (short === 126 ? 4 : 2) + length;
  }
  expect(place).toBe(bytes.byteLength);
  return opcodes;
}

test('a Close frame in the middle of a burst is answered after complete frames, and nothing follows it', async () => {
  const lab = await startTestLab();
  const connection = await openRawWebSocket(lab);
  const stopped = { yes: false };
  const publishing = (async () => {
    for (let from = 1; !stopped.yes; from += 20) {
      await appendNumbers(lab, 20, 'number', from);
      await new Promise((resolve) => setImmediate(resolve));
    }
  })();
  await connection.hears('"data":40');
  connection.send(frame(Buffer.from([0x03, 0xe8]), { opcode: 0x8 }));
  await connection.isEnded();
  stopped.yes = true;
  await publishing;
  const opcodes = opcodesOf(connection.received);
  expect(opcodes.at(-1)).toBe(0x8);
  expect(opcodes.slice(0, -1).every((opcode) => opcode === 0x1)).toBe(true);
});

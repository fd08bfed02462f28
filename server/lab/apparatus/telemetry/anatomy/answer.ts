import { startsWith, type Take } from './part.ts';

/** The body of a poll's 200: `{"cursor":"…","notifications":[…],"gap":{…},"more":true}`. */
export function answerParts(bytes: Uint8Array, start: number, take: Take): void {
  const part = (from: number, to: number, name: string) => {
    if (to > from) take({ from, to, kind: 'framing', name });
    return to;
  };
  if (start >= bytes.length) return;
  if (!startsWith(bytes, start, '{"cursor":"')) {
    take({ from: start, to: bytes.length, kind: 'framing', name: 'body' });
    return;
  }
  const cursorEnd = bytes.indexOf(0x2c, start);
  let place = part(start, cursorEnd < 0 ? bytes.length : cursorEnd + 1, 'cursor');
  const bracket = bytes.indexOf(0x5b, place);
  place = part(place, bracket < 0 ? bytes.length : bracket + 1, 'list begins');
  while (bytes[place] === 0x7b) {
    const to = objectEnd(bytes, place);
    take({ from: place, to, kind: 'payload', name: 'notification' });
    place = bytes[to] === 0x2c ? part(to, to + 1, 'comma') : to;
  }
  place = part(place, Math.min(place + 1, bytes.length), 'list ends');
  if (startsWith(bytes, place, ',"gap":')) place = part(place, objectEnd(bytes, place + 7), 'gap');
  if (startsWith(bytes, place, ',"more"')) place = part(place, Math.max(place, bytes.length - 1), 'more');
  part(place, bytes.length, 'answer ends');
}

/** The offset after the JSON object that starts here, or the end if it is cut. */
function objectEnd(bytes: Uint8Array, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let place = from; place < bytes.length; place += 1) {
    const byte = bytes[place];
    if (quoted) {
      if (byte === 0x5c) place += 1;
      else if (byte === 0x22) quoted = false;
    } else if (byte === 0x22) quoted = true;
    else if (byte === 0x7b) depth += 1;
    else if (byte === 0x7d) {
      depth -= 1;
      if (depth === 0) return place + 1;
    }
  }
  return bytes.length;
}

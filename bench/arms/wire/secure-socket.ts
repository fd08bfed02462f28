import { connect, type Socket } from 'node:net';
import { connect as secure, type TLSSocket } from 'node:tls';
import type { Target, Way } from '../arm.ts';
import type { Meter } from '../meter.ts';
import { Splitter } from './splitter.ts';
import { Tap, type Watcher } from './tap.ts';

/** A TLS connection whose bytes are counted below it, at the socket. */
export interface SecureSocket {
  readonly raw: Socket;
  readonly tls: TLSSocket;
}

/** Bytes of a record's header: type, version, length (RFC 8446, 5.1). */
const recordHeader = 5;
const applicationData = 23;

/** Counts the bytes at the socket, and the records of data in them. */
function recordWatcher(meter: Meter): Watcher {
  const counter = (way: 'recordsUp' | 'recordsDown') =>
    new Splitter(recordHeader, (header) => {
      if (header[0] === applicationData) meter.wire[way] += 1;
      return header.readUInt16BE(3);
    });
  const [up, down] = [counter('recordsUp'), counter('recordsDown')];
  return {
    up(bytes) {
      meter.sent(bytes.byteLength);
      up.feed(bytes);
    },
    down(bytes) {
      meter.received(bytes.byteLength);
      down.feed(bytes);
    },
  };
}

/** @param protocol that has to be negotiated, as ALPN names it */
export function openSecureSocket({ host, port }: Target, { ca, name }: NonNullable<Way['tls']>, protocol: string, meter: Meter): SecureSocket {
  const raw = connect({ host, port, noDelay: true });
  const tap = new Tap(raw, recordWatcher(meter));
  const tls = secure({ socket: tap, ca, servername: name, ALPNProtocols: [protocol] });
  tls.once('secureConnect', () => {
    if (tls.alpnProtocol !== protocol)
      tls.destroy(new Error(`Expected ${protocol} by ALPN from port ${port}; got ${tls.alpnProtocol || 'nothing'}. Does the proxy offer it?`));
  });
  return { raw, tls };
}

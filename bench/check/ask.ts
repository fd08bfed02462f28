import { Agent as HttpAgent, type IncomingMessage, request as requestPlain } from 'node:http';
import { Agent as HttpsAgent, request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { codeOf, messageOf } from '../../server/lab/processes/failure.ts';
import { type AnswerHead, readHead } from '../arms/http-answer.ts';
import type { Fields } from '../model/index.ts';
import { CheckError, type Head } from './watch/place.ts';

/** A connection for each question, which is not kept: what one leaves behind changes no other. The head says keep-alive, as a browser's does. */
const plain = new HttpAgent({ keepAlive: true, maxFreeSockets: 0 });
const secure = new HttpsAgent({ keepAlive: true, maxFreeSockets: 0 });

export interface Question {
  readonly url: URL;
  readonly method?: string;
  readonly path: string;
  readonly fields: Fields;
  readonly body?: string;
}

export interface Listener {
  /** The head of an answer, and what it begins. */
  answered(head: AnswerHead, message: IncomingMessage): void;
  /** The server has switched to another protocol. @param early what came with the head */
  upgraded?(head: AnswerHead, socket: Duplex, early: Buffer): void;
  failed(error: Error): void;
}

/** Asks once. @returns what gives the question up */
export function ask({ url, method = 'GET', path, fields, body = '' }: Question, listener: Listener): () => void {
  const isSecure = url.protocol === 'https:' || url.protocol === 'wss:';
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of fields) headers[name] = name in headers ? [headers[name] ?? [], value].flat() : value;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const options = { method, host, port: url.port || (isSecure ? 443 : 80), path, headers };
  const request = isSecure
    ? requestSecurely({ ...options, agent: secure, servername: isIP(host) ? '' : host })
    : requestPlain({ ...options, agent: plain });
  request.setHeader('Host', fields.find(([name]) => name.toLowerCase() === 'host')?.[1] ?? url.host);
  request.on('response', (message) => listener.answered(headOf(message), message));
  request.on('upgrade', (message, socket, early) => {
    socket.on('error', () => {});
    if (listener.upgraded) listener.upgraded(headOf(message), socket, early);
    else socket.destroy();
  });
  request.on('error', (error) => listener.failed(error));
  request.end(body);
  return () => request.destroy();
}

/** A head as the watches read it: lines of one name are one list (RFC 9110, section 5.3). */
export function plainHead({ status, version, text }: AnswerHead): Head {
  const lines = text.trim().split('\r\n').slice(1);
  const fields = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    const [name, value] = [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    const before = fields.get(name);
    fields.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return { status, version, fields: Object.fromEntries(fields) };
}

/** The head as the dialects read it. */
function headOf({ httpVersion, statusCode = 0, statusMessage = '', rawHeaders }: IncomingMessage): AnswerHead {
  const lines = rawHeaders.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${rawHeaders[index + 1]}\r\n`] : []));
  const head = readHead(Buffer.from(`HTTP/${httpVersion} ${statusCode} ${statusMessage}\r\n${lines.join('')}\r\n`, 'latin1'), 0);
  if (!head) throw new CheckError('Expected an HTTP answer; got one without a head.');
  return head;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there. Start it, or mend the URL.',
  ENOTFOUND: 'there is no such name. Mend the URL.',
  ECONNRESET: 'it closed the connection without an answer. Is this the address of a stream?',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'a certificate that it has signed itself. Name it in NODE_EXTRA_CA_CERTS.',
  SELF_SIGNED_CERT_IN_CHAIN: 'a certificate whose signer is not known. Name the signer in NODE_EXTRA_CA_CERTS.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'a certificate whose signer is not known. Name the signer in NODE_EXTRA_CA_CERTS.',
};

/** Why nothing can be asked of a URL, in a sentence. */
export function unreachable(url: URL, error: Error): CheckError {
  if (error instanceof CheckError) return error;
  const code = codeOf(error) ?? '';
  const what = code.startsWith('HPE_') ? 'what is no HTTP. Is this the port of a web server?' : `${messageOf(error)}.`;
  return new CheckError(`Expected an answer from ${url.href}; got: ${reasons[code] ?? what}`);
}

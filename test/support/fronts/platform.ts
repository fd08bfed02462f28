import { onTestFinished } from 'vitest';
import { credentials, openInNode, type Platform } from '../platform.ts';
import { clientsOf } from './clients.ts';
import { fetchOverHttp2 } from './fetch-over-http2.ts';

/** The client library in Node, over HTTP/2 and TLS; WebSockets have a connection of their own, as in a browser behind most proxies. @param ca returns the certificate when a stream is opened */
export const nodeOverHttp2 = (name: string, ca: () => Buffer): Platform => ({
  name,
  async open(url, options, asked = {}) {
    const http2 = fetchOverHttp2(ca());
    onTestFinished(() => http2.close());
    return openInNode(url, { ...options, ...credentials(url, asked), ...clientsOf(ca(), http2) });
  },
});

import type { Source } from './statement.ts';

/** Sources of sentences that no run can measure. */
export const sources = {
  upgrade: { section: 'RFC 9110, section 7.8', url: 'https://www.rfc-editor.org/rfc/rfc9110#section-7.8' },
  eventSource: {
    section: 'HTML Standard, section 9.2.2',
    url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#the-eventsource-interface',
  },
  reconnection: {
    section: 'HTML Standard, section 9.2.4',
    url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html#the-last-event-id-header',
  },
  webSocket: { section: 'WebSockets Standard, section 3.1', url: 'https://websockets.spec.whatwg.org/#the-websocket-interface' },
  silentLines: { fact: 'silent-lines' },
  eventStreams: { fact: 'event-streams' },
  proxies: { document: 'proxies.md#proxies' },
  publish: { document: 'protocol.md#publish' },
} as const satisfies Readonly<Record<string, Source>>;

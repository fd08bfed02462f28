import { createServer } from 'node:http';
import { expect, it, onTestFinished } from 'vitest';
import { transportNames } from '../../server/stream/protocol.ts';
import { listening } from '../support/listening.ts';
import { openInNode } from '../support/platform.ts';

it.each(transportNames)(
  'Before the hello the cursor of %s is the one where it starts, so that it is not lost if the stream is opened anew',
  async (transport) => {
    // Takes requests, and answers none.
    const server = createServer(() => {}).on('upgrade', (_request, socket) => onTestFinished(() => void socket.destroy()));
    const { url } = await listening(server);
    onTestFinished(() => server.closeAllConnections());
    expect(openInNode(url, { transport, after: 'abc-7' }).stream.cursor).toBe('abc-7');
    for (const after of ['earliest', 'now', undefined]) expect(openInNode(url, { transport, ...(after && { after }) }).stream.cursor).toBeUndefined();
  },
);

import { createServer } from 'node:http';
import { listenAnywhere } from '../../bench/processes/publish-door.ts';

let address: Promise<string> | undefined;

async function serve(): Promise<string> {
  const server = createServer((_request, response) => void response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html>'));
  const port = await listenAnywhere(server);
  server.unref();
  return `http://127.0.0.1:${port}/`;
}

/** URL of an empty document on the host of the labs. A tab that goes there keeps its process for the next lab; after `about:blank` it would get a new one. */
export function blankPage(): Promise<string> {
  address ??= serve();
  return address;
}

/**
 * Milliseconds that a test waits before it fails; normally the wait takes a few. It costs nothing in passing tests, and on a busy machine a browser
 * takes a thousand times as long. Most mutations prevent an event, so they wait less.
 */
export const patience = Number(process.env.TRANSPORT_LAB_PATIENCE ?? 60_000);

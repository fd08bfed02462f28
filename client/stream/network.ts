/** What makes a browser's page believe that its lines are worth a look. */
export type Return = 'online' | 'pageshow' | 'visibilitychange';

/** Listens for the network, or the page, coming back. A worker hears `online` only, Node nothing. */
export function onReturn(signal: AbortSignal, act: (why: Return) => void): void {
  const hear = ({ type, persisted }: Event & { persisted?: boolean }) => {
    // A page that is shown for the first time has no lines yet, and one that is being hidden needs none.
    const away = { online: false, pageshow: !persisted, visibilitychange: globalThis.document?.hidden }[type as Return];
    if (!away) act(type as Return);
  };
  // The last one happens to the document, and bubbles (HTML standard, "Page visibility").
  for (const type of ['online', 'pageshow', 'visibilitychange']) globalThis.addEventListener?.(type, hear, { signal });
}

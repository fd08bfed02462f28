/** Events of a browser after which a connection may have died unnoticed. */
export type Return = 'online' | 'pageshow' | 'visibilitychange';

/** Calls `act` when the network or the page comes back. Workers have only `online`; Node has none of these events. */
export function onReturn(signal: AbortSignal, act: (why: Return) => void): void {
  const hear = ({ type, persisted }: Event & { persisted?: boolean }) => {
    // Ignore the first display of a page, which has no connections yet, and a page that is being hidden.
    const away = { online: false, pageshow: !persisted, visibilitychange: globalThis.document?.hidden }[type as Return];
    if (!away) act(type as Return);
  };
  // `visibilitychange` is fired at the document and bubbles up to the window (HTML standard, "Page visibility").
  for (const type of ['online', 'pageshow', 'visibilitychange']) globalThis.addEventListener?.(type, hear, { signal });
}

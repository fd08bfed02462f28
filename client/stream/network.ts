/** What makes a browser's page believe that its lines are worth a look. */
export type Return = 'online' | 'pageshow' | 'visibilitychange';

/**
 * Listens for the network, or the page, coming back. A worker hears `online` only, Node nothing.
 * @returns what stops it
 */
export function onReturn(act: (why: Return) => void): () => void {
  const { document } = globalThis;
  const hear = (event: Event) => {
    // A page that is shown for the first time has no lines yet, and one that is being hidden needs none.
    if (event.type === 'pageshow' && !(event as PageTransitionEvent).persisted) return;
    if (event.type === 'visibilitychange' && document.visibilityState !== 'visible') return;
    act(event.type as Return);
  };
  const each = (verb: 'addEventListener' | 'removeEventListener') => {
    globalThis[verb]?.('online', hear);
    globalThis[verb]?.('pageshow', hear);
    document?.[verb]('visibilitychange', hear);
  };
  each('addEventListener');
  return () => each('removeEventListener');
}

import { signal } from '@preact/signals';

/** The browser's `readyState` of lanes that do not come back. */
export const nativeStates = signal<Readonly<Partial<Record<'sse' | 'websocket', number>>>>({});

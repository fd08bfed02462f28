import { signal } from '@preact/signals';

/** `readyState` of lanes that do not come back, as the browser has it. */
export const nativeStates = signal<Readonly<Partial<Record<'sse' | 'websocket', number>>>>({});

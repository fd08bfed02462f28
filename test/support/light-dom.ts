import { Window } from 'happy-dom';
import { onTestFinished } from 'vitest';

/** The globals that frameworks need besides a document. All others stay Node's own, above all `fetch` and `EventTarget`. */
const globals = ['window', 'document', 'navigator', 'Node', 'Element', 'Text', 'Comment', 'HTMLElement', 'HTMLMediaElement'] as const;

/** Creates a document to render into, without a browser; it is removed with the test. */
export function lightDocument(): HTMLElement {
  const window = new Window({ url: 'http://localhost/' });
  const before = globals.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const name of globals) Object.defineProperty(globalThis, name, { value: Reflect.get(window, name), configurable: true, writable: true });
  const root = document.createElement('main');
  document.body.append(root);
  onTestFinished(async () => {
    await window.happyDOM.close();
    for (const [name, own] of before) {
      if (own) Object.defineProperty(globalThis, name, own);
      else Reflect.deleteProperty(globalThis, name);
    }
  });
  return root;
}

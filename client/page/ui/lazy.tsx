import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../errors.ts';

/** Loaded components, which are kept. */
const loaded = new Map<unknown, unknown>();

interface LazyProps<Props extends object> {
  /** The name shown while it loads. */
  readonly title: string;
  /** Loads a chunk. It must be the same function for the same chunk. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** A component that is loaded later, from a chunk of its own. */
export function Lazy<Props extends object>({ title, load, props }: LazyProps<Props>) {
  const trouble = useSignal<string | undefined>(undefined);
  const loads = useSignal(0);
  useEffect(() => {
    if (loaded.has(load)) return;
    trouble.value = undefined;
    load().then(
      (component) => {
        loaded.set(load, component);
        loads.value += 1;
      },
      (error) => {
        trouble.value = messageOf(error);
      },
    );
  }, [load]);
  void loads.value;
  const Component = loaded.get(load) as ComponentType<Props> | undefined;
  if (Component) return <Component {...props} />;
  if (trouble.value === undefined)
    return (
      <p class="hint" aria-busy>
        Loading {title} …
      </p>
    );
  return (
    <p class="warn">
      {title} cannot be loaded: {trouble.value}. <a href={location.href}>Load the page anew</a>
    </p>
  );
}

import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { messageOf } from '../errors.ts';

/** What has been loaded stays. */
const loaded = new Map<unknown, unknown>();

interface LazyProps<Props extends object> {
  /** As it is called while it is not there. */
  readonly title: string;
  /** A chunk; the same function for the same chunk. */
  readonly load: () => Promise<ComponentType<Props>>;
  readonly props: Props;
}

/** Something that comes a moment later, as a file of its own. */
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
  if (trouble.value === undefined) return <p class="hint">Loading {title} …</p>;
  return (
    <p class="warn">
      {title} cannot be loaded: {trouble.value}. <a href={location.href}>Load the page anew</a>
    </p>
  );
}

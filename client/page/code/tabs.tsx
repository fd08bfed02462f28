import type { ComponentChildren } from 'preact';

interface TabsProps<Name extends string> {
  readonly label: string;
  /** The id of the panel that they switch. */
  readonly controls: string;
  readonly names: readonly Name[];
  readonly chosen: Name;
  choose(name: Name): void;
  /** What a tab shows; its name if there is nothing else. */
  show?(name: Name): ComponentChildren;
}

/** Tabs that go round with the arrow keys. */
export function Tabs<Name extends string>({ label, controls, names, chosen, choose, show = (name) => name }: TabsProps<Name>) {
  const turn = ({ key, currentTarget }: KeyboardEvent & { currentTarget: HTMLElement }) => {
    const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    const next = names[(names.indexOf(chosen) + by + names.length) % names.length];
    if (by === 0 || next === undefined) return;
    choose(next);
    currentTarget.querySelector<HTMLElement>(`#tab-${next}`)?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={label} onKeyDown={turn}>
      {names.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={chosen === name}
          aria-controls={controls}
          tabIndex={chosen === name ? 0 : -1}
          onClick={() => choose(name)}
        >
          {show(name)}
        </button>
      ))}
    </div>
  );
}

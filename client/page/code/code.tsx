import { useSignal } from '@preact/signals';
import { transportNames } from '../../stream/index.ts';
import { chooseLane, shownLane } from '../lanes/shown-lane.ts';
import { NamedShape, Shape } from '../ui/transport-mark.tsx';
import { Snippets } from './snippets.tsx';
import { SourceText } from './source-text.tsx';
import { Tabs } from './tabs.tsx';
import { transportCode } from './transports/index.ts';
import { type Side, sides } from './transports/transport-code.ts';
import './code.css';

const panel = 'source-code';

/** A transport's source on both sides, and how to read it without this page. */
export function Code() {
  const side = useSignal<Side>('client');
  const name = shownLane.value;
  const { files, traced } = transportCode[name][side.value];
  const showSide = (one: Side) => {
    side.value = one;
  };
  return (
    <section class={`source ${name}`} aria-labelledby="source-title">
      <h2 id="source-title">
        <Shape of={name} /> Source code of {name}
      </h2>
      <Tabs label="Transport" controls={panel} names={transportNames} chosen={name} choose={chooseLane} show={(one) => <NamedShape of={one} />} />
      <Tabs label="Side" controls={panel} names={sides} chosen={side.value} choose={showSide} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div key={`${name} ${side.value}`} class="code" id={panel} role="tabpanel" tabIndex={0} aria-labelledby={`tab-${side.value}`}>
        {files.map((file) => (
          <SourceText key={file.path} file={file} name={name} traced={traced} />
        ))}
      </div>
      <Snippets name={name} />
    </section>
  );
}

import { change, settings } from '../settings/store.ts';
import { Choice } from '../ui/choice.tsx';
import { Lazy } from '../ui/lazy.tsx';
import { type Panel, panels } from './panels.ts';
import { usePreselection } from './preselection.ts';
import './dock.css';

const none = {};

/** The part below the lanes: the selected exchange byte by byte, the code that sent it, and more about the run. */
export function Dock({ only }: { /** The panels to show; all of them by default. */ readonly only?: readonly Panel['name'][] }) {
  usePreselection();
  const { dock, mode } = settings.value;
  // With one stream, readers want to see its code first.
  const usual = mode === 'one' ? 'code' : 'bytes';
  // With one stream, the form to publish is beside its list.
  const offered = panels.filter(({ name }) => (only ? only.includes(name) : mode !== 'one' || name !== 'publish'));
  const shown = offered.find(({ name }) => name === dock) ?? offered.find(({ name }) => name === usual);
  return (
    <div class="reading">
      <Choice
        label="What to read below the lanes"
        name="reading"
        options={offered.map(({ name }) => name)}
        chosen={shown?.name ?? usual}
        choose={(name) => change({ dock: name })}
        show={(name) => panels.find((panel) => panel.name === name)?.title ?? name}
      />
      {shown && <Lazy key={shown.name} title={shown.title} load={shown.load} props={none} />}
    </div>
  );
}

import { VerdictCards } from './cards/verdict-cards.tsx';
import { ConnectionPanel } from './one/connection-panel.tsx';
import { LedgerPanel } from './one/ledger-panel.tsx';
import { TransportPicker } from './one/transport-picker.tsx';
import { settings } from './settings/store.ts';
import { Runs } from './top/runs.tsx';

/** One stream that switches transports: its connection, and its ledger. */
const One = () => (
  <>
    <TransportPicker />
    <ConnectionPanel />
    <LedgerPanel />
  </>
);

/** An introduction, and the cards of a race or the one stream. */
export default function Door() {
  return (
    <>
      <div class="lab-title">
        <h1>The same notifications, four ways into a browser: watch what each one costs.</h1>
        <Runs />
      </div>
      {settings.value.mode === 'race' ? <VerdictCards /> : <One />}
    </>
  );
}

import { VerdictCards } from './cards/verdict-cards.tsx';
import { ConnectionPanel } from './one/connection-panel.tsx';
import { LedgerPanel } from './one/ledger-panel.tsx';
import { TransportPicker } from './one/transport-picker.tsx';
import { settings } from './settings/store.ts';

/** One stream that goes from transport to transport: where it stands, and what became of its notifications. */
const One = () => (
  <>
    <TransportPicker />
    <ConnectionPanel />
    <LedgerPanel />
  </>
);

/** The lanes of a race in numbers, or the one stream that runs. */
export default function Door() {
  return settings.value.mode === 'race' ? <VerdictCards /> : <One />;
}

import { LedgerPanel } from './ledger-panel.tsx';
import { LinePanel } from './line-panel.tsx';
import { NotificationList } from './notification-list.tsx';
import { PublishForm } from './publish-form.tsx';
import { SourcePanel } from './source-panel.tsx';
import { TransportPicker } from './transport-picker.tsx';

/** The whole page, from top to bottom. */
export const App = () => (
  <>
    <header>
      <h1>Transport Lab</h1>
      <p>One log of numbered notifications, four ways to follow it. Switch in mid-stream and watch the ledger.</p>
    </header>
    <main>
      <TransportPicker />
      <LinePanel />
      <LedgerPanel />
      <div class="halves">
        <div>
          <PublishForm />
          <NotificationList />
        </div>
        <SourcePanel />
      </div>
    </main>
  </>
);

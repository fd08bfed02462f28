import { signal } from '@preact/signals';
import { VerdictCards } from './cards/verdict-cards.tsx';
import { Conditions } from './conditions/conditions.tsx';
import { WireLanes } from './lanes/wire-lanes.tsx';
import { EventLog } from './log/event-log.tsx';
import { ConnectionPanel } from './one/connection-panel.tsx';
import { LedgerPanel } from './one/ledger-panel.tsx';
import { NotificationList } from './one/notification-list.tsx';
import { PublishForm } from './one/publish-form.tsx';
import { TransportPicker } from './one/transport-picker.tsx';
import { settings } from './settings/store.ts';
import { KeyList } from './top/key-list.tsx';
import { StatusLine } from './top/status-line.tsx';
import { TopBar } from './top/top-bar.tsx';

/** Not needed to follow the streams, so they do not delay them. */
const panels = signal<typeof import('./panels.tsx') | undefined>(undefined);
void import('./panels.tsx').then((loaded) => {
  panels.value = loaded;
});

/** One stream that goes from transport to transport: where it stands, and what became of its notifications. */
const One = () => (
  <>
    <TransportPicker />
    <ConnectionPanel />
    <LedgerPanel />
  </>
);

/** The whole page, from top to bottom. */
export const App = () => {
  const race = settings.value.mode === 'race';
  const later = panels.value;
  return (
    <>
      <TopBar />
      <main tabIndex={-1}>
        <StatusLine />
        {race ? <VerdictCards /> : <One />}
        <div class="grid">
          <div class="wide">
            <WireLanes />
            {race && later && <later.Reading />}
            <div class="beside">
              <PublishForm />
              {!race && <NotificationList />}
            </div>
            {!race && later && <later.Reading />}
            {later && <later.Charts />}
          </div>
          <div class="narrow">
            <Conditions />
          </div>
        </div>
        {later && (
          <div class="beyond">
            <later.WhatIf />
            <later.SelfTest />
            <later.Export />
          </div>
        )}
        <EventLog />
      </main>
      <KeyList />
    </>
  );
};

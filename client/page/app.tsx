import { signal } from '@preact/signals';
import { Conditions } from './conditions/conditions.tsx';
import { WireLanes } from './lanes/wire-lanes.tsx';
import { EventLog } from './log/event-log.tsx';
import { NotificationList } from './one/notification-list.tsx';
import { PublishForm } from './one/publish-form.tsx';
import { NotFound, OpenDoor, openDoor } from './open-door.tsx';
import { place } from './place.ts';
import { settings } from './settings/store.ts';
import { KeyList } from './top/key-list.tsx';
import { StatusLine } from './top/status-line.tsx';
import { TopBar } from './top/top-bar.tsx';

/** Not needed to follow the streams, so they do not delay them. */
const panels = signal<typeof import('./panels.tsx') | undefined>(undefined);
void import('./panels.tsx').then((loaded) => {
  panels.value = loaded;
});

/** Lanes and what belongs to them, the same behind every door that has them. */
function Instrument() {
  const race = settings.value.mode === 'race';
  const later = panels.value;
  return (
    <>
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
    </>
  );
}

/** The frame: top bar, what the open door says, and the lanes where it has some. */
export const App = () => {
  const door = openDoor();
  return (
    <>
      <TopBar />
      <main tabIndex={-1}>
        <StatusLine />
        {door ? <OpenDoor key={door.name} door={door} rest={place.value?.rest ?? ''} /> : <NotFound />}
        {door?.lanes && <Instrument />}
      </main>
      <KeyList />
    </>
  );
};

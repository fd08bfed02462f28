import { classShown, role } from './class/role.ts';
import { Conditions } from './conditions/conditions.tsx';
import { Dock } from './dock/dock.tsx';
import { loadHandicapLine } from './handicaps/wrap.ts';
import { WireLanes } from './lanes/wire-lanes.tsx';
import { NotFound, OpenDoor, openDoor } from './open-door.tsx';
import { doorUrl, place } from './place.ts';
import { settings } from './settings/store.ts';
import { labState } from './telemetry/telemetry.ts';
import { Toolbar } from './toolbar/toolbar.tsx';
import { KeyList } from './top/key-list.tsx';
import { StatusLine } from './top/status-line.tsx';
import { TopBar } from './top/top-bar.tsx';
import { Lazy } from './ui/lazy.tsx';

/** Links from the picture to explanations. */
const WaysOn = () => (
  <nav class="ways" aria-label="Where to go on">
    <a class="button primary" href={doorUrl('decide')}>
      Which one should I use?
    </a>
    <a class="button" href={doorUrl('learn/tour')}>
      Show me, five minutes
    </a>
  </nav>
);

const loadFollowing = async () => (await import('./one/following.tsx')).Following;
const none = {};

const loadClassLine = async () => (await import('./class/class-line.tsx')).ClassLine;
const loadClassDialog = async () => (await import('./class/class-dialog.tsx')).ClassDialog;

/** The class controls; most visitors have none. */
function Classroom() {
  const { lead, muted } = labState.value?.class ?? {};
  return (
    <>
      {(lead || muted || role.value.leads || role.value.mutes || classShown.value) && <Lazy title="The class" load={loadClassLine} props={none} />}
      {classShown.value && <Lazy title="The dialog for a class" load={loadClassDialog} props={none} />}
    </>
  );
}

/** Lanes, the controls that act on them, and the dock below: the same behind every door that has lanes. */
function Instrument() {
  const { mode, conditions, without } = settings.value;
  return (
    <div class="grid">
      <div class="wide">
        {without.length > 0 && <Lazy title="What is taken away" load={loadHandicapLine} props={none} />}
        <WireLanes>
          <Toolbar />
          {place.value?.door === '' && <WaysOn />}
        </WireLanes>
        {mode === 'one' && <Lazy title="The list" load={loadFollowing} props={none} />}
        <Dock />
      </div>
      {conditions && (
        <div class="narrow">
          <Conditions />
        </div>
      )}
    </div>
  );
}

/** The frame: top bar, the open door, and the lanes if it has them. */
export const App = () => {
  const door = openDoor();
  return (
    <>
      <TopBar />
      <main tabIndex={-1}>
        <Classroom />
        <StatusLine />
        {door ? <OpenDoor door={door} /> : <NotFound />}
        {door?.lanes && <Instrument />}
      </main>
      <KeyList />
    </>
  );
};

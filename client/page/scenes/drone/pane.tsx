import { signal } from '@preact/signals';
import { median } from '../../../../bench/statistics/describe.ts';
import { type DroneAct, droneActs, droneEvents, type Flight } from '../../../../server/lab/scenes/drone/messages.ts';
import { one } from '../../lab.ts';
import { counted, number } from '../../numbers.ts';
import type { Race } from '../../race/race.ts';
import { settings } from '../../settings/store.ts';
import { serverNow } from '../../telemetry/clock.ts';
import { Choice } from '../../ui/choice.tsx';
import { me } from '../fields.ts';
import { inOrder } from '../in-order.ts';
import type { ControlsProps, PaneProps } from '../page-scene.ts';
import { post, send } from '../send.ts';
import { type DroneView, type Uplink, uplinks } from './scene.ts';

const uplink = signal<Uplink>('WebSocket');

const names: Readonly<Record<DroneAct, string>> = {
  takeoff: 'Take off',
  land: 'Land',
  forward: 'Forward',
  back: 'Back',
  left: 'Turn left',
  right: 'Turn right',
  up: 'Up',
  down: 'Down',
};

/** Whether commands can use a WebSocket at all. */
const hasWebSocket = () => (settings.value.mode === 'one' ? settings.value.transport === 'websocket' : settings.value.lanes.includes('websocket'));

/** A stream over a WebSocket that is not open publishes by POST. */
function isOpen(race: Race): boolean {
  const stream = settings.peek().mode === 'one' ? one.stream : race.publisher?.stream;
  return stream?.transport === 'websocket' && stream.state === 'open';
}

export function DroneControls({ race }: ControlsProps) {
  const way = hasWebSocket() ? uplink.value : 'POST';
  const fly = (act: DroneAct) =>
    inOrder(() => {
      const by: Uplink = way === 'WebSocket' && isOpen(race) ? 'WebSocket' : 'POST';
      return (way === 'POST' ? post : send)(droneEvents.command, { drone: me, do: act, sent: serverNow(), by });
    });
  return (
    <div class="scene-controls">
      {droneActs.map((act) => (
        <button key={act} type="button" class={act === 'takeoff' ? 'primary' : ''} onClick={() => void fly(act)}>
          {names[act]}
        </button>
      ))}
      <Choice
        label="Commands go up by"
        name="uplink"
        options={hasWebSocket() ? uplinks : (['POST'] as const)}
        chosen={way}
        choose={(option) => {
          uplink.value = option;
        }}
      />
    </div>
  );
}

/** Seen from above, north at the top. */
const Drone = ({ flight: { x, y, heading, height }, ghost = false }: { readonly flight: Flight; readonly ghost?: boolean }) => (
  <polygon
    class={ghost ? 'ghost' : 'drone'}
    points="0,-1 0.7,0.9 0,0.5 -0.7,0.9"
    transform={`translate(${x} ${-y}) rotate(${heading}) scale(${1 + height / 8})`}
  />
);

/** The round trips of both uplinks, if there are any. */
const RoundTrips = ({ of: roundTrips }: { readonly of: DroneView['roundTrips'] }) => (
  <ul class="scene-rows" aria-label="Median round trips">
    {uplinks.map((by) => {
      const { length } = roundTrips[by];
      return length > 0 && <li key={by}>{`${by}: median ${number(median(roundTrips[by]))} ms of ${length}`}</li>;
    })}
  </ul>
);

export function DronePane({ state: { flight, roundTrip, roundTrips, sent, count, refused }, newest }: PaneProps<DroneView>) {
  const place = flight ? `${number(flight.x)} m east, ${number(flight.y)} m north, ${number(flight.height)} m high` : 'on the ground';
  return (
    <>
      <svg class="airspace" viewBox="-12 -12 24 24" role="img" aria-label={`The drone is ${place}`}>
        <path class="cross" d="M-12 0H12M0-12V12" />
        {newest.flight && <Drone flight={newest.flight} ghost />}
        {flight && <Drone flight={flight} />}
      </svg>
      <p class="scene-line">{place}</p>
      <p class="hint">
        {sent ? 'A command waits for its answer. ' : ''}
        {roundTrip !== undefined && `Round trip ${number(roundTrip)} ms. `}
        {counted(count, 'state')}
        {flight && `, battery ${number(flight.battery)} %`}.
      </p>
      <RoundTrips of={roundTrips} />
      {refused && <p class="warn">{refused}</p>}
    </>
  );
}

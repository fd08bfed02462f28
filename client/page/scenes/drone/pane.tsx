import { signal } from '@preact/signals';
import { type DroneAct, droneActs, droneEvents, type Flight } from '../../../../server/lab/scenes/drone/messages.ts';
import { number } from '../../numbers.ts';
import { settings } from '../../settings/store.ts';
import { serverNow } from '../../telemetry/clock.ts';
import { Choice } from '../../ui/choice.tsx';
import { me } from '../fields.ts';
import type { PaneProps } from '../page-scene.ts';
import { post, send } from '../send.ts';
import type { DroneView } from './scene.ts';

const uplinks = ['WebSocket', 'POST'] as const;
const uplink = signal<(typeof uplinks)[number]>('WebSocket');

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

/** Whether commands can go over an open WebSocket at all. */
const hasWebSocket = () => (settings.value.mode === 'one' ? settings.value.transport === 'websocket' : settings.value.lanes.includes('websocket'));

export function DroneControls() {
  const way = hasWebSocket() ? uplink.value : 'POST';
  const fly = (act: DroneAct) => void (way === 'POST' ? post : send)(droneEvents.command, { drone: me, do: act, sent: serverNow() });
  return (
    <div class="scene-controls">
      {droneActs.map((act) => (
        <button key={act} type="button" onClick={() => fly(act)}>
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

export function DronePane({ state: { flight, roundTrip, sent, count, refused }, newest }: PaneProps<DroneView>) {
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
        {count} states{flight && `, battery ${number(flight.battery)} %`}.
      </p>
      {refused && <p class="warn">{refused}</p>}
    </>
  );
}

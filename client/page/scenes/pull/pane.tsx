import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { perTransport } from '../../../../bench/result/identity.ts';
import { messageOf } from '../../errors.ts';
import { roundTrip, summaries } from '../../lab.ts';
import { counted, number } from '../../numbers.ts';
import type { Race } from '../../race/race.ts';
import { change, settings } from '../../settings/store.ts';
import { ranges } from '../../settings/url.ts';
import { permission, sendCommand } from '../../telemetry/telemetry.ts';
import { NumberField } from '../../ui/number-field.tsx';
import { fetchReference, reference } from '../../what-if/reference.ts';
import type { ControlsProps, PaneProps } from '../page-scene.ts';
import { refused } from '../send.ts';
import { type Burden, burdenOf, computed, type Load, measured, type Wish } from './load.ts';
import type { PullState } from './scene.ts';
import { ServerTable } from './server-table.tsx';

/** The most bots of one transport, so that all four may have the same number. */
const mostBots = 100;

const wish = signal<Wish>({ rate: 0.5, users: 100, interval: 2_000 });
/** Whether the bots already run with the chosen settings. */
const runs = signal(false);

async function run(race: Race): Promise<void> {
  const { rate, users, interval } = wish.value;
  change({ rate, pollInterval: interval });
  const bots = Math.min(mostBots, Math.round(users));
  try {
    await sendCommand({ type: 'bots', bots: perTransport(() => bots), pollInterval: Math.round(interval) });
    refused.value = undefined;
  } catch (error) {
    refused.value = `Without bots: ${messageOf(error)}`;
  }
  race.restart();
  runs.value = true;
}

const Field = ({ label, of, least, most, scale = 1 }: { label: string; of: keyof Wish; least: number; most: number; scale?: number }) => (
  <div class="field">
    <span class="label">{label}</span>
    <NumberField
      aria-label={label}
      least={least}
      most={most}
      step="any"
      value={wish.value[of] / scale}
      set={(value) => {
        wish.value = { ...wish.value, [of]: value * scale };
        runs.value = false;
      }}
    />
  </div>
);

export function PullControls({ race }: ControlsProps) {
  useEffect(() => {
    if (!reference.value) void fetchReference();
  }, []);
  return (
    <div class="pull-controls">
      <div class="scene-controls">
        <Field label="updates per second" of="rate" least={0.01} most={100} />
        <Field label="users" of="users" least={1} most={1_000_000} />
        <Field label="seconds between polls" of="interval" least={ranges.pollInterval[0] / 1_000} most={60} scale={1_000} />
        <button type="button" class="primary" disabled={permission.value !== 'control'} onClick={() => void run(race)}>
          Run it
        </button>
        <button type="button" onClick={() => void sendCommand({ type: 'bots', bots: perTransport(() => 0) }).catch(() => {})}>
          Send the bots away
        </button>
      </div>
      <p class="hint">
        Measured: one stream of this page for each transport, times the users. Beside it run up to {mostBots} bots on each transport.
      </p>
      <ServerTable />
    </div>
  );
}

const shown = (value: number | undefined): string => (value === undefined ? '–' : number(value));

const rows: readonly { readonly of: keyof Load; readonly name: string }[] = [
  { of: 'requests', name: 'requests/s' },
  { of: 'empty', name: 'empty, %' },
  { of: 'staleness', name: 'staleness, ms' },
  { of: 'megabits', name: 'Mbit/s' },
];

/** Values that are only computed, because one server serves all transports and reports only their sum. */
const costs: readonly { readonly of: 'cores' | 'heap'; readonly name: string }[] = [
  { of: 'cores', name: 'CPU, cores' },
  { of: 'heap', name: 'heap, MiB' },
];

const cost = (burden: Burden | undefined, of: 'cores' | 'heap'): string =>
  burden ? `${burden.extrapolated ? '≈\u00a0' : ''}${number(burden[of])}` : '–';

export function PullPane({ transport, state }: PaneProps<PullState>) {
  const model = computed(transport, wish.value, settings.value.payload, roundTrip.value ?? settings.value.rtt);
  const real = runs.value ? measured(summaries.value[transport], wish.value) : undefined;
  const { coefficients } = reference.value ?? {};
  const burden = coefficients && burdenOf({ [transport]: wish.value.users }, wish.value, settings.value.payload, coefficients);
  return (
    <>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">computed</th>
            <th scope="col">measured</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ of, name }) => (
            <tr key={of}>
              <th scope="row">{name}</th>
              <td>{shown(model[of])}</td>
              <td>{shown(real?.[of])}</td>
            </tr>
          ))}
          {costs.map(({ of, name }) => (
            <tr key={of}>
              <th scope="row">{name}</th>
              <td>{cost(burden, of)}</td>
              <td>–</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="hint">
        {counted(state.count, 'update')} so far{state.count > 0 && `, ${number(state.age)} ms old on average`}.
      </p>
    </>
  );
}

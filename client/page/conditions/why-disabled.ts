import { connectionTrouble, labConnected, labState, permission, permissionReason } from '../telemetry/telemetry.ts';
import type { Control } from './controls.ts';

/** Why the lab cannot be controlled from here; `undefined` if it can. */
export function whyDisabled(needs: Control['needs']): string | undefined {
  if (!needs) return undefined;
  if (!labConnected.value && connectionTrouble.value) return 'Not connected to the lab: see below the lanes.';
  if (!labConnected.value) return labState.value ? 'The connection to the lab is lost; the page keeps trying.' : 'Connecting to the lab.';
  if (permission.value === 'look') return permissionReason.value ?? 'This page is read-only.';
  if (needs === 'weather' && labState.value?.weather === null)
    return 'Network simulation is off: this lab adds no delay and no faults. Start it without --no-weather.';
  return undefined;
}

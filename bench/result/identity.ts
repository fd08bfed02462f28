import { type ArmName, armNames } from './result.ts';

/** How an arm is told from the others everywhere, with or without colour. */
export interface Identity {
  /** In front of the name, in text; a blank for the floor, which is no competitor. */
  readonly shape: string;
  /** `stroke-dasharray` of its lines; empty is solid. */
  readonly dash: string;
  readonly light: string;
  readonly dark: string;
}

export const identities: Readonly<Record<ArmName, Identity>> = {
  polling: { shape: '■', dash: '2 4', light: '#B35C00', dark: '#F0A33C' },
  'long-polling': { shape: '▲', dash: '10 4 2 4', light: '#9C2F74', dark: '#E58BC2' },
  sse: { shape: '●', dash: '', light: '#00724F', dark: '#3CC99A' },
  websocket: { shape: '◆', dash: '', light: '#005A9C', dark: '#62B5F0' },
  tcp: { shape: ' ', dash: '6 5', light: '#6B7280', dark: '#9CA3AF' },
};

/** Sorts rows: the order of the transports, the floor, and each twin right behind its original. */
export const armOrder = (arm: ArmName): number => armNames.indexOf(arm);

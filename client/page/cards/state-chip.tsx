import type { LaneSummary } from '../track/summary.ts';

/** The state of the lane in a word or two, so that it fits beside the longest name. */
function word({ state, trouble, retryAt }: LaneSummary): string {
  if (trouble?.startsWith('Paused')) return 'paused';
  if (trouble?.includes('six HTTP/1.1')) return 'stuck';
  if (state === 'closed') return 'closed';
  if (state !== 'reconnecting' || retryAt === undefined) return state;
  const seconds = Math.ceil((retryAt - performance.now()) / 1_000);
  return seconds > 0 ? `retry in ${seconds} s` : 'reconnecting';
}

export function StateChip({ summary }: { summary: LaneSummary }) {
  const text = word(summary);
  return <span class={`chip state ${text.split(' ')[0]}`}>{text}</span>;
}

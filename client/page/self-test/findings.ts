import type { Finding } from './checks/check.ts';

/**
 * A check that failed while the lab was away says nothing about the network path. @param away why, in a sentence; `undefined` if it was reachable all
 * the time
 */
export const judged = (finding: Finding, away: string | undefined): Finding =>
  finding.passed || !away ? finding : { passed: undefined, reason: `${away} This result says nothing about the network: test again.` };

const verdict = ({ passed }: Finding): string => {
  if (passed === undefined) return 'UNSURE';
  return passed ? 'passed' : 'FAILED';
};

/** The result of all checks. @param findings `undefined` where a check was stopped */
export function outcome(findings: readonly (Finding | undefined)[]): string {
  const count = (wanted: Finding['passed']) => findings.filter((finding) => finding && finding.passed === wanted).length;
  if (count(undefined) > 0) return `${count(undefined)} of ${findings.length} have no result, because the lab was away.`;
  return count(false) === 0 ? 'All tests passed.' : `${count(false)} of ${findings.length} tests failed.`;
}

/** The findings as text for a bug report. */
export function formatFindings(findings: readonly (readonly [name: string, finding: Finding])[], facts: Readonly<Record<string, string>>): string {
  return [
    'Transport Lab: connection test',
    ...Object.entries(facts).map(([name, value]) => `${name}: ${value}`),
    '',
    ...findings.map(([name, finding]) => `${verdict(finding)}  ${name}. ${finding.reason}`),
  ].join('\n');
}

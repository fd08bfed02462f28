import { PeerError } from '../problem.ts';

/** How many different names and origins are reported, so that an attacker who invents new ones cannot fill a log file. */
const most = 100;

/**
 * Reports each refused Host and Origin once to the operator of the server, because a browser hides the reason from its user.
 * @returns a function that takes every error and reports only those of the host and origin checks
 */
export function refusalReport(tell: (error: PeerError) => void): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    if (!isRefusal(error) || told.size >= most || told.has(error.message)) return;
    told.add(error.message);
    tell(error);
  };
}

const isRefusal = (error: unknown): error is PeerError =>
  error instanceof PeerError && (error.code === 'foreign-origin' || error.code === 'unknown-host');

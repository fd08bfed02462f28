import { PeerError } from '../problem.ts';

/** Different names and origins that are told; whoever makes up new ones shall not fill a disk. */
const most = 100;

/**
 * A browser hides from its user why it was refused, so that whoever runs the server has to learn of it: of each Host and Origin once.
 * @returns what is to be given every error, and tells those of the guards
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

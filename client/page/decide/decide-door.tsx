import type { DoorProps } from '../doors.ts';

/** Nothing here yet. */
export default function Door({ rest }: DoorProps) {
  return <h1>Decide {rest}</h1>;
}

import type { ServerResponse } from 'node:http';

/** Long polls that wait for something to answer. */
interface HeldPolls {
  /** @param wait milliseconds until it is answered in any case */
  add(response: ServerResponse, wait: number, answer: () => void): void;
  /** Answers all of them. */
  answer(): void;
}

export function heldPolls(): HeldPolls {
  const held = new Map<ServerResponse, () => void>();
  return {
    add(response, wait, answer) {
      const release = () => {
        clearTimeout(timer);
        held.delete(response);
      };
      const timer = setTimeout(() => {
        release();
        answer();
      }, wait);
      held.set(response, () => {
        release();
        answer();
      });
      response.once('close', release);
    },
    answer() {
      for (const answer of [...held.values()]) answer();
    },
  };
}

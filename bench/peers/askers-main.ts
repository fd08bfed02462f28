import { serve } from '../../server/lab/processes/channel.ts';
import { Askers, type AskersOrder } from './askers.ts';

let askers = new Askers();

const handlers = {
  open: (order: AskersOrder) => askers.open(order),
  reading: () => askers.reading,
  wave: () => askers.wave(),
  loop: (milliseconds: number) => askers.loop(milliseconds),
  until: ({ answers, wait }: { answers: number; wait: number }) => askers.until(answers, wait),
  /** So many waves, that many milliseconds apart. */
  async waves({ count, interval }: { count: number; interval: number }): Promise<void> {
    for (let wave = 0; wave < count; wave += 1) {
      askers.wave();
      await new Promise((resolve) => setTimeout(resolve, interval));
    }
  },
  close(): void {
    askers.close();
    askers = new Askers();
  },
};

export type AskersHandlers = typeof handlers;

serve(handlers);

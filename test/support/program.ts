import { Program as Started } from '../../bench/processes/program.ts';
import { patience } from './patience.ts';

export type { ProgramOptions } from '../../bench/processes/program.ts';

/** A program in the foreground, with the patience of a test. */
export class Program extends Started {
  override says(text: string, deadline = patience): Promise<void> {
    return super.says(text, deadline);
  }

  override listens(port: number, deadline = patience): Promise<void> {
    return super.listens(port, deadline);
  }
}

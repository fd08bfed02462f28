import { onTestFinished } from 'vitest';
import { Program, type ProgramOptions } from './program.ts';

/** A foreign program in the foreground, ended with the test. */
export class ForeignProgram extends Program {
  constructor(file: string, args: readonly string[], options: ProgramOptions = {}) {
    super(file, args, options);
    onTestFinished(() => this.end());
  }
}

import { onTestFinished } from 'vitest';
import { Program, type ProgramOptions } from './program.ts';

/** A program of somebody else, in the foreground, ended when the test is over. */
export class ForeignProgram extends Program {
  constructor(file: string, args: readonly string[], options: ProgramOptions = {}) {
    super(file, args, options);
    onTestFinished(() => this.end());
  }
}

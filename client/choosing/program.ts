import type { Program } from '../../server/lab/command-line/program.ts';

export const choosingProgram = {
  command: 'npm run choosing --',
  summary: 'Takes from the committed run what /decide says of it, and writes docs/choosing.md, so that no number there is typed by hand.',
  options: {},
} satisfies Program;

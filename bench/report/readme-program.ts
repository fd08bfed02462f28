import type { Program } from '../../server/lab/command-line/program.ts';

export const readmeTableProgram = {
  command: 'npm run readme:table --',
  summary: 'Puts the tables of the committed run into README.md and docs/results.md, so that no number there is typed by hand.',
  options: {},
} satisfies Program;

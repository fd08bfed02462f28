import type { Program } from '../../server/lab/command-line/program.ts';

export const readmeTableProgram = {
  command: 'npm run readme:table --',
  summary: 'Puts the table of the committed run into README.md, so that no number there is typed by hand.',
  options: {},
} satisfies Program;

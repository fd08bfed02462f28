import type { Program } from '../../server/lab/command-line/program.ts';

export const scaleProgram = {
  command: 'npm run scale --',
  summary:
    'Computes from committed results what one million clients take, simulates how late they are served and how they come back, prints it, and writes it into docs/scale.md.',
  options: {},
} satisfies Program;

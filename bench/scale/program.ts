import type { Program } from '../../server/lab/command-line/program.ts';

export const scaleProgram = {
  command: 'npm run scale --',
  summary:
    'Computes from committed results what one million clients need, simulates how late they receive and how they reconnect, prints it, and writes it into docs/scale.md.',
  options: {},
} satisfies Program;

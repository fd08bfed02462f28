/** Prints the Debian and Ubuntu packages that tests need and this machine lacks, one a line, for an administrator to install. */
import { missingPackages } from './programs.ts';

for (const name of missingPackages()) process.stdout.write(`${name}\n`);

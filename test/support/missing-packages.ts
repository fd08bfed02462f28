/** Prints the packages of Debian and Ubuntu that tests need and this machine does not have, one a line: for who installs them where the tests may not. */
import { missingPackages } from './programs.ts';

for (const name of missingPackages()) process.stdout.write(`${name}\n`);

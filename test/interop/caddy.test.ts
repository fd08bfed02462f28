import { frontTests } from './front-contract.ts';

await frontTests('caddy');

import { contractIn } from './in-browser.ts';

await contractIn('WebKit');

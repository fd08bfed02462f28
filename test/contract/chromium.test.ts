import { contractIn } from './in-browser.ts';

await contractIn('Chromium');

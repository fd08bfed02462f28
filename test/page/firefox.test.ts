import { pageIn } from './in-browser.ts';

await pageIn('Firefox');

import { playScenesIn } from './scenes-support.ts';

await playScenesIn('Firefox');

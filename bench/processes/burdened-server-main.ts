import { carryBurden } from './burden.ts';
import './server-main.ts';

/** The real lab, made twice as costly: a bench that does not notice this cannot be trusted. */
carryBurden(2);

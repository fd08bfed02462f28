import { clientListeners } from './client-listeners.ts';

clientListeners();

import { ListenError } from '../../listen.ts';
import { endWithParent } from '../child-signals.ts';
import type { WeatherCall, WeatherReply } from './messages.ts';
import { startWeather, type Weather } from './weather.ts';

/** A weather process: carries out what its parent asks, and goes when the parent goes. */
let weather: Weather | undefined;
const lifts: (() => void)[] = [];

const started = (): Weather => {
  if (!weather) throw new Error('Expected the call "start" first.');
  return weather;
};

async function carryOut(call: WeatherCall): Promise<Omit<WeatherReply, 'number'>> {
  switch (call.call) {
    case 'start':
      weather = await startWeather(call.target, call.conditions, call.place);
      return { port: weather.port };
    case 'set':
      started().set(call.changes);
      return {};
    case 'retarget':
      started().retarget(call.target);
      return {};
    case 'fault':
      return { fault: lifts.push(started().fault(call.fault)) - 1 };
    case 'lift':
      lifts[call.fault]?.();
      return {};
    case 'stats':
      return { stats: started().stats() };
    case 'close':
      await weather?.close(call.grace);
      return {};
  }
}

process.on('message', (call: WeatherCall) => {
  const reply = (rest: Omit<WeatherReply, 'number'>) => process.send?.({ number: call.number, ...rest });
  carryOut(call).then(
    (done) => {
      reply(done);
      if (call.call === 'close') process.disconnect();
    },
    (error: unknown) =>
      reply({ error: error instanceof Error ? error.message : String(error), ...(error instanceof ListenError && { cannotListen: true }) }),
  );
});
endWithParent();
// It holds the port, so whoever looks for the lab finds this one: he means the lab.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.kill(process.ppid, signal));

import { parseQuestion } from '../question.ts';
import { answerPoll } from './poll-response.ts';
import type { ServerTransport } from './transport.ts';

/** The client holds the cursor and asks by its own clock; every question is answered at once. */
export const polling: ServerTransport = {
  name: 'polling',

  mount(host, { log, answers, stalls, admission, observation }) {
    const answering = { stalls, meter: observation?.meter('polling') };
    host.route('GET', '/stream/polling', (request, response) => {
      const { after, events } = parseQuestion(request.url);
      return admission.reader(request, 'polling', events, (filter) => {
        const place = log.window.place(after);
        answerPoll(response, after, answers.at(place, filter), answering);
      });
    });
    return () => [];
  },
};

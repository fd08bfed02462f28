import { parsePollQuestion } from '../question.ts';
import { answerPoll, known } from './poll-response.ts';
import type { ServerTransport } from './transport.ts';

/** The client keeps the cursor and decides when to ask. Every request is answered at once. */
export const polling: ServerTransport = {
  name: 'polling',

  mount(host, { log, answers, stalls, admission, observation }) {
    const answering = { stalls, meter: observation?.meter('polling') };
    host.route('GET', '/stream/polling', (request, response) => {
      const question = parsePollQuestion(request.url);
      return admission.reader(request, 'polling', question, (filter) => {
        const { after } = question;
        const place = log.window.place(after);
        answerPoll(response, known(after, place), answers.at(place, filter), answering);
      });
    });
    return () => [];
  },
};

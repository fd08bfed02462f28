/** The questions that lead to a choice. An answer's name is in the URL, so it is never renamed. */

interface Answer {
  /** Text of the option. */
  readonly label: string;
  /** Text behind “if”, after the question's own clause. */
  readonly clause: string;
}

interface Question {
  readonly asks: string;
  /** Begins the clause of each answer; may be empty. */
  readonly clause: string;
  readonly answers: Readonly<Record<string, Answer>>;
}

export const questions = {
  direction: {
    asks: 'Who sends?',
    clause: 'the page sends ',
    answers: {
      down: { label: 'The server alone', clause: 'nothing' },
      seldom: { label: 'The page too, now and then', clause: 'now and then' },
      often: { label: 'The page too, many times a second', clause: 'many times a second' },
      socket: { label: 'The same, over one open connection', clause: 'over one open connection' },
    },
  },
  rate: {
    asks: 'How often is there something new?',
    clause: 'there is something new ',
    answers: {
      'per-hour': { label: 'Once an hour', clause: 'once an hour' },
      'per-minute': { label: 'Once a minute', clause: 'once a minute' },
      'per-second': { label: 'Once a second', clause: 'once a second' },
      '10-per-second': { label: '10 times a second', clause: '10 times a second' },
      '100-per-second': { label: '100 times a second', clause: '100 times a second' },
    },
  },
  staleness: {
    asks: 'How old may it be when it is shown?',
    clause: 'it may be ',
    answers: {
      '0.2s': { label: '0.2 s: as it happens', clause: '0.2 s old' },
      '2s': { label: '2 s', clause: '2 s old' },
      '10s': { label: '10 s', clause: '10 s old' },
      '60s': { label: 'A minute', clause: 'a minute old' },
    },
  },
  clients: {
    asks: 'How many users at the same time?',
    clause: 'there are ',
    answers: {
      '10': { label: '10', clause: '10 users' },
      '1000': { label: '1,000', clause: '1,000 users' },
      '10000': { label: '10,000', clause: '10,000 users' },
      '100000': { label: '100,000', clause: '100,000 users' },
    },
  },
  network: {
    asks: 'What network is in between?',
    clause: '',
    answers: {
      open: { label: 'Nothing that interferes', clause: 'nothing on the way interferes' },
      mobile: { label: 'Phones on the move', clause: 'the users are on phones on the move' },
      company: { label: 'Company proxies: HTTP passes, WebSocket may not', clause: 'company proxies may let no WebSocket pass' },
      buffering: { label: 'The same, and they hold each answer until it ends', clause: 'proxies pass HTTP only, and hold each answer until it ends' },
      unknown: { label: 'I do not know', clause: 'nobody knows yet what interferes' },
    },
  },
  auth: {
    asks: 'How does the server know who it is?',
    clause: '',
    answers: {
      cookie: { label: 'By a cookie, or it need not know', clause: 'a cookie says who it is' },
      ticket: { label: 'By a token; a one-use ticket may stand in the URL', clause: 'a one-use ticket may stand in for the token' },
      header: { label: 'By a token in a header, in no other way', clause: 'a token in a header is the only way' },
    },
  },
  http: {
    asks: 'Which HTTP do the browsers speak?',
    clause: 'the browsers speak ',
    answers: {
      h2: { label: 'HTTP/2 or newer', clause: 'HTTP/2' },
      h1: { label: 'HTTP/1.1, a tab or two for each user', clause: 'HTTP/1.1' },
      tabs: { label: 'HTTP/1.1, and users open many tabs', clause: 'HTTP/1.1 in many tabs' },
    },
  },
} as const satisfies Readonly<Record<string, Question>>;

type Questions = typeof questions;
export type QuestionName = keyof Questions;

/** One answer to each question. */
export type Needs = { readonly [Name in QuestionName]: keyof Questions[Name]['answers'] };

export const questionNames = Object.keys(questions) as QuestionName[];

/** Something may interfere, but nothing is known to hold answers back. */
export const mayInterfere = ({ network }: Needs): boolean => network === 'company' || network === 'unknown';

/** The answers to one question, in the order in which they are offered. */
export const answersTo = <Name extends QuestionName>(question: Name): readonly Needs[Name][] =>
  Object.keys(questions[question].answers) as Needs[Name][];

const answerOf = (question: QuestionName, answer: string): Answer | undefined =>
  (questions[question].answers as Readonly<Record<string, Answer>>)[answer];

export const labelOf = (question: QuestionName, answer: string): string => answerOf(question, answer)?.label ?? answer;

/** These answers to one question as they stand behind “if”: “it may be 10 s old or a minute old”. */
export const clauseOf = (question: QuestionName, answers: readonly string[]): string =>
  questions[question].clause + answers.map((answer) => answerOf(question, answer)?.clause ?? answer).join(' or ');

/** The needs of most dashboards and tickers. */
export const usualNeeds: Needs = {
  direction: 'down',
  rate: 'per-second',
  staleness: '2s',
  clients: '1000',
  network: 'open',
  auth: 'cookie',
  http: 'h2',
};

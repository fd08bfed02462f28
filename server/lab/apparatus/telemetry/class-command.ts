import { quote } from '../../../stream/problem.ts';
import { parseCursor } from '../../../stream/protocol.ts';
import { findPlace } from '../../door-paths.ts';
import { isShownName } from '../classroom.ts';
import { parseLedRound } from './ballot-command.ts';
import { type Fields, fieldsOf, flagOf, known, matching } from './fields.ts';
import { type ClassChange, type Lead, longestName, mostHidden, tabPattern } from './messages.ts';
import { Refusal } from './refusal.ts';

/** Characters of what a page shows, as its fragment. */
const longestView = 1_000;

/** @throws Refusal `bad-message` */
export function parseClass(fields: Fields): ClassChange {
  known(fields, ['lead', 'muted', 'hidden']);
  const { lead, muted, hidden } = fields;
  return {
    ...(lead !== undefined && { lead: lead === null ? null : parseLead(fieldsOf(lead, '`lead` to be an object or null')) }),
    ...(muted !== undefined && { muted: flagOf('muted', muted) }),
    ...(hidden !== undefined && { hidden: parseHidden(hidden) }),
  };
}

function parseHidden(hidden: unknown): readonly string[] {
  const ids = Array.isArray(hidden) ? hidden.filter((id): id is string => typeof id === 'string' && parseCursor(id) !== undefined) : [];
  if (Array.isArray(hidden) && ids.length === hidden.length && ids.length <= mostHidden) return ids;
  throw new Refusal(
    'bad-message',
    `Expected hidden to be at most ${mostHidden} ids of notifications; got ${quote(hidden)}. Send a list such as ["k3f9ab-42"].`,
  );
}

function parseLead(fields: Fields): Lead {
  known(fields, ['id', 'name', 'path', 'query', 'view', 'round']);
  const { id, name, path, query = '', view, round } = fields;
  if (typeof name !== 'string' || !isShownName(name))
    throw new Refusal(
      'bad-message',
      `Expected name to be at most ${longestName} characters without control characters; got ${quote(name)}. Choose a shorter one.`,
    );
  if (typeof path !== 'string' || !findPlace(path))
    throw new Refusal('bad-message', `Expected path to be a page of this lab; got ${quote(path)}. See server/lab/door-paths.ts.`);
  if (typeof query !== 'string' || query.length > longestView || !/^(\?[\x21-\x7e]*)?$/.test(query) || query.includes('#'))
    throw new Refusal(
      'bad-message',
      `Expected query to be empty or what a URL has behind its path, with the ?, at most ${longestView} characters; got ${quote(query)}. Send location.search.`,
    );
  if (typeof view !== 'string' || view.length > longestView || !/^[\x20-\x7e]*$/.test(view))
    throw new Refusal(
      'bad-message',
      `Expected view to be the page's fragment, at most ${longestView} characters; got ${quote(view)}. Send what stands behind the #.`,
    );
  return {
    ...{ id: matching('id', id, tabPattern, '1 to 64 letters, digits, - and _'), name, path, query, view },
    ...(round !== undefined && { round: parseLedRound(path, fieldsOf(round, '`round` to be a round of a lesson')) }),
  };
}

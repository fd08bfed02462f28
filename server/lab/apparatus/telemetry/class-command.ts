import { quote } from '../../../stream/problem.ts';
import { findPlace } from '../../door-paths.ts';
import { isShownName } from '../classroom.ts';
import { type Fields, fieldsOf, known, matching } from './fields.ts';
import { type ClassState, type Lead, longestName, tabPattern } from './messages.ts';
import { Refusal } from './refusal.ts';

/** Characters of what a page shows, as its fragment. */
const longestView = 1_000;

/** @throws Refusal `bad-message` */
export function parseClass(fields: Fields): Partial<ClassState> {
  known(fields, ['lead', 'muted']);
  const { lead, muted } = fields;
  if (muted !== undefined && typeof muted !== 'boolean')
    throw new Refusal('bad-message', `Expected muted to be true or false; got ${quote(muted)}. Send one of them.`);
  return {
    ...(lead !== undefined && { lead: lead === null ? null : parseLead(fieldsOf(lead, '`lead` to be an object or null')) }),
    ...(muted !== undefined && { muted }),
  };
}

function parseLead(fields: Fields): Lead {
  known(fields, ['id', 'name', 'path', 'view']);
  const { id, name, path, view } = fields;
  if (typeof name !== 'string' || !isShownName(name))
    throw new Refusal(
      'bad-message',
      `Expected name to be at most ${longestName} characters without control characters; got ${quote(name)}. Choose a shorter one.`,
    );
  if (typeof path !== 'string' || !findPlace(path))
    throw new Refusal('bad-message', `Expected path to be a page of this lab; got ${quote(path)}. See server/lab/door-paths.ts.`);
  if (typeof view !== 'string' || view.length > longestView || !/^[\x20-\x7e]*$/.test(view))
    throw new Refusal(
      'bad-message',
      `Expected view to be the page's fragment, at most ${longestView} characters; got ${quote(view)}. Send what stands behind the #.`,
    );
  return { id: matching('id', id, tabPattern, '1 to 64 letters, digits, - and _'), name, path, view };
}

import { momentOf, type AccessService } from '../access/access.service.ts';
import { namesByIds } from '../people/people.service.ts';
import type { RecordResolver } from './decision-deps.ts';
import { scopeCovers } from './decisions.policy.ts';
import { placeOfPerson } from './visible-people.service.ts';

/** Says where a person belongs, to himself and to those who may see him. */
export const personRecords =
  (access: Pick<AccessService, 'facts'>): RecordResolver =>
  async (context, id) => {
    const moment = momentOf(await access.facts(context.transaction), context.now);
    const person = moment.people.get(id);
    if (!person) return null;
    const place = placeOfPerson(moment, person);
    const { caller } = context;
    if (id !== caller.id && !scopeCovers(caller.access.scope('access.person.view'), place, caller.id)) return null;
    return { ...place, name: (await namesByIds(context, [id])).get(id) ?? null };
  };

import { codeOf, everybody, personId, type PersonCode } from './grants-company.ts';
import { aboveAll, ms, type Raw, type RawRequest } from './grants-raw.ts';

/** Takes numbers one after another. */
export class Dice {
  readonly #numbers: readonly number[];
  #at = 0;
  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }
  next(): number {
    const number = this.#numbers[this.#at % this.#numbers.length] ?? 0;
    this.#at += 1;
    return number;
  }
  of<T>(list: readonly T[]): T | undefined {
    return list[this.next() % Math.max(1, list.length)];
  }
  often(percent: number): boolean {
    return this.next() % 100 < percent;
  }
}

/** Anybody. */
export const somebody = (dice: Dice): PersonCode => dice.of(everybody) ?? 'ann';

/** The rule of the step that waits, as its row says. */
function waitingRule(raw: Raw, { id, revision }: RawRequest): string {
  const steps = raw.steps.filter((step) => step.request_id === id && step.revision === revision);
  const open = steps.find((step) => {
    const approvals = raw.decisions.filter(({ step_id, verdict }) => step_id === step.id && verdict === 'APPROVE');
    return approvals.length < step.required_count;
  });
  return open?.rule ?? 'SUPERIOR';
}

const owners: readonly PersonCode[] = ['owner1', 'owner2', 'owner3', 'deskHead'];

/** Those who should decide, those who might wrongly try, with delegates of all times among them. */
export function actorFor(raw: Raw, request: RawRequest, dice: Dice, t: number): PersonCode {
  const grantee = request.grantee_id ?? '';
  const above = aboveAll(raw, grantee, t);
  const superior = waitingRule(raw, request) === 'SUPERIOR' && above.length > 0;
  const right = superior ? above : owners.map(personId);
  const papers = raw.delegations.filter(({ owner_id }) => above.includes(owner_id));
  const over = papers.filter(({ ends_at, ended_at }) => ended_at !== null || (ends_at !== null && ms(ends_at) <= t));
  if (over.length > 0 && dice.often(40)) return codeOf(dice.of(over)?.delegate_id ?? grantee);
  if (papers.length > 0 && dice.often(40)) return codeOf(dice.of(papers)?.delegate_id ?? grantee);
  if (dice.often(65)) return codeOf(dice.of(right) ?? grantee);
  const others = [...above, ...owners.map(personId), grantee, request.requester_id, personId(somebody(dice))];
  return codeOf(dice.of(others) ?? grantee);
}

import type { Grant } from '@eoms/contracts/access/grants.contract';
import { describeError, useLocalized } from '@eoms/kit';
import type { Outcome } from './grants.api.ts';

function Line({ grant }: { grant: Grant }) {
  const text = useLocalized();
  return (
    <>
      {grant.person.name} · {text(grant.name)}
    </>
  );
}

/** Grants that something is about to be done with. */
export function GrantNames({ grants }: { grants: readonly Grant[] }) {
  return (
    <ul className="access-plain">
      {grants.map((grant) => (
        <li key={grant.id}>
          <Line grant={grant} />
        </li>
      ))}
    </ul>
  );
}

/** Grants it was refused for, each with the reason. */
export function RefusedGrants({ outcomes }: { outcomes: readonly Outcome[] }) {
  const text = useLocalized();
  return (
    <ul className="access-plain">
      {outcomes.map(({ grant, error }) => (
        <li key={grant.id}>
          <Line grant={grant} />
          <p className="access-error">{text(describeError(error).title)}</p>
        </li>
      ))}
    </ul>
  );
}

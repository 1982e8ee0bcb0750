import type { Phase } from '@eoms/contracts/access/organisation.record';
import { useFormat } from '@eoms/kit';
import { StatusTag } from '@eoms/kit/ui';
import { phaseTones, useOrganisationText } from './organisation-words.ts';

/** From when until when something holds, and how that lies to now. */
export function SpanText({ from, until, phase }: { from: string; until: string | null; phase: Phase }) {
  const o = useOrganisationText();
  const format = useFormat();
  const words =
    until === null
      ? o('spanOpen', { from: format.day(from) })
      : o('span', { from: format.day(from), until: format.day(until) });
  return (
    <span className="access-tags">
      <span
        title={[from, until]
          .filter((iso) => iso !== null)
          .map((iso) => format.instant(iso))
          .join(' – ')}
      >
        {words}
      </span>
      <StatusTag tone={phaseTones[phase]}>{o(`phase_${phase}`)}</StatusTag>
    </span>
  );
}

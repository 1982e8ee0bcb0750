import type { GrantKind } from '@eoms/contracts/access/shared.record';
import { StatusTag } from '@eoms/kit/ui';
import { grantTones, requestTones, useAccessText, type GrantState, type RequestState } from './words.ts';

/** State of a request in words and colour. */
export function RequestStateTag({ state }: { state: RequestState }) {
  const s = useAccessText();
  return <StatusTag tone={requestTones[state]}>{s(state)}</StatusTag>;
}

/** How a grant stands, in words and colour. */
export function GrantStateTag({ state }: { state: GrantState }) {
  const s = useAccessText();
  return <StatusTag tone={grantTones[state]}>{s(state)}</StatusTag>;
}

/** Long-term, short-term, or a change of the configuration. */
export function KindTag({ kind }: { kind: GrantKind | 'CHANGE' }) {
  const s = useAccessText();
  return <StatusTag tone={kind === 'SHORT' ? 'info' : 'neutral'}>{s(kind)}</StatusTag>;
}

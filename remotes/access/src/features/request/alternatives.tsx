import type { Explanation, Remedy } from '@eoms/contracts/access/decisions.contract';
import { useLocalized } from '@eoms/kit';
import { Alert, Button } from '@eoms/kit/ui';
import { firstScope, keyOf, type DraftItem } from './draft.ts';
import { findKnown, useRequestables } from './request.api.ts';
import { useRequestText } from './request-texts.ts';

/** For somebody whom a link brought with a permission he lacks: what was chosen, and what else would help. */
export function Alternatives(props: {
  explanation: Explanation;
  others: readonly Remedy[];
  onTake: (item: DraftItem) => void;
}) {
  const t = useRequestText();
  const text = useLocalized();
  const { explanation, others } = props;
  const { meta, remedies, allowed } = explanation;
  const { known } = useRequestables([meta.system]);
  const name = text(meta.name);
  if (allowed) return <Alert type="success" showIcon title={t('alreadyHeld', { name })} />;
  if (remedies.length === 0) return <Alert type="warning" showIcon title={t('notOpen', { name })} />;
  const choices = others.flatMap((remedy) => {
    const what = findKnown(known, { roleId: remedy.role?.id ?? '', metaCode: remedy.meta?.code ?? '' });
    return what ? [{ key: keyOf(what), what, scope: remedy.scope ?? firstScope(what) }] : [];
  });
  return (
    <Alert
      type="info"
      showIcon
      title={t('missing', { name })}
      description={
        choices.length > 0 && (
          <span className="access-tags">
            {t('alternatives')}
            {choices.map((choice) => (
              <Button key={choice.key} size="small" onClick={() => props.onTake(choice)}>
                {text(choice.what.name)}
              </Button>
            ))}
          </span>
        )
      }
    />
  );
}

import { useCan, useFormat } from '@eoms/kit';
import { useParams } from '@eoms/kit/router';
import { Checkbox, InfoCard, Loaded, Page, StatusTag, urlFlag, useUrlState } from '@eoms/kit/ui';
import { ReviewItems } from './review-items.tsx';
import { useReviewText } from './review-texts.ts';
import { useReviewCampaign } from './reviews.api.ts';
import './reviews.css';

const spec = { all: urlFlag() };

/** One review: how far it is, and its grants. */
export function ReviewPage() {
  const t = useReviewText();
  const format = useFormat();
  const { campaignId = '' } = useParams();
  const campaign = useReviewCampaign(campaignId);
  const runs = useCan('access.review.run');
  const [{ all }, set] = useUrlState(spec);
  return (
    <Loaded query={campaign}>
      {(review) => (
        <Page
          title={review.name}
          tag={<StatusTag tone={review.state === 'OPEN' ? 'attention' : 'neutral'}>{t(review.state)}</StatusTag>}
          breadcrumb={[{ title: t('title'), to: '/access/reviews?view=campaigns' }, { title: review.name }]}
        >
          <InfoCard
            title={t('progress', {
              done: review.counts.kept + review.counts.revoked,
              items: review.counts.items,
            })}
            items={[
              { label: t('startedBy'), value: review.startedBy.name },
              { label: t('due'), value: format.instant(review.dueAt) },
              { label: t('onNoAnswer'), value: t(review.onNoAnswer) },
              {
                label: t('answers'),
                value: t('answered', {
                  kept: format.number(review.counts.kept),
                  revoked: format.number(review.counts.revoked),
                }),
              },
            ]}
          />
          <Checkbox checked={!all} onChange={(event) => set({ all: !event.target.checked })}>
            {t('openOnly')}
          </Checkbox>
          <ReviewItems query={{ campaignId, mine: !runs, open: !all }} />
        </Page>
      )}
    </Loaded>
  );
}

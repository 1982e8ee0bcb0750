import {
  decideReviewItems,
  getReviewCampaign,
  listReviewCampaigns,
  listReviewItems,
  startReview,
} from '@eoms/contracts/access/governance.contract';
import { exampleResponse } from '@eoms/contracts/fake';
import { fakeBff } from '@eoms/kit/testing/fake-bff';
import { renderPage } from '@eoms/kit/testing/render';
import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ReviewPage } from './review.page.tsx';
import { ReviewsPage } from './reviews.page.tsx';

const bff = fakeBff();
const [example] = exampleResponse(listReviewItems).items;
const item = (index: number, name: string, change = {}) => ({
  ...example!,
  id: `0195844e-2d00-7000-8000-0000000004${String(index).padStart(2, '0')}`,
  grantee: { ...example!.grantee, name },
  ...change,
});
const open = (query = '', metas = ['access.review.view']) =>
  renderPage(<ReviewsPage />, { path: `/access/reviews${query}`, route: '/access/reviews', metas });

test('keeps several grants at once and says what was not done', async () => {
  const rows = [item(1, '王敏'), item(2, '纪祥'), item(3, '赵磊', { mayDecide: false })];
  bff.on(listReviewItems, { items: rows, next: null });
  bff.on(decideReviewItems, {
    results: [
      { itemId: rows[0]!.id, ok: true, code: null },
      { itemId: rows[1]!.id, ok: false, code: 'conflict' },
    ],
  });
  const { user } = open();
  expect(await screen.findByText('赵磊')).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: '选择 赵磊 的授权' })).toBeNull();
  await user.click(screen.getByRole('checkbox', { name: '选择本页全部' }));
  await user.type(screen.getByRole('textbox', { name: '说明（可选）' }), '仍然需要');
  await user.click(screen.getByRole('button', { name: '保留所选（2）' }));
  await screen.findByText(/1 项已答复，1 项未成功/);
  expect(bff.calls(decideReviewItems).at(-1)?.body).toEqual({
    decisions: rows.slice(0, 2).map(({ id }) => ({ itemId: id, verdict: 'KEEP', comment: '仍然需要' })),
  });
});

test('asks before it takes grants back', async () => {
  bff.on(listReviewItems, { items: [item(1, '王敏')], next: null });
  const { user } = open();
  await user.click(await screen.findByRole('checkbox', { name: '选择 王敏 的授权' }));
  await user.click(screen.getByRole('button', { name: '收回所选（1）' }));
  const dialog = await screen.findByRole('dialog');
  expect(bff.calls(decideReviewItems)).toHaveLength(0);
  await user.click(within(dialog).getByRole('button', { name: /收\s*回/ }));
  await waitFor(() => expect(bff.calls(decideReviewItems)).toHaveLength(1));
});

test('starts a review with what was chosen, and only for those who may', async () => {
  bff.on(listReviewCampaigns, exampleResponse(listReviewCampaigns));
  const without = open('?view=campaigns');
  await screen.findByRole('table', { name: '复核活动' });
  expect(screen.queryByRole('button', { name: '发起复核' })).toBeNull();
  without.unmount();
  const { user } = open('?view=campaigns', ['access.review.view', 'access.review.run']);
  await user.click(await screen.findByRole('button', { name: '发起复核' }));
  const dialog = await screen.findByRole('dialog');
  await user.type(within(dialog).getByRole('textbox', { name: '活动名称' }), '第四季度复核');
  await user.click(within(dialog).getByRole('button', { name: '发起复核' }));
  await waitFor(() =>
    expect(bff.calls(startReview).at(-1)?.body).toMatchObject({
      name: '第四季度复核',
      onNoAnswer: 'REVOKE',
      selection: { systems: [], kinds: ['LONG'], minRiskTier: 0, unitId: null },
    }),
  );
});

test('one review says how far it is and what was answered', async () => {
  const campaign = exampleResponse(getReviewCampaign);
  bff.on(getReviewCampaign, { ...campaign, counts: { ...campaign.counts, items: 9, kept: 4, revoked: 2 } });
  renderPage(<ReviewPage />, {
    path: `/access/reviews/${campaign.id}`,
    route: '/access/reviews/:campaignId',
    metas: ['access.review.view'],
  });
  expect(await screen.findByRole('region', { name: '已答复 6 / 9' })).toBeTruthy();
  expect(screen.getByText('保留 4 · 收回 2')).toBeTruthy();
});

import { exampleProblem } from '@eoms/contracts/fake';
import { screen, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { Link, Route, Routes, useNavigate } from 'react-router';
import { expect, test, vi } from 'vitest';
import { ProblemError } from '../api/errors.ts';
import { renderPage } from '../testing/render.ts';
import { useUnsavedGuard } from '../unsaved.ts';
import { ConflictModal } from './conflict-modal.tsx';
import { InfoCard } from './info-card.tsx';
import { Page } from './page.tsx';
import { StatusTag } from './status-tag.tsx';
import { Timeline } from './timeline.tsx';

function TwoPages({ dirty = false }: { dirty?: boolean }) {
  useUnsavedGuard(dirty);
  return (
    <Routes>
      <Route
        path="/"
        element={
          <Page title="门店">
            <Link to="/one">打开</Link>
            <Link to="/?q=1">筛选</Link>
          </Page>
        }
      />
      <Route
        path="/one"
        element={
          <Page
            title="松江店"
            tag={<StatusTag tone="success">营业</StatusTag>}
            breadcrumb={[{ title: '门店', to: '/' }, { title: '松江店' }]}
          >
            …
          </Page>
        }
      />
    </Routes>
  );
}

test('navigation moves the focus to the heading and names the tab; filters do not', async () => {
  const { user } = renderPage(<TwoPages />);
  expect(document.title).toBe('门店 · EOMS');
  expect(document.activeElement).toBe(document.body);
  await user.click(screen.getByText('筛选'));
  expect(document.activeElement).toBe(screen.getByText('筛选'));
  await user.click(screen.getByText('打开'));
  const heading = await screen.findByRole('heading', { level: 1, name: '松江店' });
  expect(document.activeElement).toBe(heading);
  expect(document.title).toBe('松江店 · EOMS');
  expect(screen.getByRole('navigation', { name: '当前位置' }).textContent).toBe('门店松江店');
});

test('unsaved work is asked about before it is lost, and kept when the person stays', async () => {
  const page = renderPage(<TwoPages dirty />);
  await page.user.click(screen.getByText('筛选'));
  expect(page.address()).toBe('/?q=1');
  await page.user.click(screen.getByText('打开'));
  expect(await screen.findByText('离开后，未保存的内容将丢失。')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: '留在此页' }));
  expect(page.address()).toBe('/?q=1');
  await page.user.click(screen.getByText('打开'));
  await page.user.click(await screen.findByRole('button', { name: '放弃修改并离开' }));
  await waitFor(() => expect(page.address()).toBe('/one'));
});

test('saved work lets go at once, so that the page may lead on', async () => {
  function Saves() {
    const letGo = useUnsavedGuard(true);
    const navigate = useNavigate();
    return (
      <button
        onClick={() => {
          letGo();
          void navigate('/one');
        }}
      >
        保存
      </button>
    );
  }
  const page = renderPage(<Saves />);
  await page.user.click(screen.getByText('保存'));
  await waitFor(() => expect(page.address()).toBe('/one'));
});

test('going back in the browser is held too', async () => {
  const page = renderPage(<TwoPages dirty />, { path: '/one' });
  history.replaceState(history.state, '', '/one');
  await page.user.click(screen.getByText('门店'));
  await page.user.click(await screen.findByRole('button', { name: '放弃修改并离开' }));
  await waitFor(() => expect(page.address()).toBe('/'));
  await page.goTo(-1);
  expect(await screen.findByText('离开后，未保存的内容将丢失。')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: '留在此页' }));
  await waitFor(() => expect(page.address()).toBe('/'));
});

test('closing the tab is held back only while something is unsaved', () => {
  const held = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));
  expect(held()).toBe(false);
  const page = renderPage(<TwoPages dirty />);
  expect(held()).toBe(true);
  page.unmount();
  expect(held()).toBe(false);
});

function Conflict({ onKeepMine }: { onKeepMine: (version: number) => void }) {
  const [problem] = useState(
    () =>
      new ProblemError(
        exampleProblem('stale_version', { current: { hosts: 140, name: '松江店', version: 7 }, changed: ['hosts'] }),
      ),
  );
  return (
    <ConflictModal
      problem={problem}
      mine={{ hosts: 132 }}
      labels={{ hosts: '机器数', name: '名称' }}
      onKeepMine={onKeepMine}
      onTakeTheirs={vi.fn()}
      onClose={vi.fn()}
    />
  );
}

test('a conflict shows now against mine and sends upon the present version', async () => {
  const keep = vi.fn();
  const { user } = renderPage(<Conflict onKeepMine={keep} />);
  const dialog = await screen.findByRole('dialog', { name: '内容已被他人修改' });
  expect(dialog.querySelector('tbody')?.textContent).toBe('机器数140132');
  await user.click(screen.getByRole('button', { name: '保留我的修改并重新提交' }));
  expect(keep).toHaveBeenCalledWith(7);
});

test('popups live in a layer of the remote that leaves with it', async () => {
  const page = renderPage(<Conflict onKeepMine={vi.fn()} />);
  const dialog = await screen.findByRole('dialog');
  expect(dialog.closest('.eoms-layer')).not.toBeNull();
  page.unmount();
  expect(document.querySelector('.eoms-layer')).toBeNull();
  expect(document.querySelector('style[data-rc-order]:not([nonce])')?.textContent ?? '').not.toContain('overflow-y');
});

test('cards and timelines are labelled', () => {
  renderPage(
    <>
      <InfoCard
        title="基本信息"
        items={[
          { label: '城市', value: '上海' },
          { label: '备注', value: null },
        ]}
      />
      <Timeline
        label="动态"
        items={[{ key: '1', title: '王敏 回复', time: '刚刚', iso: '2026-03-11T12:30:00.000Z', content: '您好' }]}
      />
    </>,
  );
  expect(screen.getByRole('region', { name: '基本信息' }).textContent).toContain('备注—');
  expect(screen.getByRole('list', { name: '动态' }).textContent).toBe('王敏 回复刚刚您好');
});

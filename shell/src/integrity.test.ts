import { expect, test } from 'vitest';
import { addressOf, integrityOf, refetchBelow, trustFiles } from './integrity.ts';
import { remoteScriptUrl } from './trusted-types.ts';

test('a known file has its hash, whatever the query; an unknown one has a hash nothing satisfies', () => {
  trustFiles({ '/remotes/legal/1.0.0-0a1b2c3d/remoteEntry.js': 'sha384-known' });
  expect(integrityOf('/remotes/legal/1.0.0-0a1b2c3d/remoteEntry.js?try=2')).toBe('sha384-known');
  expect(integrityOf('/remotes/legal/1.0.0-0a1b2c3d/js/other.js')).toMatch(/^sha384-A+$/);
});

test('after a failure the files below a path have another address, others keep theirs', () => {
  const file = '/remotes/legal/1.0.0-0a1b2c3d/js/1.js';
  expect(addressOf(file)).toBe(file);
  refetchBelow('/remotes/legal/1.0.0-0a1b2c3d/', 2);
  expect(addressOf(file)).toBe(`${file}?try=2`);
  expect(addressOf(`${location.origin}${file}`)).toBe(`${location.origin}${file}?try=2`);
  expect(addressOf('/remotes/stores/1.0.0-0a1b2c3d/js/1.js')).toBe('/remotes/stores/1.0.0-0a1b2c3d/js/1.js');
});

test('only files of remotes on this origin may become scripts', () => {
  expect(remoteScriptUrl('/remotes/legal/1/remoteEntry.js')).toBe('/remotes/legal/1/remoteEntry.js');
  for (const url of [
    'https://evil.test/remotes/x.js',
    '/api/x.js',
    '/remotes/../api/x.js',
    '//evil.test/remotes/x.js',
    'data:text/javascript,1',
  ]) {
    expect(() => remoteScriptUrl(url)).toThrow('not a remote');
  }
});

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { browserContract } from './contract-loader.ts';

const contract = fileURLToPath(new URL('../../contracts/src/stores/stores.contract.ts', import.meta.url));

const load = async (source: string): Promise<Record<string, unknown>> =>
  import(`data:text/javascript,${encodeURIComponent(source)}`) as Promise<Record<string, unknown>>;

const stubPath = fileURLToPath(new URL('absent-schema.ts', import.meta.url));

describe('a contract as the browser gets it', () => {
  test('endpoints are plain data with the constraints of their forms, and nothing of zod is left', async () => {
    const source = await browserContract(contract, '', { keep: 'data' });
    expect(source).not.toMatch(/zod|_zod|summary/);
    const { createStore, storeMetas } = await load(source.replaceAll(stubPath, `file://${stubPath}`));
    expect(createStore).toMatchObject({
      id: 'createStore',
      method: 'post',
      path: '/api/stores/stores',
      meta: 'stores.store.create',
      form: {
        name: { required: true, type: 'string', minLength: 1, maxLength: 60 },
        hosts: { minimum: 0, maximum: 2000 },
      },
    });
    expect(createStore).not.toHaveProperty('response');
    expect(storeMetas).toHaveProperty(['stores.store.view', 'zh'], '查看门店');
  });

  test('enumerations keep their options; any other use of a schema says what is wrong', async () => {
    const source = await browserContract(contract, '', { keep: 'data' });
    const { StoreStatus, Store } = (await load(source.replaceAll(stubPath, `file://${stubPath}`))) as Record<
      string,
      { options?: unknown; parse?: unknown }
    >;
    expect(StoreStatus?.options).toEqual(['preparing', 'trial', 'open', 'suspended', 'closed']);
    expect(() => StoreStatus?.parse).toThrow('StoreStatus.parse: schemas stay on the server');
    expect(() => Store?.options).toThrow('Store.options');
  });

  test('for mocks the module stays whole and its endpoints gain their forms', async () => {
    const source = await browserContract(contract, 'const kept = 1;', { keep: 'schemas' });
    expect(source).toMatch(/^const kept = 1;\n/);
    expect(source).toContain('Object.assign(createStore, { form: {"code":');
  });

  test('a contract that cannot be evaluated fails with its reason', async () => {
    await expect(browserContract('/nowhere.contract.ts', '', { keep: 'data' })).rejects.toThrow('nowhere.contract.ts');
  });
});

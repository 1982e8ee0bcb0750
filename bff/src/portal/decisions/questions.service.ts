import type { HandlerInput, HandlerOutput } from '@eoms/contracts/endpoint';
import type { listQuestions } from '@eoms/contracts/access/decisions.contract';
import type { MenuNode, RemoteManifest } from '@eoms/contracts/portal/remotes.contract';
import type { Context } from '../../http/context.ts';
import { metaRefs } from '../catalogue/references.service.ts';
import type { DecisionDeps } from './decision-deps.ts';

type Questions = HandlerOutput<typeof listQuestions>;

const MOST = 50;

const pagesOf = (nodes: readonly MenuNode[], { name, basePath }: RemoteManifest): Questions['pages'] =>
  nodes.flatMap(({ path, meta, title, children }) => {
    if (children) return pagesOf(children, { name, basePath } as RemoteManifest);
    return path === undefined || meta === undefined
      ? []
      : [{ system: name, path: basePath + path, title: { ...title }, meta }];
  });

const says = (q: string, ...texts: readonly string[]): boolean =>
  texts.some((text) => text.toLowerCase().includes(q.toLowerCase()));

/** Finds pages of deployed systems and living permissions by their names, so that people need not know codes. */
export const questionLister = ({ access, registry }: Pick<DecisionDeps, 'access' | 'registry'>) =>
  async function listAll(context: Context, { query }: HandlerInput<typeof listQuestions>): Promise<Questions> {
    const q = query.q ?? '';
    const { metas } = await access.facts(context.transaction);
    const living = metas.filter(({ live }) => live).toSorted((a, b) => a.bitNo - b.bitNo);
    const refs = await metaRefs(
      context,
      living.map(({ id }) => id),
    );
    return {
      pages: registry
        .deployed()
        .flatMap(({ manifest }) => pagesOf(manifest.menu, manifest))
        .filter(({ title, path }) => says(q, title.zh, title.en, path))
        .slice(0, MOST),
      metas: living
        .flatMap(({ id }) => refs.get(id) ?? [])
        .filter(({ code, name }) => says(q, code, name.zh, name.en))
        .slice(0, MOST),
    };
  };

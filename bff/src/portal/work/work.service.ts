import type { HandlerOutput, MetaCode } from '@eoms/contracts/endpoint';
import type { listWork as listWorkEndpoint } from '@eoms/contracts/portal/portal.contract';
import { systemCodes, type SystemCode } from '@eoms/contracts/systems';
import type { Context } from '../../http/context.ts';
import type { RegistryService } from '../registry/registry.service.ts';

type WorkList = HandlerOutput<typeof listWorkEndpoint>;
type WorkItem = WorkList['items'][number];

/** One line of open work as a system tells it; `path` is below the system's base path, such as `/tickets?owner=me`. */
export type ProvidedWork = Omit<WorkItem, 'system'>;

/** A system's answer to "what waits for this person?"; asked only for people who hold `meta`, where the system is deployed. */
export interface WorkProvider {
  readonly system: SystemCode;
  readonly meta: MetaCode;
  provide(context: Context): Promise<readonly ProvidedWork[]>;
}

/** What listing work needs. */
export interface WorkDeps {
  readonly registry: Pick<RegistryService, 'find'>;
  /** Milliseconds a system has to answer; default 300. */
  readonly deadlineMs?: number;
}

/** Open work of a person over all his systems; one that hangs or fails delays nobody and is named. */
export interface WorkService {
  registerWorkProvider(provider: WorkProvider): void;
  listWork(context: Context): Promise<WorkList>;
}

const DEADLINE_MS = 300;

type Answer = { readonly items: readonly ProvidedWork[] } | { readonly failed: string };

/** Never rejects: a failure after the deadline must not end the process. */
function ask(provider: WorkProvider, context: Context, deadlineMs: number): Promise<Answer> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ failed: 'deadline' }), deadlineMs);
    const settle = (answer: Answer): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    // A provider that throws at once counts as one that rejects.
    (async () => provider.provide(context))().then(
      (items) => settle({ items }),
      (error: unknown) => settle({ failed: error instanceof Error ? error.name : typeof error }),
    );
  });
}

/** Opens the list of open work; systems register at composition. */
export function createWorkService({ registry, deadlineMs = DEADLINE_MS }: WorkDeps): WorkService {
  const providers: WorkProvider[] = [];
  return {
    registerWorkProvider: (provider) => void providers.push(provider),
    async listWork(context) {
      const asked = providers.flatMap((provider) => {
        const remote = registry.find(provider.system);
        return remote && context.caller.access.has(provider.meta)
          ? [{ provider, basePath: remote.manifest.basePath }]
          : [];
      });
      asked.sort((a, b) => systemCodes.indexOf(a.provider.system) - systemCodes.indexOf(b.provider.system));
      const answers = await Promise.all(asked.map(({ provider }) => ask(provider, context, deadlineMs)));
      const unanswered = new Set<SystemCode>();
      const items = asked.flatMap(({ provider: { system }, basePath }, at): WorkItem[] => {
        const answer = answers[at];
        if (answer && 'items' in answer)
          return answer.items.map((item) => ({ ...item, system, path: basePath + item.path }));
        context.log.warn({ system, reason: answer?.failed }, 'open work was not answered');
        unanswered.add(system);
        return [];
      });
      return { items, unanswered: [...unanswered] };
    },
  };
}

import type { MetaCode } from '@eoms/contracts/endpoint';
import { intents as allIntents, type IntentName } from '@eoms/contracts/intents';
import type { Bootstrap } from '@eoms/contracts/portal/portal.contract';
import { systems } from '@eoms/contracts/systems';
import type { Access, Context } from '../../http/context.ts';
import type { MenusService } from '../menus/menus.service.ts';
import type { PreferencesService } from '../preferences/preferences.service.ts';
import type { DeployedRemote, RegistryService } from '../registry/registry.service.ts';

type ResolvedIntents = Bootstrap['intents'];

/** What the first answer to a tab is made from. */
export interface BootstrapDeps {
  readonly registry: Pick<RegistryService, 'intents'>;
  readonly menus: Pick<MenusService, 'listEnterable'>;
  readonly preferences: Pick<PreferencesService, 'readPreferences'>;
  /** The calling person as every page may show him. */
  readonly describePerson: (context: Context) => Promise<Bootstrap['person']>;
  /** Digest of everything somebody may do. */
  readonly accessVersion: (access: Access) => string;
  /** True in the embedded demo set-up. */
  readonly demo: boolean;
}

/** Answers what a tab needs first. */
export interface BootstrapService {
  getBootstrap(context: Context): Promise<Bootstrap>;
}

const nobodysDepartment = { zh: '系统接入', en: 'Service client' };

function toSystem({ name, version, entry, integrity, manifest }: DeployedRemote): Bootstrap['systems'][number] {
  const { icon, basePath } = manifest;
  return {
    code: name,
    title: systems[name],
    icon,
    basePath,
    remote: { name, version, entry, integrity: { ...integrity } },
  };
}

/** Every intent of the catalogue as this person finds it: who answers, and why not when he may not follow it. */
function resolveIntents(registry: BootstrapDeps['registry'], access: Access): ResolvedIntents {
  const answered = registry.intents();
  const resolve = (name: IntentName): ResolvedIntents[string] => {
    const answer = answered.get(name);
    if (!answer) return { path: null, system: null, allowed: false, reason: 'not_deployed' };
    const { path, system, meta } = answer;
    if (access.has(meta as MetaCode)) return { path, system, allowed: true, reason: null };
    return { path, system, allowed: false, reason: 'permission_missing', meta };
  };
  return Object.fromEntries((Object.keys(allIntents) as IntentName[]).map((name) => [name, resolve(name)]));
}

/** Builds the service that answers what a tab needs first. */
export function createBootstrapService({
  registry,
  menus,
  preferences,
  describePerson,
  accessVersion,
  demo,
}: BootstrapDeps): BootstrapService {
  const describeCaller = (context: Context): Promise<Bootstrap['person']> => {
    const { kind, id, name } = context.caller;
    if (kind === 'person') return describePerson(context);
    const place = { department: nobodysDepartment, position: nobodysDepartment, level: 0 };
    return Promise.resolve({ id, name, employeeNo: null, kind: 'service', ...place });
  };
  return {
    async getBootstrap(context) {
      const { access } = context.caller;
      const [person, kept] = await Promise.all([describeCaller(context), preferences.readPreferences(context)]);
      return {
        person,
        preferences: kept,
        systems: menus.listEnterable(access).map(toSystem),
        intents: resolveIntents(registry, access),
        accessVersion: accessVersion(access),
        demo,
      };
    },
  };
}

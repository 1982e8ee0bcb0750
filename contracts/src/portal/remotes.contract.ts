import { z } from 'zod';
import { LocalizedText } from '../fields.ts';
import { intents, type IntentName } from '../intents.ts';
import { systemCodes } from '../systems.ts';

const MetaCode = z.string().regex(/^[a-z]+\.[a-z-]+\.[a-z-]+$/);
const SubPath = z
  .string()
  .regex(/^\/(?:[\w:-]+(?:\/[\w:-]+)*)?$/, 'path below the base path, such as /tickets/:ticketId');

/** One entry of a system's menu; a directory has children and no path, a page has a path. */
export interface MenuNode {
  id: string;
  title: { zh: string; en: string };
  /** Path below the remote's base path; only on pages. */
  path?: string | undefined;
  /** Permission that shows the entry; a directory shows when one of its children does. */
  meta?: string | undefined;
  /** Name of a line icon of the shell. */
  icon?: string | undefined;
  children?: MenuNode[] | undefined;
}

/** Schema of {@link MenuNode}: each page names its Meta, so an entry without one is refused. */
export const MenuNode: z.ZodType<MenuNode> = z
  .lazy(() =>
    z
      .strictObject({
        id: z.string().regex(/^[a-z][a-z0-9-]*$/),
        title: LocalizedText,
        path: SubPath.optional(),
        meta: MetaCode.optional(),
        icon: z.string().optional(),
        children: z.array(MenuNode).min(1).optional(),
      })
      .refine((node) => (node.children ? !node.path : Boolean(node.path && node.meta)), {
        error: 'a menu page needs a path and a Meta; a directory has children only',
      }),
  )
  .meta({ id: 'MenuNode' });

/** A permission that a remote brings along, as `defineMetas` declares those of contracts. */
export const RemoteMeta = z.strictObject({
  zh: z.string().min(1).max(120),
  en: z.string().min(1).max(120),
  risk: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
  kind: z.enum(['page', 'action', 'field']).optional(),
  requestable: z.boolean().optional(),
  deprecated: z.literal(true).optional(),
});

/** What a remote says about itself, as data: the registry reads it, the shell draws from it without loading the remote. */
export const RemoteManifest = z.strictObject({
  name: z.enum(systemCodes),
  basePath: z.string().regex(/^\/[a-z][a-z-]*$/),
  icon: z.string(),
  menu: z.array(MenuNode).min(1),
  /** Every route of the remote with the Meta that opens it; a route that is not listed opens for nobody. */
  routes: z.array(z.strictObject({ path: SubPath, meta: MetaCode })).min(1),
  /** Typed links this remote answers. */
  intents: z.partialRecord(
    z.enum(Object.keys(intents) as [IntentName, ...IntentName[]]),
    z.strictObject({ path: SubPath, meta: MetaCode }),
  ),
  /** Permissions of the remote's own that no contract declares; each code begins with the remote's name. */
  metas: z.record(MetaCode, RemoteMeta).optional(),
});

/** What a remote says about itself. */
export type RemoteManifest = z.infer<typeof RemoteManifest>;

/** One immutable set of built files of a remote, as `eoms release` writes it to release.json. */
export const Release = z.strictObject({
  manifest: RemoteManifest,
  version: z.string().regex(/^\d+\.\d+\.\d+-[0-9a-f]{8,}$/),
  /** Major version of the shell's API the remote was built for. */
  shellApi: z.int().min(1),
  /** File name of the Module Federation entry. */
  entry: z.string(),
  /** Subresource integrity (`sha384-…`) and size in bytes of every file. */
  files: z.record(z.string(), z.strictObject({ integrity: z.string(), bytes: z.int().min(0) })),
});

/** One immutable set of built files of a remote. */
export type Release = z.infer<typeof Release>;

/** What a run does to permissions, as it is stored: codes and ids, named when it is read. */
export interface StoredEffects {
  readonly at: string;
  readonly people: number;
  readonly touched: number;
  readonly sampled: boolean;
  readonly byMeta: readonly { readonly code: string; readonly gained: number; readonly lost: number }[];
  readonly abandoned: readonly { readonly code: string; readonly count: number; readonly unitIds: readonly string[] }[];
}

import { v7 } from 'uuid';

/** A new record id: UUID version 7, so ids made later sort later and index pages fill in order. */
export const newId = (): string => v7();

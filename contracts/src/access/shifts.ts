/** A fixed shift of every store, `HH:mm` by the store's own clock; `24:00` is the end of its day. */
export interface Shift {
  readonly code: 'EARLY' | 'MIDDLE' | 'NIGHT';
  readonly from: string;
  readonly until: string;
}

/** The three shifts all stores of the chain work in; there is no roster, so who works which is not known. */
export const storeShifts: readonly Shift[] = [
  { code: 'NIGHT', from: '00:00', until: '08:00' },
  { code: 'EARLY', from: '08:00', until: '16:00' },
  { code: 'MIDDLE', from: '16:00', until: '24:00' },
];

/** When offices close, by the clock of the head office. */
export const OFFICE_CLOSES = '18:00';

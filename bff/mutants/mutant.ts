/** A fault put into one source file on loading it, and the test that must find it. */
export interface Mutant {
  /** Number of the invariant whose test must fail. */
  readonly invariant: number;
  /** What is wrong with it, in words. */
  readonly name: string;
  /** Source file, from the folder of the BFF. */
  readonly file: string;
  /** Text that occurs exactly once in it. */
  readonly find: string;
  readonly replace: string;
  /** Test file, from the folder of the BFF. */
  readonly test: string;
  /** Names of the tests to run, as a regular expression; all of the file when left out. */
  readonly title?: string;
}

/** Environment variable by which a run of tests is told its mutant. */
export const MUTANT = 'EOMS_MUTANT';
